package shop.payment;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import shop.payment.application.PaymentProvider;
import shop.payment.application.PaymentProvider.RefundAnswer;
import shop.payment.application.PurgeExpired;
import shop.payment.application.RefundPayment;
import shop.payment.application.SyncPayment;
import shop.payment.domain.Outcome;
import shop.payment.domain.Payment;
import shop.payment.domain.ProviderRefs;
import shop.payment.domain.Refund;
import shop.payment.domain.Snapshot;
import shop.test.FleetTest;
import shop.test.Infrastructure;
import shop.test.KafkaProbe;
import shop.test.Parallel;

/** What the workers share, on a real database, with a provider that answers one call only on demand. */
@FleetTest
@Import(WorkersTest.HeldProvider.class)
@TestPropertySource(
        properties = {
            "spring.kafka.listener.auto-startup=false",
            "payment.poll-every=100ms",
            "payment.first-check=10m",
            "payment.longest-check=1h",
            "payment.check-workers=2",
            "payment.refund-workers=2",
            "payment.stripe.network-retries=0"
        })
class WorkersTest {

    @DynamicPropertySource
    static void ownDatabase(DynamicPropertyRegistry registry) {
        var database = Infrastructure.shared().newDatabase("workers");
        registry.add("spring.datasource.url", database::url);
        registry.add("spring.datasource.username", database::user);
        registry.add("spring.datasource.password", database::password);
    }

    @Autowired
    JdbcClient sql;

    @Autowired
    HeldProvider provider;

    @Autowired
    SyncPayment syncPayment;

    @Autowired
    RefundPayment refundPayment;

    @Autowired
    PurgeExpired purgeExpired;

    @BeforeEach
    void nothingElseIsDue() {
        sql.sql("UPDATE reconciliation SET due_at = '2100-01-01Z'").update();
        sql.sql("UPDATE payment SET check_at = '2100-01-01Z'").update();
        sql.sql("UPDATE refund SET try_at = '2100-01-01Z'").update();
        provider.clear();
    }

    @AfterEach
    void letGo() {
        provider.release();
    }

    @Test
    void oneSlowAnswerDoesNotHoldUpTheOtherPayments() {
        var slow = payment("PROCESSING", "now() - interval '1 minute'");
        provider.hold(slow);
        var others = new ArrayList<UUID>();
        for (var count = 0; count < 5; count++) {
            others.add(payment("PROCESSING", "now()"));
        }

        await(() -> assertThat(provider.asked.keySet()).contains(slow).containsAll(others));

        assertThat(provider.isHolding()).isTrue();
        provider.release();
        await(() -> assertThat(provider.answered.keySet()).contains(slow));
    }

    @Test
    void oneSlowRefundHoldsUpOnlyThoseOfItsPayment() {
        var payment = payment("PAID", "'2100-01-01Z'");
        var first = refund(payment, 1);
        provider.hold(first);
        var second = refund(payment, 2);
        var others = List.of(refund(payment("PAID", "'2100-01-01Z'"), 3), refund(payment("PAID", "'2100-01-01Z'"), 4));
        due(first, second, others.getFirst(), others.getLast());

        await(() -> assertThat(stateOf(others.getFirst())).isEqualTo("SUCCEEDED"));
        await(() -> assertThat(stateOf(others.getLast())).isEqualTo("SUCCEEDED"));

        assertThat(provider.isHolding()).isTrue();
        assertThat(refundPayment.refundNext()).isFalse();
        assertThat(provider.asked).doesNotContainKey(second);
        provider.release();
        await(() -> assertThat(stateOf(second)).isEqualTo("SUCCEEDED"));
        assertThat(stateOf(first)).isEqualTo("SUCCEEDED");
    }

    @Test
    void aRefundThatTheProviderHasTakenDoesNotHoldUpTheNextOne() {
        var payment = payment("PAID", "'2100-01-01Z'");
        var atTheBank = refund(payment, 1);
        sql.sql("UPDATE refund SET provider_ref = :ref WHERE id = :id")
                .param("ref", "re_" + atTheBank)
                .param("id", atTheBank)
                .update();
        var next = refund(payment, 2);
        due(next);

        await(() -> assertThat(stateOf(next)).isEqualTo("SUCCEEDED"));
        assertThat(stateOf(atTheBank)).isEqualTo("PENDING");
    }

    @Test
    void instancesShareWhatIsDueAndAskOnceForEach() {
        var due = new ArrayList<UUID>();
        for (var count = 0; count < 40; count++) {
            due.add(payment("PROCESSING", "now()"));
        }

        // As many threads as four instances have, beside the workers of this one.
        Parallel.times(8, () -> {
            while (syncPayment.syncNext()) {
                // the next one
            }
            return true;
        });

        await(() -> assertThat(provider.answered.keySet()).containsAll(due));
        assertThat(due)
                .allSatisfy(payment ->
                        assertThat(provider.asked.get(payment)).as("how often").isEqualTo(1));
    }

    @Test
    void oldWebhooksAndDriftsAreForgottenInBatchesAndNothingThatIsYoungOrNeeded() {
        events("done", 1_200, "DONE", 31);
        events("ignored", 3, "IGNORED", 31);
        events("young", 2, "DONE", 29);
        events("given-up-young", 2, "GIVEN_UP", 179);
        events("given-up", 700, "GIVEN_UP", 181);
        events("waiting", 2, "PENDING", 400);
        drifts("repaired", "REPAIRED", 91);
        drifts("gone", "GONE", 91);
        drifts("repaired-lately", "REPAIRED", 89);
        drifts("open", "OPEN", 400);

        assertThat(purgeExpired.purgeNext()).isTrue();
        assertThat(kept("done")).isEqualTo(700);
        assertThat(kept("given-up")).isEqualTo(200);
        // As two instances do.
        Parallel.times(2, () -> {
            while (purgeExpired.purgeNext()) {
                // the next batch
            }
            return true;
        });
        // Where two were at it together, one may have passed over what the other one held.
        assertThat(purgeExpired.purgeNext()).isFalse();

        assertThat(sql.sql("SELECT DISTINCT type FROM webhook_event ORDER BY type")
                        .query(String.class)
                        .list())
                .containsExactly("given-up-young", "waiting", "young");
        assertThat(sql.sql("SELECT subject FROM drift ORDER BY subject")
                        .query(String.class)
                        .list())
                .containsExactly("open", "repaired-lately");
    }

    private static void await(Runnable assertion) {
        Awaitility.await().atMost(KafkaProbe.PATIENCE).untilAsserted(assertion::run);
    }

    private UUID payment(String state, String checkAt) {
        var id = UUID.randomUUID();
        var order = UUID.randomUUID();
        sql.sql("""
                INSERT INTO payable_order (order_id, user_id, amount_minor, currency, expires_at, attempts, told)
                VALUES (:order, :order, 2500, 'EUR', now() + interval '15 minutes', 1, 1)
                """).param("order", order).update();
        sql.sql("""
                INSERT INTO payment (id, order_id, user_id, attempt, amount_minor, currency, method, state, intent_ref, created_at,
                                     changed_at, version, check_at)
                VALUES (:id, :order, :order, 1, 2500, 'EUR', 'INTENT', :state, :ref, now(), now(), 1, %s)
                """.formatted(checkAt))
                .param("id", id)
                .param("order", order)
                .param("state", state)
                .param("ref", "pi_" + id)
                .update();
        return id;
    }

    /** Not due yet. */
    private UUID refund(UUID payment, int minute) {
        sql.sql("UPDATE payment SET reserved_minor = reserved_minor + 100 WHERE id = :id")
                .param("id", payment)
                .update();
        return sql.sql("""
                        INSERT INTO refund (id, payment_id, order_id, amount_minor, currency, reason, state, created_at, changed_at,
                                            try_at)
                        SELECT :id, id, order_id, 100, 'EUR', 'broken', 'PENDING', created_at + :minute * interval '1 minute',
                               created_at, '2100-01-01Z'
                          FROM payment WHERE id = :payment
                        RETURNING id
                        """)
                .param("id", UUID.randomUUID())
                .param("payment", payment)
                .param("minute", minute)
                .query(UUID.class)
                .single();
    }

    private void due(UUID... refunds) {
        sql.sql("UPDATE refund SET try_at = now() WHERE id = ANY (:ids)")
                .param("ids", refunds)
                .update();
    }

    private String stateOf(UUID refund) {
        return sql.sql("SELECT state FROM refund WHERE id = :id")
                .param("id", refund)
                .query(String.class)
                .single();
    }

    private void events(String type, int count, String state, int days) {
        sql.sql("""
                INSERT INTO webhook_event (id, type, livemode, state, received_at, try_at)
                SELECT :type || n, :type, false, :state, now() - :days * interval '1 day', '2100-01-01Z'
                  FROM generate_series(1, :count) AS n
                """)
                .param("type", type)
                .param("count", count)
                .param("state", state)
                .param("days", days)
                .update();
    }

    private void drifts(String subject, String state, int days) {
        sql.sql("""
                INSERT INTO drift (id, kind, subject, detail, since, state, first_seen, last_seen, last_run, repaired_at)
                SELECT :id, 'LEDGER_CHANGED', :subject, '', at, :state, at, at, 1, CASE WHEN :state = 'REPAIRED' THEN at END
                  FROM (SELECT now() - :days * interval '1 day' AS at) AS seen
                """)
                .param("id", UUID.randomUUID())
                .param("subject", subject)
                .param("state", state)
                .param("days", days)
                .update();
    }

    private long kept(String type) {
        return sql.sql("SELECT count(*) FROM webhook_event WHERE type = :type")
                .param("type", type)
                .query(Long.class)
                .single();
    }

    /** Stands before the provider: knows every payment as processing and makes every refund, one of them only when it is let go. */
    static final class HeldProvider implements BeanPostProcessor {

        final Map<UUID, Integer> asked = new ConcurrentHashMap<>();
        final Map<UUID, Integer> answered = new ConcurrentHashMap<>();
        private volatile @Nullable UUID held;
        private volatile CountDownLatch go = new CountDownLatch(1);

        void hold(UUID id) {
            held = id;
        }

        boolean isHolding() {
            return go.getCount() > 0;
        }

        void release() {
            go.countDown();
        }

        void clear() {
            asked.clear();
            answered.clear();
            held = null;
            go = new CountDownLatch(1);
        }

        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
            return bean instanceof PaymentProvider real
                    ? Proxy.newProxyInstance(
                            PaymentProvider.class.getClassLoader(),
                            new Class<?>[] {PaymentProvider.class},
                            (_, method, arguments) -> switch (method.getName()) {
                                case "retrieve" -> retrieve((Payment) arguments[0]);
                                case "refund" -> refund((Refund) arguments[0]);
                                default -> {
                                    try {
                                        yield method.invoke(real, arguments);
                                    } catch (InvocationTargetException failed) {
                                        throw failed.getCause();
                                    }
                                }
                            })
                    : bean;
        }

        private Snapshot retrieve(Payment payment) throws InterruptedException {
            var id = payment.id().value();
            answer(id);
            return new Snapshot(new ProviderRefs("pi_" + id, null, null, null), new Outcome.Processing());
        }

        private RefundAnswer refund(Refund refund) throws InterruptedException {
            var id = refund.id().value();
            answer(id);
            return new RefundAnswer("re_" + id, RefundAnswer.Progress.SUCCEEDED, null);
        }

        private void answer(UUID id) throws InterruptedException {
            asked.merge(id, 1, Integer::sum);
            if (id.equals(held)) {
                assertThat(go.await(Duration.ofMinutes(5).toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
            }
            answered.merge(id, 1, Integer::sum);
        }
    }
}

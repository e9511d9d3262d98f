package shop.inventory.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import shop.inventory.application.CheckLedger;
import shop.inventory.application.Ledger;
import shop.inventory.application.LedgerPolicy;
import shop.inventory.application.Ledgers;
import shop.inventory.domain.Drift;
import shop.inventory.domain.ProductId;
import shop.test.Infrastructure;
import shop.test.Parallel;

/** Checkpoints and the lease, in a database of its own. */
class JdbcLedgerTest {

    static final Duration LEASE = Duration.ofMinutes(2);
    static final LedgerPolicy POLICY = new LedgerPolicy(Duration.ofHours(1), Duration.ofDays(7));

    static final JdbcClient SQL = database();

    final JdbcLedger ledger = new JdbcLedger(SQL);
    final ProductId mug = new ProductId(UUID.randomUUID());
    final ProductId lamp = new ProductId(UUID.randomUUID());

    private static JdbcClient database() {
        var made = Infrastructure.shared().newDatabase("ledger");
        var connections = new DriverManagerDataSource(made.url(), made.user(), made.password());
        Flyway.configure().dataSource(connections).load().migrate();
        return JdbcClient.create(connections);
    }

    @BeforeEach
    void stocksTwoProducts() {
        tamper("DELETE FROM movement");
        SQL.sql("DELETE FROM stock").update();
        SQL.sql("DELETE FROM ledger_checkpoint").update();
        SQL.sql("DELETE FROM ledger_drift").update();
        SQL.sql(
                        "UPDATE ledger_check SET due_at = now(), full_due_at = now(), lease = NULL, lease_until = now(), checked_at = NULL")
                .update();
        for (var product : List.of(mug, lamp)) {
            SQL.sql("INSERT INTO stock VALUES (:product, 'SKU', 1, 0, 0, 1, now())")
                    .param("product", product.value())
                    .update();
            move(product, 10);
        }
    }

    @Test
    void theFirstCheckReadsAllAndTheNextOnesWhatHasMovedSince() {
        var checks = checks();
        assertThat(checks.check().driftsTotal()).isZero();
        assertThat(checkpoint(mug)).isEqualTo(2);

        move(mug, -3);
        // Were it read once more, it would no longer add up.
        tamper("UPDATE movement SET on_hand_change = on_hand_change + 1 WHERE stock_version = 2");

        assertThat(checks.check().drifts()).isEmpty();
        assertThat(checkpoint(mug)).isEqualTo(3);
    }

    @Test
    void aNewDriftIsFoundByTheNextCheckAndStaysFoundUntilItIsMended() {
        var checks = checks();
        checks.check();

        SQL.sql("UPDATE stock SET on_hand = on_hand + 2 WHERE product_id = :product")
                .param("product", mug.value())
                .update();
        assertThat(checks.check().drifts()).containsExactly(new Drift(mug, "SKU", 12, 0, 10, 0));
        assertThat(checks.check().drifts())
                .as("the next one begins at the first movement")
                .hasSize(1);
        move(mug, 1);
        assertThat(checks.check().drifts()).containsExactly(new Drift(mug, "SKU", 13, 0, 11, 0));

        SQL.sql("UPDATE stock SET on_hand = on_hand - 2 WHERE product_id = :product")
                .param("product", mug.value())
                .update();
        assertThat(checks.check().drifts()).isEmpty();
    }

    @Test
    void aMovementThatIsMissingIsFoundByTheNextCheck() {
        var checks = checks();
        checks.check();

        move(lamp, 5);
        tamper("DELETE FROM movement WHERE stock_version = 3");

        assertThat(checks.check().drifts()).containsExactly(new Drift(lamp, "SKU", 15, 0, 10, 0));
    }

    @Test
    void aDriftInOldMovementsIsFoundByTheNextFullCheckAndByThoseAfterIt() {
        var checks = checks();
        checks.check();
        tamper("UPDATE movement SET on_hand_change = on_hand_change + 1 WHERE product_id = '" + mug.value() + "'");
        assertThat(checks.check().drifts()).as("read before").isEmpty();

        SQL.sql("UPDATE ledger_check SET full_due_at = now()").update();

        assertThat(checks.check().drifts()).containsExactly(new Drift(mug, "SKU", 10, 0, 11, 0));
        assertThat(ledger.begin(true, LEASE).orElseThrow().full())
                .as("the next full one is a week away")
                .isFalse();
        assertThat(checks.check().drifts()).hasSize(1);
    }

    @Test
    void oneInstanceChecksForAllWhenACheckIsDue() {
        var counted = new CountingLedger(ledger);
        var instances = Stream.generate(() -> new SimpleMeterRegistry())
                .limit(4)
                .map(meters -> new Instance(Ledgers.check(counted, POLICY, meters), meters))
                .toList();
        SQL.sql("UPDATE stock SET on_hand = on_hand + 2 WHERE product_id = :product")
                .param("product", mug.value())
                .update();

        var next = new AtomicInteger();
        Parallel.times(instances.size(), () -> {
            instances.get(next.getAndIncrement()).check().checkIfDue();
            return true;
        });
        instances.forEach(instance -> instance.check().checkIfDue());

        assertThat(counted.ended).hasValue(1);
        assertThat(instances)
                .extracting(instance ->
                        instance.meters().get("inventory.ledger.drifts").gauge().value())
                .as("what one has found all show")
                .containsOnly(1.0);
        assertThat(instances.getLast().check().last().drifts()).hasSize(1);
    }

    @Test
    void whoseLeaseIsOverIsRelievedAndWritesNothingMore() {
        var first = ledger.begin(false, LEASE).orElseThrow();
        assertThat(ledger.begin(false, LEASE)).as("somebody is at it").isEmpty();
        SQL.sql("UPDATE ledger_check SET lease_until = now()").update();

        var second = ledger.begin(false, LEASE).orElseThrow();

        assertThat(ledger.compare(first, null, 10, LEASE)).isEmpty();
        ledger.end(first, 7, 7, List.of(), POLICY);
        assertThat(ledger.last()).isEmpty();
        assertThat(ledger.compare(second, null, 10, LEASE).orElseThrow().products())
                .isEqualTo(2);
        ledger.end(second, 2, 0, List.of(), POLICY);
        assertThat(ledger.last().orElseThrow().products()).isEqualTo(2);
        assertThat(ledger.begin(false, LEASE)).as("not due again").isEmpty();
    }

    private CheckLedger checks() {
        return Ledgers.check(ledger, POLICY, new SimpleMeterRegistry());
    }

    private long checkpoint(ProductId product) {
        return SQL.sql("SELECT stock_version FROM ledger_checkpoint WHERE product_id = :product")
                .param("product", product.value())
                .query(Long.class)
                .single();
    }

    private static void move(ProductId product, long pieces) {
        SQL.sql("""
                WITH moved AS (
                    UPDATE stock SET on_hand = on_hand + :pieces, version = version + 1 WHERE product_id = :product RETURNING version)
                INSERT INTO movement (product_id, stock_version, kind, on_hand_change, held_change, moved_at)
                SELECT :product, version, 'INITIAL', :pieces, 0, now() FROM moved
                """).param("product", product.value()).param("pieces", pieces).update();
    }

    /** What the trigger refuses to all who do not own the table. */
    private static void tamper(String statement) {
        SQL.sql("ALTER TABLE movement DISABLE TRIGGER USER").update();
        SQL.sql(statement).update();
        SQL.sql("ALTER TABLE movement ENABLE TRIGGER USER").update();
    }

    private record Instance(CheckLedger check, SimpleMeterRegistry meters) {}

    private static final class CountingLedger implements Ledger {

        private final Ledger ledger;
        final AtomicInteger ended = new AtomicInteger();

        CountingLedger(Ledger ledger) {
            this.ledger = ledger;
        }

        @Override
        public Optional<Check> begin(boolean force, Duration lease) {
            return ledger.begin(force, lease);
        }

        @Override
        public Optional<Page> compare(Check check, @Nullable ProductId after, int limit, Duration lease) {
            return ledger.compare(check, after, limit, lease);
        }

        @Override
        public void end(Check check, long products, long driftsTotal, List<Drift> drifts, LedgerPolicy policy) {
            ended.incrementAndGet();
            ledger.end(check, products, driftsTotal, drifts, policy);
        }

        @Override
        public Optional<Report> last() {
            return ledger.last();
        }
    }
}

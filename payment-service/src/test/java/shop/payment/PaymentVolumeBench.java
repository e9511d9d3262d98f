package shop.payment;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.support.TransactionOperations;
import shop.payment.support.HotQueries;
import shop.payment.support.PaymentVolume;
import shop.test.FleetTest;
import shop.test.Infrastructure;

/**
 * Times and plans of what the service asks, over a million payments: {@code docs/volume-payments.md} keeps what came of it.
 *
 * <p>{@code ./mvnw verify -pl payment-service -am -Dtest=PaymentVolumeBench -Dgroups=bench -DexcludedGroups=
 * -Dsurefire.failIfNoSpecifiedTests=false -Dbench.payments=1000000}
 */
@Tag("bench")
@FleetTest
@Import(HotQueries.Plans.class)
@TestPropertySource(
        properties = {"spring.kafka.listener.auto-startup=false", "payment.poll-every=1h", "DB_SOCKET_TIMEOUT_SECONDS=0"
        })
class PaymentVolumeBench {

    static final int PAYMENTS = Integer.getInteger("bench.payments", 1_000_000);

    @DynamicPropertySource
    static void ownDatabase(DynamicPropertyRegistry registry) {
        var database = Infrastructure.shared().newDatabase("volume");
        registry.add("spring.datasource.url", database::url);
        registry.add("spring.datasource.username", database::user);
        registry.add("spring.datasource.password", database::password);
    }

    @Autowired
    JdbcClient sql;

    @Autowired
    TransactionOperations transactions;

    @Autowired
    ApplicationContext beans;

    @Test
    void whatTheServiceAsks() {
        var begun = System.nanoTime();
        // The rows fit each other by the way they are made; looking each one up would take most of the time.
        sql.sql("""
                DO $$
                DECLARE known record;
                BEGIN
                    FOR known IN SELECT conrelid::regclass AS at, conname FROM pg_constraint WHERE contype = 'f' LOOP
                        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', known.at, known.conname);
                    END LOOP;
                END
                $$
                """).update();
        transactions.executeWithoutResult(_ -> PaymentVolume.generate(sql, PAYMENTS));
        sql.sql("VACUUM ANALYZE").update();
        System.out.printf("%,d payments in %d s%n", PAYMENTS, (System.nanoTime() - begun) / 1_000_000_000);
        var queries = new HotQueries(beans);
        // Once for what has to be read from disk, once to be measured.
        queries.explain();
        queries.explain()
                .forEach((name, plans) -> plans.forEach(plan -> System.out.printf(
                        "%n== %s | %,.2f ms | %,d pages | %s%n", name, plan.millis(), plan.pages(), plan)));
    }
}

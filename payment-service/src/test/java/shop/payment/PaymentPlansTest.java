package shop.payment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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
import shop.payment.support.QueryPlans;
import shop.test.FleetTest;
import shop.test.Infrastructure;

/** What the service asks often reads a few pages by an index, and no table from its beginning to its end; an index that is lost shows here. */
@FleetTest
@Import(QueryPlans.class)
@TestPropertySource(
        properties = {
            "spring.kafka.listener.auto-startup=false",
            "payment.poll-every=1h",
            "payment.stripe.network-retries=0",
            "DB_SOCKET_TIMEOUT_SECONDS=0"
        })
class PaymentPlansTest {

    static final int PAYMENTS = 20_000;

    /** Those that grow with the shop; disputes are too few here for an index to be worth it. */
    static final List<String> LARGE = List.of("payment", "payable_order", "refund", "ledger_posting", "webhook_event");

    @DynamicPropertySource
    static void ownDatabase(DynamicPropertyRegistry registry) {
        var database = Infrastructure.shared().newDatabase("plans");
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
    void hotQueriesReadFewPagesByAnIndex() {
        transactions.executeWithoutResult(_ -> PaymentVolume.generate(sql, PAYMENTS));
        sql.sql("VACUUM ANALYZE").update();

        var explained = new HotQueries(beans).explain();

        assertThat(explained).hasSizeGreaterThan(25);
        explained.forEach((name, plans) -> assertThat(plans)
                .as(name)
                .isNotEmpty()
                .allSatisfy(plan -> {
                    for (var table : LARGE) {
                        assertThat(plan.readsAllOf(table))
                                .as("%s reads all of %s:%n%s%n%s", name, table, plan.sql(), plan.text())
                                .isFalse();
                    }
                    if (!isMany(name)) {
                        assertThat(plan.pages())
                                .as("%s reads many pages:%n%s%n%s", name, plan.sql(), plan.text())
                                .isLessThan(100);
                    }
                }));
    }

    /** What deletes or compares hundreds of rows at once, and the count of a list, read as many pages as they have to. */
    private static boolean isMany(String name) {
        return name.startsWith("forget")
                || name.startsWith("end ")
                || name.startsWith("the ledger")
                || name.startsWith("a page of all")
                || name.contains("list of")
                || name.contains("customer");
    }
}

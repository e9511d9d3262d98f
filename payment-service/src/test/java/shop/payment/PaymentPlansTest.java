package shop.payment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.support.TransactionOperations;
import shop.payment.application.Payments;
import shop.payment.support.HotQueries;
import shop.payment.support.PaymentVolume;
import shop.platform.paging.PageQuery;
import shop.test.FleetTest;
import shop.test.Infrastructure;

/** What the service asks often reads a few pages by an index, and no table from its beginning to its end; an index that is lost shows here. */
@FleetTest
@Import(HotQueries.Plans.class)
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

    @Autowired
    Payments payments;

    @BeforeEach
    void generateOnce() {
        if (sql.sql("SELECT count(*) FROM payment").query(Integer.class).single() == 0) {
            transactions.executeWithoutResult(_ -> PaymentVolume.generate(sql, PAYMENTS));
            sql.sql("VACUUM ANALYZE").update();
        }
    }

    @Test
    void theListGoesOnByCursorBehindWhatIsCounted() {
        var all = sql.sql("SELECT id FROM payment ORDER BY created_at DESC, id DESC")
                .query(UUID.class)
                .list();
        var found = new ArrayList<UUID>();
        @Nullable String cursor = null;
        do {
            var page = payments.page(
                    null, null, new PageQuery(0, 100, List.of(new PageQuery.Order("createdAt", true)), cursor));
            assertThat(page.totalItems()).isEqualTo(10_000);
            assertThat(page.approximate()).isTrue();
            page.items().forEach(payment -> found.add(payment.id().value()));
            cursor = page.nextCursor();
        } while (cursor != null);

        assertThat(found).hasSizeGreaterThan(10_000).isEqualTo(all);
    }

    @Test
    void hotQueriesReadFewPagesByAnIndex() {
        var explained = new HotQueries(beans).explain();

        assertThat(explained).hasSizeGreaterThan(25);
        explained.forEach((name, plans) -> assertThat(plans)
                .as(name)
                .isNotEmpty()
                .allSatisfy(plan -> {
                    for (var table : LARGE) {
                        assertThat(plan.readAsAWhole().contains(table))
                                .as("%s reads all of %s:%n%s", name, table, plan)
                                .isFalse();
                    }
                    if (!isMany(name)) {
                        assertThat(plan.pages())
                                .as("%s reads many pages:%n%s", name, plan)
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

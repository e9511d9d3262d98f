package shop.order.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** No query reads a table that grows with the orders as a whole. Only the plans count, so a busy machine changes nothing. */
class PlansTest {

    static final long ORDERS = 50_000;

    /** Far from the tens of thousands of rows that there are, and from what sorting or counting them takes. */
    static final int FEW_PAGES = 3_000;

    static LargeStore store;

    @BeforeAll
    static void fill() throws SQLException {
        store = new LargeStore(ORDERS);
    }

    @AfterAll
    static void close() {
        store.close();
    }

    @TestFactory
    Stream<DynamicTest> findsItsRowsByAnIndex() {
        return store.questions().entrySet().stream()
                .map(query -> DynamicTest.dynamicTest(query.getKey(), () -> {
                    var plans = store.plans(query.getValue());

                    assertThat(plans).isNotEmpty();
                    assertThat(plans).allSatisfy(plan -> {
                        assertThat(plan.readAsAWhole())
                                .as("%s", plan)
                                .doesNotContain(
                                        "orders",
                                        "order_line",
                                        "order_step",
                                        "order_event",
                                        "customer_steps",
                                        "risk_assessment");
                        assertThat(plan.pages()).as("%s", plan).isLessThan(FEW_PAGES);
                    });
                }));
    }

    @Test
    void whatIsOldIsFoundByItsTime() {
        var plans = store.plans(() -> store.deleteEvents(Instant.now().minus(Duration.ofDays(390)), 100));

        assertThat(plans).singleElement().satisfies(plan -> {
            assertThat(plan.readAsAWhole()).as("%s", plan).isEmpty();
            assertThat(plan.scans()).contains("Index Scan using order_event_by_time");
        });
    }
}

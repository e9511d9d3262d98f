package shop.inventory.persistence;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** No query reads a table that grows with the orders as a whole. Only the plans count, so a busy machine changes nothing. */
class PlansTest {

    static final long ORDERS = 30_000;
    static final int PRODUCTS = 500;

    /** Of thirty thousand; a larger part would be found faster by reading all. */
    static final int FEW = 20;

    static LargeStore store;

    @BeforeAll
    static void fill() throws SQLException {
        store = new LargeStore(ORDERS, PRODUCTS);
    }

    @AfterAll
    static void close() {
        store.close();
    }

    @TestFactory
    Stream<DynamicTest> findsItsRowsByAnIndex() {
        return store.questions(FEW).entrySet().stream()
                .map(query -> DynamicTest.dynamicTest(query.getKey(), () -> {
                    var plans = store.plans(query.getValue());

                    assertThat(plans).isNotEmpty();
                    assertThat(plans)
                            .allSatisfy(plan -> assertThat(plan.readAsAWhole())
                                    .as("%s", plan)
                                    .doesNotContain("hold", "hold_line", "movement"));
                }));
    }

    /** By the pages that are looked at: what was added up before is not read again. */
    @Test
    void aCheckOfTheLedgerGoesOnFromTheLastOne() {
        var checks = store.checks();
        var first = store.plans(requireNonNull(checks.get("ledger check, all movements")));
        var second = store.plans(requireNonNull(checks.get("ledger check, from the last one on")));

        var pages = first.stream().mapToLong(plan -> plan.pages()).sum();
        assertThat(pages).isGreaterThan(1_000);
        assertThat(second.stream().mapToLong(plan -> plan.pages()).sum()).isLessThan(pages / 4);
        assertThat(second)
                .allSatisfy(
                        plan -> assertThat(plan.readAsAWhole()).as("%s", plan).doesNotContain("movement"));
    }
}

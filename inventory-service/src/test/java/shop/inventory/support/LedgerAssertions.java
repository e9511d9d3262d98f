package shop.inventory.support;

import static org.assertj.core.api.Assertions.assertThat;

import org.springframework.jdbc.core.simple.JdbcClient;

/** What must be true of the stock whatever happened. */
public final class LedgerAssertions {

    private LedgerAssertions() {}

    /** The movements of each product add up to its stock. */
    public static void requireThatItExplainsAllStock(JdbcClient sql) {
        var unexplained = sql.sql("""
                        SELECT count(*)
                          FROM stock
                          LEFT JOIN (SELECT product_id, sum(on_hand_change) AS on_hand, sum(held_change) AS held
                                       FROM movement GROUP BY product_id) AS ledger USING (product_id)
                         WHERE (stock.on_hand, stock.held) IS DISTINCT FROM (ledger.on_hand, ledger.held)
                        """).query(Integer.class).single();
        assertThat(unexplained).as("stocks that their ledger does not explain").isZero();
    }
}

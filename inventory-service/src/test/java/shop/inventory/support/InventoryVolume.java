package shop.inventory.support;

import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Fills inventory-service's tables with the holds of as many orders as a shop has after a year and more: most are sold, a fifth was given
 * back, the latest are held. Made by the database itself, a million in minutes.
 */
public final class InventoryVolume {

    private static final int DAYS = 400;

    /** The last of them are held; a third has run out. */
    private static final int LATEST = 300;

    private InventoryVolume() {}

    /** Fills empty tables; {@code ANALYZE} is the caller's. */
    public static void fill(JdbcClient sql, long orders, int products) {
        sql.sql("""
                INSERT INTO hold (order_id, state, expires_at, order_version, created_at, changed_at)
                SELECT CAST(lpad(to_hex(CAST(extract(epoch FROM created_at) * 1000 AS bigint)), 12, '0')
                            || '7' || substr(mixed, 1, 3) || '8' || substr(mixed, 4, 15) AS uuid),
                       CASE WHEN number > :orders - :latest THEN 'HELD' WHEN number % 10 = 0 THEN 'EXPIRED'
                            WHEN number % 10 = 1 THEN 'RETURNED' ELSE 'COMMITTED' END,
                       created_at + CASE WHEN number > :orders - :latest AND number % 3 > 0 THEN interval '1 day' ELSE interval '40 minutes' END,
                       2, created_at, created_at + interval '2 minutes'
                  FROM (SELECT number, md5(CAST(number AS text)) AS mixed,
                               now() - interval '1 hour' - (:orders - number) * (make_interval(days => :days) / :orders) AS created_at
                          FROM generate_series(CAST(1 AS bigint), :orders) AS number) AS made
                 ORDER BY number
                """)
                .param("orders", orders)
                .param("latest", LATEST)
                .param("days", DAYS)
                .update();
        sql.sql("""
                INSERT INTO hold_line (order_id, product_id, sku, quantity)
                SELECT order_id,
                       CAST('00000000-0000-7000-9000-' || lpad(to_hex((abs(hashtext(CAST(order_id AS text))) + position) % :products), 12, '0') AS uuid),
                       'SKU', 1
                  FROM hold CROSS JOIN generate_series(0, hashtext(CAST(order_id AS text)) & 1) AS position
                 ORDER BY created_at
                """).param("products", products).update();
        sql.sql("""
                INSERT INTO stock (product_id, sku, product_version, on_hand, held, version, changed_at)
                SELECT CAST('00000000-0000-7000-9000-' || lpad(to_hex(number), 12, '0') AS uuid), 'SKU-' || number, 1, 0, 0, 1, now()
                  FROM generate_series(0, :products - 1) AS number
                """).param("products", products).update();
        sql.sql("""
                INSERT INTO movement (product_id, stock_version, kind, on_hand_change, held_change, order_id, moved_at)
                SELECT product_id, 1, 'INITIAL', :orders, 0, NULL, now() - make_interval(days => :days) FROM stock
                """).param("orders", orders).param("days", DAYS).update();
        sql.sql("""
                INSERT INTO movement (product_id, stock_version, kind, on_hand_change, held_change, order_id, moved_at)
                SELECT product_id, 1 + row_number() OVER (PARTITION BY product_id ORDER BY moved_at, order_id, step), kind,
                       on_hand_change * quantity, held_change * quantity, order_id, moved_at
                  FROM (SELECT product_id, order_id, quantity, step, kind, on_hand_change, held_change,
                               created_at + step * interval '1 minute' AS moved_at
                          FROM hold JOIN hold_line USING (order_id)
                          JOIN (VALUES (0, 'HELD', 0, 1, NULL), (1, 'SOLD', -1, -1, 'COMMITTED'), (1, 'SOLD', -1, -1, 'RETURNED'),
                                       (1, 'RELEASED', 0, -1, 'EXPIRED'), (2, 'RETURNED', 1, 0, 'RETURNED'))
                               AS moves (step, kind, on_hand_change, held_change, of_state) ON of_state IS NULL OR of_state = state) AS moved
                 ORDER BY moved_at
                """).update();
        sql.sql("""
                UPDATE stock SET on_hand = moved.on_hand, held = moved.held, version = moved.version
                  FROM (SELECT product_id, sum(on_hand_change) AS on_hand, sum(held_change) AS held, max(stock_version) AS version
                          FROM movement GROUP BY product_id) AS moved
                 WHERE moved.product_id = stock.product_id
                """).update();
    }

    /** One of those that sell. */
    public static UUID product() {
        return new UUID(0x7000, 0x9000_0000_0000_0007L);
    }
}

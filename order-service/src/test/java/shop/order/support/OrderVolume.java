package shop.order.support;

import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Fills order-service's tables with as many orders as a shop has after a year and more: the older ones have come to their end, the latest
 * wait for their payment, few customers have many orders. Made by the database itself, a million in minutes.
 */
public final class OrderVolume {

    /** The days that the orders are spread over. */
    public static final int DAYS = 400;

    /** The last of them were placed a moment ago; a third of these is unpaid. */
    public static final int LATEST = 500;

    private static final int ORDERS_PER_CUSTOMER = 20;

    private OrderVolume() {}

    /** Fills empty tables; {@code ANALYZE} is the caller's. */
    public static void fill(JdbcClient sql, long orders) {
        sql.sql("""
                INSERT INTO orders (id, number, customer_id, status, status_since, status_reason, payment_status, payment_id, payment_version,
                                    total_minor, currency, reserved_until, version, created_at,
                                    ship_name, ship_line1, ship_city, ship_postal_code, ship_country)
                SELECT id,
                       (SELECT overlay(string_agg(substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', CAST((number * 2654435761 >> 5 * place) & 31 AS integer) + 1, 1),
                                                  '' ORDER BY place) PLACING '-' FROM 5 FOR 0)
                          FROM generate_series(0, 7) AS place),
                       CAST('00000000-0000-7000-8000-' || lpad(to_hex(customer), 12, '0') AS uuid),
                       status, created_at + CASE status WHEN 'PENDING' THEN interval '0' WHEN 'CONFIRMED' THEN interval '2 minutes'
                                                        WHEN 'EXPIRED' THEN interval '15 minutes' WHEN 'CANCELLED' THEN interval '1 day'
                                                        WHEN 'SHIPPED' THEN interval '2 days' ELSE interval '5 days' END,
                       CASE status WHEN 'CANCELLED' THEN 'changed my mind' END,
                       CASE status WHEN 'PENDING' THEN 'UNPAID' WHEN 'EXPIRED' THEN 'FAILED' WHEN 'CANCELLED' THEN 'REFUNDED' ELSE 'PAID' END,
                       CASE WHEN status <> 'PENDING' THEN gen_random_uuid() END, 1,
                       500 + CAST(random() * 20000 AS bigint), CASE WHEN number % 5 = 0 THEN 'GBP' ELSE 'EUR' END,
                       created_at + interval '15 minutes',
                       CASE status WHEN 'PENDING' THEN 1 WHEN 'CONFIRMED' THEN 2 WHEN 'EXPIRED' THEN 2 WHEN 'DELIVERED' THEN 4 ELSE 3 END,
                       created_at, 'Ada Lovelace', '12 St James''s Square', 'London', 'SW1Y 4JH', 'GB'
                  FROM (SELECT number, customer, created_at,
                               CAST(lpad(to_hex(CAST(extract(epoch FROM created_at) * 1000 AS bigint)), 12, '0')
                                    || '7' || substr(mixed, 1, 3) || '8' || substr(mixed, 4, 15) AS uuid) AS id,
                               CASE WHEN number > :orders - :latest THEN CASE WHEN number % 3 = 0 THEN 'PENDING' ELSE 'CONFIRMED' END
                                    WHEN created_at > now() - interval '3 days' THEN 'CONFIRMED'
                                    WHEN created_at > now() - interval '7 days' THEN 'SHIPPED'
                                    WHEN number % 10 = 0 THEN 'EXPIRED' WHEN number % 10 = 1 THEN 'CANCELLED' ELSE 'DELIVERED' END AS status
                          FROM (SELECT number, md5(CAST(number AS text)) AS mixed,
                                       CAST(floor(power(random(), 2) * greatest(:orders / :maxPerCustomer, 1)) AS bigint) AS customer,
                                       CASE WHEN number > :orders - :latest THEN now() - (:orders - number) * interval '1 second'
                                            ELSE now() - interval '10 minutes'
                                                 - (:orders - number) * (make_interval(days => :days) / :orders) END AS created_at
                                  FROM generate_series(CAST(1 AS bigint), :orders) AS number) AS drawn) AS made
                 ORDER BY number
                """)
                .param("orders", orders)
                .param("latest", LATEST)
                .param("maxPerCustomer", ORDERS_PER_CUSTOMER)
                .param("days", DAYS)
                .update();
        sql.sql("""
                INSERT INTO order_line (order_id, position, product_id, sku, name, quantity, unit_price_minor)
                SELECT orders.id, position, CAST('00000000-0000-7000-9000-' || lpad(to_hex((hashtext(CAST(orders.id AS text)) & 4095) + position), 12, '0') AS uuid),
                       'SKU-' || position, 'A mug of blue china', 1 + position, 250
                  FROM orders CROSS JOIN generate_series(0, hashtext(CAST(id AS text)) & 1) AS position
                 ORDER BY created_at
                """).update();
        sql.sql("""
                INSERT INTO order_step (order_id, version, status, previous_status, payment_status, fulfillment, actor, taken_at,
                                        customer_id, position)
                SELECT id, version, status, previous_status, payment_status, 'NONE', 'PAYMENT', taken_at, customer_id,
                       row_number() OVER (PARTITION BY customer_id ORDER BY taken_at, id, version)
                  FROM (SELECT id, step AS version, customer_id, payment_status,
                               CASE WHEN step = orders.version THEN status WHEN step = 1 THEN 'PENDING' WHEN step = 2 THEN 'CONFIRMED'
                                    ELSE 'SHIPPED' END AS status,
                               CASE step WHEN 1 THEN 'PENDING' WHEN 2 THEN 'PENDING' WHEN 3 THEN 'CONFIRMED' ELSE 'SHIPPED' END AS previous_status,
                               CASE WHEN step = orders.version THEN status_since WHEN step = 1 THEN created_at
                                    WHEN step = 2 THEN created_at + interval '2 minutes' ELSE created_at + interval '2 days' END AS taken_at
                          FROM orders CROSS JOIN generate_series(1, orders.version) AS step) AS taken
                 ORDER BY taken_at
                """).update();
        sql.sql("""
                INSERT INTO customer_steps (customer_id, taken) SELECT customer_id, max(position) FROM order_step GROUP BY customer_id
                """).update();
        sql.sql("""
                INSERT INTO order_event (topic, partition, "offset", order_id, event_id, type, version, told_at)
                SELECT topic, partition, row_number() OVER (PARTITION BY topic, partition ORDER BY told_at), order_id, gen_random_uuid(),
                       'order.status.v1', version, told_at
                  FROM (SELECT CASE version WHEN 1 THEN 'order_placed' ELSE 'order_status' END AS topic,
                               hashtext(CAST(order_id AS text)) & 7 AS partition, order_id, version, taken_at AS told_at
                          FROM order_step
                        UNION ALL
                        SELECT 'payment_status', hashtext(CAST(order_id AS text)) & 7, order_id, 1, taken_at
                          FROM order_step WHERE version = 2) AS published
                 ORDER BY told_at
                """).update();
    }

    /** An address that every tenth order goes to. */
    public static final String COMMON_ADDRESS = "a pick-up point";

    /** A card that every twentieth order was paid with. */
    public static final String COMMON_CARD = "fp_common";

    /**
     * What was found of the orders of the last 90 days, which is how long it is kept.
     *
     * @param findings as they are stored
     */
    public static void assess(JdbcClient sql, byte[] findings) {
        sql.sql("""
                INSERT INTO risk_assessment (order_id, customer_id, moment, address_key, card_fingerprint, findings, features, score, held,
                                             assessed_at)
                SELECT id, customer_id, moment,
                       CASE WHEN drawn % 10 = 0 THEN :address ELSE md5(CAST(customer_id AS text)) END,
                       CASE WHEN moment = 'PAID' THEN CASE WHEN drawn % 20 = 0 THEN :card ELSE 'fp_' || md5(CAST(customer_id AS text)) END END,
                       :findings, '{}', 0.1, false,
                       CASE moment WHEN 'PLACED' THEN created_at ELSE created_at + interval '2 minutes' END
                  FROM (SELECT id, customer_id, payment_status, created_at, abs(hashtext(CAST(id AS text))) AS drawn
                          FROM orders WHERE created_at > now() - interval '90 days') AS recent
                  CROSS JOIN (VALUES ('PLACED'), ('PAID')) AS moments (moment)
                 WHERE moment = 'PLACED' OR payment_status IN ('PAID', 'REFUNDED')
                 ORDER BY created_at
                """)
                .param("address", COMMON_ADDRESS)
                .param("card", COMMON_CARD)
                .param("findings", findings)
                .update();
    }

    /** One with many orders. */
    public static UUID regular() {
        return new UUID(0x7000, 0x8000_0000_0000_0000L);
    }
}

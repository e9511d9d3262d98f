package shop.payment.support;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Fills the tables with what a shop of some years has: payments at even distances over a year, one in twenty with a refund, one in five
 * hundred disputed, a thousand customers and one who buys far more than all others. The last hundred attempts are under way.
 */
public final class PaymentVolume {

    /** Who has one payment in twenty. */
    public static final String HEAVY_CUSTOMER = "00000000-0000-7000-8000-000000000000";

    private PaymentVolume() {}

    /** Adds that many payments, with all that belongs to them. In a transaction: the rows are made from a temporary table. */
    public static void generate(JdbcClient sql, int payments) {
        sql.sql("""
                CREATE TEMPORARY TABLE volume AS
                SELECT n, uuidv7(at - now()) AS order_id, uuidv7(at - now()) AS payment_id, uuidv7(at - now()) AS refund_id, user_id, at,
                       amount_minor, currency, state
                  FROM (SELECT n, now() - (:payments - n) * (interval '365 days' / :payments) AS at, 1000 + n % 9000 AS amount_minor,
                               CASE WHEN n % 20 = 0 THEN CAST(:heavy AS uuid) ELSE CAST(md5('user' || n % 1000) AS uuid) END AS user_id,
                               CASE n % 3 WHEN 0 THEN 'EUR' WHEN 1 THEN 'GBP' ELSE 'USD' END AS currency,
                               CASE WHEN n > :payments - 100 THEN 'PROCESSING' WHEN n % 50 = 7 THEN 'FAILED'
                                    WHEN n % 50 = 8 THEN 'CANCELLED' WHEN n % 20 = 3 THEN 'REFUNDED' ELSE 'PAID' END AS state
                          FROM generate_series(1, :payments) AS n) AS made
                """).param("heavy", HEAVY_CUSTOMER).param("payments", payments).update();
        sql.sql("""
                INSERT INTO payable_order (order_id, user_id, amount_minor, currency, expires_at, closed_as, attempts, told)
                SELECT order_id, user_id, amount_minor, currency, at + interval '15 minutes',
                       CASE WHEN state = 'REFUNDED' THEN 'CANCELLED' END, 1, 2
                  FROM volume
                """).update();
        sql.sql("""
                INSERT INTO payment (id, order_id, user_id, attempt, amount_minor, currency, method, method_ref, state, intent_ref,
                                     reserved_minor, refunded_minor, created_at, changed_at, version, check_at)
                SELECT payment_id, order_id, user_id, 1, amount_minor, currency,
                       CASE WHEN state = 'PROCESSING' THEN 'INTENT' ELSE 'CARD' END,
                       CASE WHEN state <> 'PROCESSING' THEN 'pm_card_visa' END, state, 'pi_volume_' || n,
                       CASE WHEN state = 'REFUNDED' THEN amount_minor ELSE 0 END,
                       CASE WHEN state = 'REFUNDED' THEN amount_minor ELSE 0 END,
                       at, at + interval '1 second', 2, at + interval '10 minutes'
                  FROM volume
                """).update();
        sql.sql("""
                UPDATE payable_order SET paid_by = volume.payment_id
                  FROM volume
                 WHERE volume.order_id = payable_order.order_id AND volume.state IN ('PAID', 'REFUNDED')
                """).update();
        sql.sql("""
                INSERT INTO refund (id, payment_id, order_id, amount_minor, currency, reason, state, provider_ref, created_at,
                                    changed_at, try_at)
                SELECT refund_id, payment_id, order_id, amount_minor, currency, 'not as described',
                       CASE WHEN n % 10000 = 3 THEN 'PENDING' ELSE 'SUCCEEDED' END, 're_volume_' || n, at, at + interval '2 seconds',
                       at
                  FROM volume WHERE state = 'REFUNDED'
                """).update();
        sql.sql("""
                INSERT INTO dispute (id, payment_id, order_id, provider_ref, amount_minor, currency, reason, state, withdrawn,
                                     reinstated, opened_at, changed_at)
                SELECT refund_id, payment_id, order_id, 'dp_volume_' || n, amount_minor, currency, 'fraudulent', 'WON', false, false,
                       at, at
                  FROM volume WHERE state = 'PAID' AND n % 500 = 1
                """).update();
        sql.sql("""
                INSERT INTO ledger_posting (debit, credit, amount_minor, currency, order_id, payment_id, refund_id, booked_at)
                SELECT debit, credit, amount_minor, currency, order_id, payment_id, refund_id, at
                  FROM (SELECT n, 'CASH' AS debit, 'RECEIVABLE' AS credit, amount_minor, currency, order_id, payment_id,
                               CAST(NULL AS uuid) AS refund_id, at
                          FROM volume WHERE state IN ('PAID', 'REFUNDED')
                         UNION ALL
                        SELECT n, 'FEES', 'CASH', 63, currency, order_id, payment_id, NULL, at
                          FROM volume WHERE state IN ('PAID', 'REFUNDED')
                         UNION ALL
                        SELECT n, 'REFUNDS', 'CASH', amount_minor, currency, order_id, payment_id, refund_id, at
                          FROM volume WHERE state = 'REFUNDED') AS booked
                 ORDER BY n
                """).update();
        sql.sql("""
                INSERT INTO webhook_event (id, type, livemode, intent_ref, payment_id, state, received_at, try_at)
                SELECT 'evt_volume_' || n, 'payment_intent.succeeded', false, 'pi_volume_' || n, payment_id,
                       CASE WHEN n % 10000 = 5 THEN 'PENDING' WHEN n % 100 = 6 THEN 'GIVEN_UP' WHEN n % 10 = 7 THEN 'IGNORED'
                            ELSE 'DONE' END, at, at
                  FROM volume
                """).update();
        sql.sql("""
                INSERT INTO payment_alert (kind, payment_id, source, detail, raised_at)
                SELECT 'AMOUNT_MISMATCH', payment_id, 'evt_volume_' || n, 'as in the books of a year', at
                  FROM volume WHERE n % 100 = 9
                """).update();
        sql.sql("""
                INSERT INTO drift (id, kind, subject, order_id, payment_id, detail, since, state, first_seen, last_seen, last_run,
                                   repaired_at)
                SELECT refund_id, 'PAID_AT_PROVIDER_ONLY', CAST(payment_id AS text), order_id, payment_id, 'a lost webhook', at,
                       CASE WHEN n % 1000 = 11 THEN 'OPEN' WHEN n % 200 = 11 THEN 'GONE' ELSE 'REPAIRED' END, at, at, 1,
                       CASE WHEN n % 200 <> 11 THEN at END
                  FROM volume WHERE n % 100 = 11
                """).update();
        sql.sql("DROP TABLE volume").update();
    }
}

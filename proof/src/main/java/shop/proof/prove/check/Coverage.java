package shop.proof.prove.check;

import java.sql.SQLException;
import java.util.List;
import shop.proof.prove.check.Stores.Store;
import shop.proof.prove.history.Call;
import shop.proof.prove.history.Intent;

/** Whether a run tried at all what its verdicts are about: an invariant is kept easily where nothing has happened. */
public final class Coverage {

    private Coverage() {}

    /** One line each; what did not happen says {@code NOTHING}. */
    public static List<String> of(Evidence evidence) throws SQLException {
        return List.of(
                "paid through Stripe: " + payments(evidence, Evidence.STRIPE),
                "paid through Razorpay: " + payments(evidence, Evidence.RAZORPAY),
                "put on hold by risk: " + reviews(evidence));
    }

    private static String payments(Evidence evidence, String provider) throws SQLException {
        var row =
                evidence.rows(Store.PAYMENTS, """
                        SELECT count(*) AS attempts,
                               count(*) FILTER (WHERE p.state IN ('PAID', 'PARTIALLY_REFUNDED', 'REFUNDED')) AS paid,
                               (SELECT count(*) FROM refund r JOIN payment of ON of.id = r.payment_id
                                 WHERE of.provider = ? AND r.state = 'SUCCEEDED') AS refunds,
                               (SELECT count(*) FROM webhook_event w WHERE w.provider = ?) AS webhooks
                          FROM payment p WHERE p.provider = ?""", provider, provider, provider).getFirst();
        return row.number("paid") == 0
                ? "NOTHING"
                : "%d of %d attempts, %d refunds, %d webhooks taken in"
                        .formatted(
                                row.number("paid"),
                                row.number("attempts"),
                                row.number("refunds"),
                                row.number("webhooks"));
    }

    private static String reviews(Evidence evidence) throws SQLException {
        var row = evidence.rows(Store.ORDERS, """
                        SELECT count(DISTINCT order_id) FILTER (WHERE previous_status = 'PENDING' AND status = 'ON_HOLD') AS placed,
                               count(DISTINCT order_id) FILTER (WHERE previous_status = 'CONFIRMED' AND status = 'ON_HOLD') AS paid,
                               count(DISTINCT order_id) FILTER (WHERE previous_status = 'ON_HOLD' AND status IN ('PENDING', 'CONFIRMED')) AS approved,
                               count(DISTINCT order_id) FILTER (WHERE previous_status = 'ON_HOLD' AND status = 'CANCELLED') AS cancelled
                          FROM order_step""").getFirst();
        var decisions =
                evidence.log().of(Intent.REVIEW).filter(Call::isAcknowledged).count();
        return row.number("placed") + row.number("paid") == 0
                ? "NOTHING"
                : "%d orders when placed and %d when paid, %d went on and %d were cancelled, %d decisions of staff"
                        .formatted(
                                row.number("placed"),
                                row.number("paid"),
                                row.number("approved"),
                                row.number("cancelled"),
                                decisions);
    }
}

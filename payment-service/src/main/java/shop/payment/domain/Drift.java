package shop.payment.domain;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import shop.kernel.Money;

/**
 * One disagreement between two records.
 *
 * @param subject what it is about, so that the same drift found twice is one: an id of ours or the provider's
 * @param expected what the payment's own book says
 * @param found what the other book says
 * @param detail one sentence for whoever looks at it
 * @param since when the later of the two facts came about
 */
public record Drift(
        DriftKind kind,
        String subject,
        @Nullable OrderId order,
        @Nullable PaymentId payment,
        @Nullable RefundId refund,
        @Nullable String providerRef,
        @Nullable Money expected,
        @Nullable Money found,
        String detail,
        Instant since) {

    /** The same for the same drift, whichever run finds it. */
    public DriftId id() {
        return new DriftId(UUID.nameUUIDFromBytes((kind.name() + " " + subject).getBytes(StandardCharsets.UTF_8)));
    }

    /** A drift of a payment against the provider or the ledger. */
    public static Drift ofPayment(
            DriftKind kind, Payment payment, @Nullable Money found, String detail, Instant since) {
        return new Drift(
                kind,
                payment.id().value().toString(),
                payment.order(),
                payment.id(),
                null,
                payment.refs().intent(),
                payment.amount(),
                found,
                detail,
                since);
    }

    /** A drift of a refund against the provider. */
    public static Drift ofRefund(
            DriftKind kind,
            Refund refund,
            @Nullable String providerRef,
            @Nullable Money found,
            String detail,
            Instant since) {
        return new Drift(
                kind,
                refund.id().value().toString(),
                refund.order(),
                refund.payment(),
                refund.id(),
                providerRef,
                refund.amount(),
                found,
                detail,
                since);
    }

    /** A drift of an order, against order-service or the stock. */
    public static Drift ofOrder(
            DriftKind kind,
            OrderId order,
            @Nullable PaymentId payment,
            @Nullable Money expected,
            @Nullable Money found,
            String detail,
            Instant since) {
        return new Drift(kind, order.value().toString(), order, payment, null, null, expected, found, detail, since);
    }
}

package shop.notification.notice;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import shop.kernel.Money;

/**
 * One fact that one customer is notified of.
 *
 * @param eventId the event that it came with: what makes a notice one and the same when its event comes again
 * @param at when it happened
 * @param amount what was ordered, paid or given back
 * @param lines what was ordered, where the mail lists it
 * @param order what else the mail says of the order; null in what was stored by earlier versions, too
 * @param trace the span that consumed the event, as a {@code traceparent}; null in what was stored by earlier versions, too
 */
public record Notice(
        UUID eventId,
        UUID userId,
        NoticeKind kind,
        Instant at,
        @Nullable UUID orderId,
        @Nullable Money amount,
        List<Line> lines,
        @Nullable OrderDetails order,
        @Nullable String trace) {

    public Notice {
        lines = List.copyOf(lines);
    }

    /** One line of an order. */
    public record Line(String name, int quantity, Money total) {}

    /**
     * An order's details as far as its event names them.
     *
     * @param number what people call it by
     * @param payBy when its goods are free again unless it is paid
     * @param payment how far its payment is, where the words depend on it
     */
    public record OrderDetails(
            @Nullable String number,
            @Nullable Instant payBy,
            @Nullable PaymentProgress payment,
            @Nullable Address shippingAddress) {

        static final OrderDetails NONE = new OrderDetails(null, null, null, null);

        public static OrderDetails numbered(@Nullable String number) {
            return new OrderDetails(number, null, null, null);
        }

        /** Leaves the personal part out. */
        @Override
        public String toString() {
            return "OrderDetails[number=" + number + ", payBy=" + payBy + ", payment=" + payment + "]";
        }
    }

    /** Where the goods go, as the customer wrote it. */
    public record Address(
            String name, String line1, @Nullable String line2, String city, String postalCode, String country) {

        /** Leaves the personal part out. */
        @Override
        public String toString() {
            return "Address[country=" + country + "]";
        }
    }

    public static Notice ofAccount(UUID eventId, UUID userId, NoticeKind kind, Instant at) {
        return new Notice(eventId, userId, kind, at, null, null, List.of(), null, null);
    }

    public static Notice ofOrder(
            UUID eventId,
            UUID userId,
            NoticeKind kind,
            Instant at,
            UUID orderId,
            Money amount,
            List<Line> lines,
            OrderDetails order) {
        return new Notice(eventId, userId, kind, at, orderId, amount, lines, order, null);
    }

    /** The details, empty ones where there are none. */
    public OrderDetails details() {
        return order == null ? OrderDetails.NONE : order;
    }

    /** This with the number of its order, unless it has it. */
    public Notice withNumber(@Nullable String number) {
        var known = details();
        return number == null || known.number() != null
                ? this
                : new Notice(
                        eventId,
                        userId,
                        kind,
                        at,
                        orderId,
                        amount,
                        lines,
                        new OrderDetails(number, known.payBy(), known.payment(), known.shippingAddress()),
                        trace);
    }

    /** This as part of a trace. */
    public Notice within(@Nullable String newTrace) {
        return new Notice(eventId, userId, kind, at, orderId, amount, lines, order, newTrace);
    }

    /** Whether the customer can pay the order now, so that a mail has the way to do so. */
    public boolean asksForPayment() {
        return orderId != null
                && amount != null
                && amount.amountMinor() > 0
                && !isOnHold()
                && (kind == NoticeKind.ORDER_PLACED
                        || kind == NoticeKind.ORDER_PAYABLE
                        || kind == NoticeKind.PAYMENT_FAILED);
    }

    /** Whether the order was placed without time to pay: it waits for a review. */
    boolean isOnHold() {
        var payBy = details().payBy();
        return kind == NoticeKind.ORDER_PLACED && payBy != null && !payBy.isAfter(at);
    }
}

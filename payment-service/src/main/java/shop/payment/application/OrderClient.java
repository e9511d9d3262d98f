package shop.payment.application;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import shop.kernel.Money;
import shop.payment.domain.OrderId;

/** What order-service takes its orders to be, to be compared with our records. Called before a transaction opens, never inside one. */
public interface OrderClient {

    /**
     * One page of the orders that changed since then, by id.
     *
     * @param after the id that the page before ended with; null for the first page
     * @throws DependencyUnavailableException if order-service was not reached
     */
    Page changedSince(Instant since, @Nullable OrderId after);

    /**
     * A page.
     *
     * @param next what the next page comes after; null for the last page
     */
    record Page(List<Entry> entries, @Nullable OrderId next) {}

    /**
     * An order as order-service has it.
     *
     * @param status as text, because order-service may add one
     * @param paymentStatus as text, too
     */
    record Entry(OrderId order, String status, String paymentStatus, Money total, Instant since) {

        /** Whether it is over without a sale. */
        public boolean isDead() {
            return status.equals("CANCELLED") || status.equals("EXPIRED");
        }

        /** Whether it waits for its payment, for as long as its stock is held. */
        public boolean isWaiting() {
            return status.equals("PENDING");
        }

        /** Whether it waits for a review: its stock is held, or sold if it was confirmed before. */
        public boolean isOnHold() {
            return status.equals("ON_HOLD");
        }

        /** Whether it is paid, so that its stock is sold. */
        public boolean isSold() {
            return status.equals("CONFIRMED") || status.equals("SHIPPED") || status.equals("DELIVERED");
        }

        /** Whether order-service takes it for one for which money was taken. */
        public boolean isTakenForPaid() {
            return paymentStatus.equals("PAID")
                    || paymentStatus.equals("PARTIALLY_REFUNDED")
                    || paymentStatus.equals("REFUNDED");
        }
    }
}

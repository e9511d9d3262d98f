package shop.payment.application;

import org.jspecify.annotations.Nullable;
import shop.payment.domain.Payment;
import shop.payment.domain.Refund;
import shop.payment.domain.Snapshot;

/**
 * Who moves the money. Never called inside a transaction. Every call may be repeated: the provider knows a repeat by keys that are made
 * of the payment's or refund's own data.
 *
 * <p>All methods throw {@link ProviderUnavailableException} where the outcome is not known, and {@link ProviderRefusedException} where
 * the provider will not do it, now or later.
 */
public interface PaymentProvider {

    /** Makes the attempt known to the provider. Moves no money. A repeat answers what the first call did, not what is true now. */
    Snapshot open(Payment payment);

    /** Charges the card of an opened payment. */
    Snapshot confirm(Payment payment, Snapshot opened);

    /** What is true now. */
    Snapshot look(Payment payment);

    /** Ends what is still open there, so that no money can come of it any more; the answer says if it came too late for that. */
    Snapshot cancel(Payment payment);

    RefundAnswer refund(Refund refund, Payment payment);

    /** What is true now of a refund that the provider has accepted before. */
    RefundAnswer lookAtRefund(String ref);

    /**
     * What the provider said of a refund.
     *
     * @param failureCode only with {@link Progress#FAILED}
     */
    record RefundAnswer(
            String ref, Progress progress, @Nullable String failureCode) {

        public enum Progress {
            PENDING,
            SUCCEEDED,
            FAILED
        }
    }
}

package shop.payment.application;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import shop.kernel.Money;
import shop.payment.domain.DisputeState;
import shop.payment.domain.Payment;
import shop.payment.domain.PaymentId;
import shop.payment.domain.Refund;
import shop.payment.domain.RefundId;
import shop.payment.domain.Snapshot;

/**
 * Who moves the money. Never called inside a transaction. Every call may be repeated: the provider knows a repeat by keys that are made
 * of the payment's or refund's own data.
 *
 * <p>All methods throw {@link ProviderUnavailableException} where the outcome is not known, and {@link ProviderRefusedException} where
 * the provider will not do it, now or later.
 */
public interface PaymentProvider {

    /**
     * Makes the attempt known to the provider; a card is charged by that, all else moves no money yet. A repeat answers what the first call
     * did, not what is true now.
     */
    Snapshot open(Payment payment);

    /** Looks for an attempt whose references never reached us, and moves no money; empty if the provider was never asked to take it. */
    Optional<Snapshot> find(Payment payment);

    /** What is true now. */
    Snapshot retrieve(Payment payment);

    /** Ends what is still open there, so that no money can come of it any more; the answer says if it came too late for that. */
    Snapshot cancel(Payment payment);

    RefundAnswer refund(Refund refund, Payment payment);

    /** What is true now of a refund that the provider has accepted before. */
    ProviderRefund retrieveRefund(String ref);

    /** Every refund of the payment that the provider knows of, whoever asked for it. */
    List<ProviderRefund> refundsOf(Payment payment);

    /** Every dispute about the payment. */
    List<ProviderDispute> disputesOf(Payment payment);

    /**
     * A page of what became of payments, refunds and disputes since then, the latest first: a refund may fail weeks after it was made.
     *
     * @param after the {@code next} of the page before; null for the first page
     */
    Page<ProviderChange> changes(Instant since, @Nullable String after);

    /**
     * A payment for which money was taken, a refund that failed, or a dispute that began or went on; of one of them the provider's reference.
     */
    record ProviderChange(
            @Nullable String payment,
            @Nullable String refund,
            @Nullable String dispute,
            Instant at) {}

    /**
     * A page of the payments that were begun since then, the latest first.
     *
     * @param after the {@code next} of the page before; null for the first page
     */
    Page<ProviderPayment> payments(Instant since, @Nullable String after);

    /**
     * A page of the refunds that were begun since then, the latest first.
     *
     * @param after the {@code next} of the page before; null for the first page
     */
    Page<ProviderRefund> refunds(Instant since, @Nullable String after);

    /**
     * A page of a list.
     *
     * @param next what the next page comes after; null for the last page
     */
    record Page<T>(List<T> items, @Nullable String next) {}

    /**
     * A payment as the provider lists it.
     *
     * @param payment our own id, where the provider's record carries it
     * @param paid whether money was taken, given back since or not
     * @param fee what the provider keeps of it; null if that is not known
     * @param at when it was, else when the payment was begun
     */
    record ProviderPayment(
            String ref,
            @Nullable PaymentId payment,
            Money received,
            boolean paid,
            @Nullable Money fee,
            Instant at) {}

    /**
     * A refund as the provider lists it.
     *
     * @param paymentRef the provider's reference of the payment
     * @param payment our own id of the payment, where the provider's record of it was asked for and carries it
     * @param refund our own id, where the provider's record carries it
     * @param failureCode only with {@link RefundAnswer.Progress#FAILED}
     */
    record ProviderRefund(
            String ref,
            @Nullable String paymentRef,
            @Nullable PaymentId payment,
            @Nullable RefundId refund,
            Money amount,
            RefundAnswer.Progress progress,
            @Nullable String failureCode,
            Instant at) {

        RefundAnswer answer() {
            return new RefundAnswer(ref, progress, failureCode);
        }
    }

    /** What is true now of a dispute that the provider reported. */
    ProviderDispute retrieveDispute(String ref);

    /**
     * A dispute as the provider has it.
     *
     * @param paymentRef the provider's reference of the payment
     * @param payment our own id of the payment, where the provider's record of it was asked for and carries it
     * @param reason the bank's
     * @param evidenceDue until when evidence is taken; null if none is
     * @param withdrawn whether the sum was taken from us
     * @param reinstated whether it was given back
     */
    record ProviderDispute(
            String ref,
            @Nullable String paymentRef,
            @Nullable PaymentId payment,
            Money amount,
            String reason,
            DisputeState state,
            @Nullable Instant evidenceDue,
            boolean withdrawn,
            boolean reinstated,
            Instant openedAt) {}

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

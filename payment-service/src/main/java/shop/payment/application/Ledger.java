package shop.payment.application;

import java.time.Instant;
import java.util.Map;
import shop.kernel.Money;
import shop.payment.domain.Dispute;
import shop.payment.domain.Payment;
import shop.payment.domain.PaymentId;
import shop.payment.domain.Refund;
import shop.payment.domain.RefundId;

/** Books every movement of money in double entry, in the transaction that records it; each one once. */
public interface Ledger {

    void capture(Payment payment, Instant at);

    void refund(Refund refund, Instant at);

    /** A refund that was made came back to us. */
    void comeBack(Refund refund, Instant at);

    /** The provider took a disputed sum from us. */
    void withdraw(Dispute dispute, Instant at);

    /** The provider gave a disputed sum back to us. */
    void reinstate(Dispute dispute, Instant at);

    /** What the provider keeps of payments for its work; one that is booked changes nothing. */
    void fees(Map<PaymentId, Money> fees, Instant at);

    boolean hasCapture(PaymentId payment);

    boolean hasRefund(RefundId refund);

    boolean hasReturn(RefundId refund);
}

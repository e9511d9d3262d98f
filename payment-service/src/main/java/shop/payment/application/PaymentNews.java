package shop.payment.application;

import java.time.Instant;
import shop.payment.domain.PayableOrder;
import shop.payment.domain.Payment;

/** Tells the fleet what became of paying an order, in the transaction that made it so. The order is locked and saved by the caller. */
public interface PaymentNews {

    void tell(PayableOrder order, Payment payment, Instant at);
}

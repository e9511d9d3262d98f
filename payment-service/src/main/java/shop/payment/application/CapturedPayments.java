package shop.payment.application;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import shop.payment.domain.Payment;
import shop.payment.domain.PaymentId;

/**
 * The last payments that requests to this instance have captured, so that their webhooks, which say no more than that, need not read them.
 * There is no way back from a capture, and nothing of a payment that a webhook is held against ever changes, so what is remembered is true
 * for ever; what is not remembered is read.
 */
@Component
class CapturedPayments {

    private static final int MOST_REMEMBERED = 1_000;

    private final Map<PaymentId, Payment> captured = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<PaymentId, Payment> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    /** Called when that is committed; a payment of which no money was taken is not remembered. */
    synchronized void add(Payment payment) {
        if (payment.state().isCaptured()) {
            captured.put(payment.id(), payment.copy());
        }
    }

    synchronized Optional<Payment> find(@Nullable PaymentId id) {
        return Optional.ofNullable(id == null ? null : captured.get(id)).map(Payment::copy);
    }
}

package shop.payment.application;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import shop.kernel.Money;
import shop.payment.domain.PaymentId;
import shop.payment.domain.Snapshot;

/**
 * The part of a provider's event that we act on: which object it is about, and how that ended if the event says so.
 *
 * @param intent the PaymentIntent it is about, directly or through a refund or session
 * @param payment our own id, where the provider's object carries it
 * @param amount what it says was paid; only for events that say something was paid
 * @param end how the payment ended, if the event carries the whole object and there is no way on from there: paid, declined or closed
 */
public record WebhookEvent(
        String id,
        String type,
        boolean livemode,
        @Nullable String intent,
        @Nullable String session,
        @Nullable String refund,
        @Nullable String dispute,
        @Nullable PaymentId payment,
        Optional<Money> amount,
        Optional<Snapshot> end) {

    boolean isAboutPayment() {
        return refund == null && dispute == null;
    }
}

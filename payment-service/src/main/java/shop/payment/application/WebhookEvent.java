package shop.payment.application;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import shop.kernel.Money;
import shop.payment.domain.PaymentId;

/**
 * The part of a provider's event that we act on: which object to ask for. What else it says is only held against what we know.
 *
 * @param intent the PaymentIntent it is about, directly or through a refund or session
 * @param payment our own id, where the provider's object carries it
 * @param amount what it says was paid; only for events that say something was paid
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
        Optional<Money> amount) {

    boolean isAboutRefund() {
        return refund != null;
    }
}

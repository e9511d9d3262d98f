package shop.payment.application;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import shop.kernel.Money;
import shop.payment.domain.PaymentId;
import shop.payment.domain.Provider;
import shop.payment.domain.Snapshot;

/**
 * The part of a provider's event that we act on: which object it is about, and how that ended if the event says so.
 *
 * @param id unique among the events of all providers
 * @param type as the provider names it
 * @param intent the provider's payment it is about, directly or through a refund or session
 * @param payment our own id, where the provider's object carries it
 * @param amount what it says was paid; only for events that say something was paid
 * @param end how the payment ended, if the event carries the whole object and there is no way on from there: paid, declined or closed
 */
public record WebhookEvent(
        Provider provider,
        String id,
        String type,
        Kind kind,
        boolean livemode,
        @Nullable String intent,
        @Nullable String session,
        @Nullable String refund,
        @Nullable String dispute,
        @Nullable PaymentId payment,
        Optional<Money> amount,
        Optional<Snapshot> end) {

    /** What an event means to us. */
    public enum Kind {
        PAYMENT_SUCCEEDED,
        PAYMENT_DECLINED,
        PAYMENT_CLOSED,
        PAYMENT_PROCESSING,
        PAYMENT_REQUIRES_ACTION,
        /** Something became of the provider's page. */
        PAGE_CHANGED,
        REFUND_CREATED,
        REFUND_CHANGED,
        DISPUTE_CHANGED,
        /** Not acted on. */
        OTHER
    }

    /** The same under another id. */
    public WebhookEvent withId(String other) {
        return new WebhookEvent(
                provider, other, type, kind, livemode, intent, session, refund, dispute, payment, amount, end);
    }

    boolean isAboutPayment() {
        return refund == null && dispute == null;
    }
}

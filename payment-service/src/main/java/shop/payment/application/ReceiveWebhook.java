package shop.payment.application;

import java.time.Clock;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Takes a webhook in: checked, stored once, and answered before anything is done about it. */
@Service
public class ReceiveWebhook {

    private static final Logger log = LoggerFactory.getLogger(ReceiveWebhook.class);

    /** The types that may change a payment or refund; others are stored, so that they are known, and ignored. */
    private static final Set<String> RELEVANT = Set.of(
            "payment_intent.succeeded",
            "payment_intent.payment_failed",
            "payment_intent.canceled",
            "payment_intent.requires_action",
            "payment_intent.processing",
            "checkout.session.completed",
            "checkout.session.async_payment_succeeded",
            "checkout.session.async_payment_failed",
            "checkout.session.expired",
            "refund.updated",
            "refund.failed",
            "charge.refund.updated",
            "charge.dispute.created",
            "charge.dispute.updated",
            "charge.dispute.closed",
            "charge.dispute.funds_withdrawn",
            "charge.dispute.funds_reinstated");

    private final WebhookReader reader;
    private final WebhookEvents events;
    private final WorkBell bell;
    private final Clock clock;

    ReceiveWebhook(WebhookReader reader, WebhookEvents events, WorkBell bell, Clock clock) {
        this.reader = reader;
        this.events = events;
        this.bell = bell;
        this.clock = clock;
    }

    /** Throws {@link BadWebhookException} for one that must not be believed, and stores nothing then. */
    @Transactional
    public void receive(String payload, String signature) {
        var event = reader.read(payload, signature);
        var relevant = RELEVANT.contains(event.type());
        if (!events.add(event, relevant, clock.instant())) {
            log.debug("Webhook {} ({}) is known", event.id(), event.type());
        } else if (relevant) {
            bell.ring(WorkBell.Errand.WEBHOOKS);
        }
    }
}

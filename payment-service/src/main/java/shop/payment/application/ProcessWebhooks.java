package shop.payment.application;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;

/** Does what the webhooks ask for that could not be done when they came. An event is only the occasion: the provider is asked what is true now. */
@Service
public class ProcessWebhooks {

    private static final Logger log = LoggerFactory.getLogger(ProcessWebhooks.class);

    /** How long an event that was taken is left to whoever took it, before another one takes it again. */
    private static final Duration FIRST_TURN = Duration.ofSeconds(10);

    private final WebhookEvents events;
    private final Payments payments;
    private final Alerts alerts;
    private final SyncPayment syncPayment;
    private final RefundPayment refundPayment;
    private final RecordDispute recordDispute;
    private final TransactionOperations transactions;
    private final PaymentPolicy policy;
    private final Clock clock;

    ProcessWebhooks(
            WebhookEvents events,
            Payments payments,
            Alerts alerts,
            SyncPayment syncPayment,
            RefundPayment refundPayment,
            RecordDispute recordDispute,
            TransactionOperations transactions,
            PaymentPolicy policy,
            Clock clock) {
        this.events = events;
        this.payments = payments;
        this.alerts = alerts;
        this.syncPayment = syncPayment;
        this.refundPayment = refundPayment;
        this.recordDispute = recordDispute;
        this.transactions = transactions;
        this.policy = policy;
        this.clock = clock;
    }

    /**
     * Processes one event.
     *
     * @return whether there was one
     */
    public boolean processNext() {
        var claimed = transactions.execute(_ -> events.claimDue(clock.instant(), FIRST_TURN, policy.longestCheck()));
        if (claimed == null || claimed.isEmpty()) {
            return false;
        }
        var event = claimed.get().event();
        try {
            if (!process(event)) {
                transactions.executeWithoutResult(_ -> events.done(event.id()));
            }
        } catch (ProviderUnavailableException outage) {
            log.warn("Webhook {} ({}) waits for the provider: {}", event.id(), event.type(), outage.getMessage());
        } catch (RuntimeException failed) {
            afterFailure(claimed.get(), failed);
        }
        return true;
    }

    /** @return whether the event was marked as done together with its effect */
    private boolean process(WebhookEvent event) {
        var refund = event.refund();
        if (refund != null) {
            if (event.kind() == WebhookEvent.Kind.REFUND_CREATED) {
                refundPayment.lookAtNew(refund);
            } else {
                var _ = refundPayment.lookAt(refund);
            }
            return false;
        }
        var dispute = event.dispute();
        if (dispute != null) {
            recordDispute.lookAt(dispute);
            return false;
        }
        var payment = payments.findFor(event.payment(), event.intent(), event.session())
                .filter(found -> found.provider() == event.provider());
        if (payment.isEmpty()) {
            // Another program may use the same account of the provider.
            log.info("Webhook {} ({}) is about no payment of ours", event.id(), event.type());
            return false;
        }
        var contradiction = ReceiveWebhook.contradiction(event, payment.get(), policy);
        if (contradiction != null) {
            transactions.executeWithoutResult(_ -> {
                alerts.raise(contradiction.kind(), payment.get().id(), event.id(), contradiction.detail());
                events.done(event.id());
            });
            return true;
        }
        var marked = new AtomicBoolean();
        syncPayment.sync(payment.get(), () -> {
            events.done(event.id());
            marked.set(true);
            return true;
        });
        return marked.get();
    }

    private void afterFailure(WebhookEvents.Claimed claimed, RuntimeException failed) {
        var event = claimed.event();
        if (claimed.tries() < policy.webhookTries()) {
            log.warn("Webhook {} ({}) failed, try {}", event.id(), event.type(), claimed.tries(), failed);
            return;
        }
        log.error("Webhook {} ({}) is given up after {} tries", event.id(), event.type(), claimed.tries(), failed);
        transactions.executeWithoutResult(_ -> events.giveUp(event.id()));
    }
}

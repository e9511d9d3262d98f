package shop.payment.application;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;
import shop.payment.domain.Payment;

/** Does what stored webhooks ask for. An event is only the occasion: the provider is asked what is true now. */
@Service
public class WorkOffWebhooks {

    private static final Logger log = LoggerFactory.getLogger(WorkOffWebhooks.class);

    /** How long an event that was taken is left to whoever took it, before another one takes it again. */
    private static final Duration FIRST_TURN = Duration.ofSeconds(10);

    private static final int FORGOTTEN_AT_ONCE = 500;

    private final WebhookEvents events;
    private final Payments payments;
    private final Alerts alerts;
    private final SettlePayment settlePayment;
    private final RefundPayment refundPayment;
    private final RecordDispute recordDispute;
    private final TransactionOperations transactions;
    private final PaymentPolicy policy;
    private final Clock clock;

    WorkOffWebhooks(
            WebhookEvents events,
            Payments payments,
            Alerts alerts,
            SettlePayment settlePayment,
            RefundPayment refundPayment,
            RecordDispute recordDispute,
            TransactionOperations transactions,
            PaymentPolicy policy,
            Clock clock) {
        this.events = events;
        this.payments = payments;
        this.alerts = alerts;
        this.settlePayment = settlePayment;
        this.refundPayment = refundPayment;
        this.recordDispute = recordDispute;
        this.transactions = transactions;
        this.policy = policy;
        this.clock = clock;
    }

    /**
     * Works one event off.
     *
     * @return whether there was one
     */
    public boolean workOffNext() {
        var claimed = transactions.execute(_ -> events.claimDue(clock.instant(), FIRST_TURN, policy.longestCheck()));
        if (claimed == null || claimed.isEmpty()) {
            return false;
        }
        var event = claimed.get().event();
        try {
            workOff(event);
            transactions.executeWithoutResult(_ -> events.done(event.id()));
        } catch (ProviderUnavailableException outage) {
            log.warn("Webhook {} ({}) waits for the provider: {}", event.id(), event.type(), outage.getMessage());
        } catch (RuntimeException failed) {
            afterFailure(claimed.get(), failed);
        }
        return true;
    }

    private void workOff(WebhookEvent event) {
        if (event.isAboutRefund()) {
            refundPayment.lookAt(String.valueOf(event.refund()));
            return;
        }
        var dispute = event.dispute();
        if (dispute != null) {
            recordDispute.lookAt(dispute);
            return;
        }
        var payment = paymentOf(event);
        if (payment.isEmpty()) {
            // Another program may use the same account of the provider.
            log.info("Webhook {} ({}) is about no payment of ours", event.id(), event.type());
            return;
        }
        if (contradicts(event, payment.get())) {
            return;
        }
        settlePayment.settle(payment.get().id());
    }

    private Optional<Payment> paymentOf(WebhookEvent event) {
        return Optional.ofNullable(event.intent())
                .flatMap(payments::findByIntent)
                .or(() -> Optional.ofNullable(event.session()).flatMap(payments::findBySession))
                .or(() -> Optional.ofNullable(event.payment()).flatMap(payments::find));
    }

    /** Whether the event says something of the money that cannot be; a person has to look at it then. */
    private boolean contradicts(WebhookEvent event, Payment payment) {
        if (event.livemode() != policy.livemode()) {
            raise(
                    Alerts.Kind.LIVEMODE_MISMATCH,
                    payment,
                    event,
                    "livemode is " + event.livemode() + " (expected: " + policy.livemode() + ")");
            return true;
        }
        var amount = event.amount();
        if (amount.isPresent() && !amount.get().equals(payment.amount())) {
            raise(
                    Alerts.Kind.AMOUNT_MISMATCH,
                    payment,
                    event,
                    event.type() + " says " + amount.get() + " (expected: " + payment.amount() + ")");
            return true;
        }
        return false;
    }

    private void raise(Alerts.Kind kind, Payment payment, WebhookEvent event, String detail) {
        transactions.executeWithoutResult(_ -> alerts.raise(kind, payment.id(), event.id(), detail));
    }

    /**
     * Forgets a slice of what was worked off long ago.
     *
     * @return whether there may be more
     */
    public boolean forgetOld() {
        var before = clock.instant().minus(policy.webhookRetention());
        var forgotten = transactions.execute(_ -> events.forget(before, FORGOTTEN_AT_ONCE));
        return forgotten == FORGOTTEN_AT_ONCE;
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

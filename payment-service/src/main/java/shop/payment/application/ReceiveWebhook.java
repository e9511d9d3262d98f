package shop.payment.application;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;
import shop.payment.domain.Outcome;
import shop.payment.domain.Payment;
import shop.payment.domain.PaymentMethod;
import shop.payment.domain.PaymentState;

/**
 * Takes a webhook in. What says nothing new is answered at once; what brings a payment on is done in the request, in one transaction with
 * the event itself; what cannot be done now is stored and processed later. If even that fails, the provider sends it again.
 */
@Service
public class ReceiveWebhook {

    private static final Logger log = LoggerFactory.getLogger(ReceiveWebhook.class);

    /** The types that may change a payment, refund or dispute: what an endpoint has to be subscribed to. Others are left alone. */
    static final Set<String> TYPES = Set.of(
            "payment_intent.succeeded",
            "payment_intent.payment_failed",
            "payment_intent.canceled",
            "payment_intent.requires_action",
            "payment_intent.processing",
            "checkout.session.completed",
            "checkout.session.async_payment_succeeded",
            "checkout.session.async_payment_failed",
            "checkout.session.expired",
            "refund.created",
            "refund.updated",
            "refund.failed",
            "charge.refund.updated",
            "charge.dispute.created",
            "charge.dispute.updated",
            "charge.dispute.closed",
            "charge.dispute.funds_withdrawn",
            "charge.dispute.funds_reinstated");

    /** How long an event that could not be done at once waits for a worker. */
    private static final Duration FIRST_TURN = Duration.ofSeconds(10);

    private final WebhookReader reader;
    private final WebhookEvents events;
    private final Payments payments;
    private final Alerts alerts;
    private final SyncPayment syncPayment;
    private final AttemptsInFlight inFlight;
    private final JobTrigger jobs;
    private final TransactionOperations transactions;
    private final PaymentPolicy policy;
    private final Clock clock;
    private final MeterRegistry meters;

    ReceiveWebhook(
            WebhookReader reader,
            WebhookEvents events,
            Payments payments,
            Alerts alerts,
            SyncPayment syncPayment,
            AttemptsInFlight inFlight,
            JobTrigger jobs,
            TransactionOperations transactions,
            PaymentPolicy policy,
            Clock clock,
            MeterRegistry meters) {
        this.reader = reader;
        this.events = events;
        this.payments = payments;
        this.alerts = alerts;
        this.syncPayment = syncPayment;
        this.inFlight = inFlight;
        this.jobs = jobs;
        this.transactions = transactions;
        this.policy = policy;
        this.clock = clock;
        this.meters = meters;
    }

    /** Throws {@link BadWebhookException} for one that must not be believed, and does nothing then. */
    public void receive(String payload, String signature) {
        switch (reader.read(payload, signature)) {
            case WebhookReader.Result.Unknown(var id, var type, var detail) ->
                ignore(id, type, policy.livemode(), "unreadable", "unreadable: " + detail);
            case WebhookReader.Result.Known(var event) -> receive(event);
        }
    }

    private void receive(WebhookEvent event) {
        if (!TYPES.contains(event.type())) {
            ignore(event.id(), event.type(), event.livemode(), "type", "not one of the types that are acted on");
            return;
        }
        if (!event.isAboutPayment()) {
            store(event, Duration.ZERO);
            return;
        }
        try (var _ = inFlight.enter(event.payment())) {
            handle(event);
        } catch (RuntimeException failed) {
            log.warn("Webhook {} ({}) is processed later: {}", event.id(), event.type(), failed.toString());
            store(event, FIRST_TURN);
        }
    }

    private void handle(WebhookEvent event) {
        var found = payments.findFor(event.payment(), event.intent(), event.session());
        if (found.isEmpty()) {
            // Another program may use the same account of the provider.
            ignore(event.id(), event.type(), event.livemode(), "foreign", "about no payment of ours");
            return;
        }
        var payment = found.get();
        var contradiction = contradiction(event, payment, policy);
        if (contradiction != null) {
            transactions.executeWithoutResult(_ -> {
                if (events.addDone(event, clock.instant())) {
                    alerts.raise(contradiction.kind(), payment.id(), event.id(), contradiction.detail());
                }
            });
        } else if (isDeclineOfLiveIntent(event, payment)) {
            countDecline(event, payment);
        } else if (!isKnown(event, payment)) {
            var end = event.end();
            if (end.isPresent() && isAbout(event, payment)) {
                syncPayment.sync(payment, end.get(), () -> events.addDone(event, clock.instant()));
            } else {
                syncPayment.sync(payment, () -> events.addDone(event, clock.instant()));
            }
        }
    }

    /** The buyer's own program may go on with another card. */
    private static boolean isDeclineOfLiveIntent(WebhookEvent event, Payment payment) {
        return event.type().equals("payment_intent.payment_failed")
                && payment.state().isLive()
                && payment.method() instanceof PaymentMethod.Intent
                && event.end()
                        .filter(end -> end.outcome() instanceof Outcome.Declined)
                        .isPresent();
    }

    private void countDecline(WebhookEvent event, Payment payment) {
        var declines = Objects.requireNonNull(transactions.execute(
                _ -> events.addDone(event, clock.instant()) ? payments.addDecline(payment.id()) : 0));
        if (declines >= policy.declineLimits().perOrder()) {
            var _ = syncPayment.stop(payment, "too_many_declines");
        }
    }

    private void store(WebhookEvent event, Duration pause) {
        transactions.executeWithoutResult(_ -> {
            var now = clock.instant();
            if (events.add(event, now, now.plus(pause)) && pause.isZero()) {
                jobs.trigger(JobTrigger.Job.WEBHOOKS);
            }
        });
    }

    private void ignore(String id, String type, boolean livemode, String why, String detail) {
        log.debug("Ignores webhook {} ({}): {}", id, type, detail);
        transactions.executeWithoutResult(_ -> events.addIgnored(id, type, livemode, detail, clock.instant()));
        meters.counter("payment.webhooks.ignored", "reason", why).increment();
    }

    /** Whether the payment is already where the event would bring it, or past it. */
    private static boolean isKnown(WebhookEvent event, Payment payment) {
        if (payment.state().isCaptured()) {
            return true;
        }
        var paid =
                event.end().filter(end -> end.outcome() instanceof Outcome.Paid).isPresent();
        if (!payment.state().isLive()) {
            // Only that money was taken after all brings it on.
            return !paid && event.amount().isEmpty();
        }
        // On the provider's own page a buyer may try again until the page itself is over.
        var onPage = payment.method() instanceof PaymentMethod.Checkout;
        return switch (event.type()) {
            case "payment_intent.processing" -> onPage || payment.state() == PaymentState.PROCESSING;
            case "payment_intent.requires_action" -> onPage || payment.state() == PaymentState.REQUIRES_ACTION;
            case "payment_intent.payment_failed" -> onPage;
            default -> false;
        };
    }

    /** Whether the event's object is the payment's beyond doubt; else the provider is asked. */
    private static boolean isAbout(WebhookEvent event, Payment payment) {
        var refs = payment.refs();
        return payment.id().equals(event.payment())
                && (refs.intent() == null
                        || event.intent() == null
                        || refs.intent().equals(event.intent()))
                && (refs.session() == null
                        || event.session() == null
                        || refs.session().equals(event.session()))
                && (event.session() != null
                        || !(payment.method() instanceof PaymentMethod.Checkout)
                        || event.type().equals("payment_intent.succeeded"));
    }

    /** What the event says of the money that cannot be; a person has to look at it then. */
    static @Nullable Contradiction contradiction(WebhookEvent event, Payment payment, PaymentPolicy policy) {
        if (event.livemode() != policy.livemode()) {
            return new Contradiction(
                    Alerts.Kind.LIVEMODE_MISMATCH,
                    "livemode is " + event.livemode() + " (expected: " + policy.livemode() + ")");
        }
        var amount = event.amount();
        if (amount.isPresent() && !amount.get().equals(payment.amount())) {
            return new Contradiction(
                    Alerts.Kind.AMOUNT_MISMATCH,
                    event.type() + " says " + amount.get() + " (expected: " + payment.amount() + ")");
        }
        return null;
    }

    record Contradiction(Alerts.Kind kind, String detail) {}
}

package shop.payment.application;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;
import shop.payment.application.WebhookEvent.Kind;
import shop.payment.domain.Outcome;
import shop.payment.domain.Payment;
import shop.payment.domain.PaymentMethod;
import shop.payment.domain.PaymentState;
import shop.payment.domain.Provider;

/**
 * Takes a webhook in. What says nothing new is answered at once; what brings a payment on is done in the request, in one transaction with
 * the event itself; what cannot be done now is stored and processed later. If even that fails, the provider sends it again.
 */
@Service
public class ReceiveWebhook {

    private static final Logger log = LoggerFactory.getLogger(ReceiveWebhook.class);

    /** How long an event that could not be done at once waits for a worker. */
    private static final Duration FIRST_TURN = Duration.ofSeconds(10);

    private final Map<Provider, WebhookReader> readers;
    private final WebhookEvents events;
    private final Payments payments;
    private final Alerts alerts;
    private final SyncPayment syncPayment;
    private final AttemptsInFlight inFlight;
    private final CapturedPayments captured;
    private final JobTrigger jobs;
    private final TransactionOperations transactions;
    private final PaymentPolicy policy;
    private final Clock clock;
    private final MeterRegistry meters;

    ReceiveWebhook(
            List<WebhookReader> readers,
            WebhookEvents events,
            Payments payments,
            Alerts alerts,
            SyncPayment syncPayment,
            AttemptsInFlight inFlight,
            CapturedPayments captured,
            JobTrigger jobs,
            TransactionOperations transactions,
            PaymentPolicy policy,
            Clock clock,
            MeterRegistry meters) {
        this.readers = readers.stream().collect(Collectors.toMap(WebhookReader::provider, reader -> reader));
        this.events = events;
        this.payments = payments;
        this.alerts = alerts;
        this.syncPayment = syncPayment;
        this.inFlight = inFlight;
        this.captured = captured;
        this.jobs = jobs;
        this.transactions = transactions;
        this.policy = policy;
        this.clock = clock;
        this.meters = meters;
    }

    /** Throws {@link BadWebhookException} for one that must not be believed, and does nothing then. */
    public void receive(Provider provider, WebhookReader.Sent sent) {
        var reader = Objects.requireNonNull(readers.get(provider), "every provider has a reader");
        switch (reader.read(sent)) {
            case WebhookReader.Result.Unknown(var id, var type, var detail) ->
                ignore(provider, id, type, policy.providers().isLive(provider), "unreadable", "unreadable: " + detail);
            case WebhookReader.Result.Known(var event) -> receive(event);
        }
    }

    private void receive(WebhookEvent event) {
        if (event.kind() == Kind.OTHER) {
            ignore(
                    event.provider(),
                    event.id(),
                    event.type(),
                    event.livemode(),
                    "type",
                    "not one of the types that are acted on");
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
        var found = captured.find(event.payment())
                .or(() -> payments.findFor(event.payment(), event.intent(), event.session()))
                .filter(payment -> payment.provider() == event.provider());
        if (found.isEmpty()) {
            // Another program may use the same account of the provider.
            ignore(event.provider(), event.id(), event.type(), event.livemode(), "foreign", "about no payment of ours");
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
        return event.kind() == Kind.PAYMENT_DECLINED
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

    private void ignore(Provider provider, String id, String type, boolean livemode, String why, String detail) {
        log.debug("Ignores webhook {} ({}): {}", id, type, detail);
        transactions.executeWithoutResult(
                _ -> events.addIgnored(provider, id, type, livemode, detail, clock.instant()));
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
        return switch (event.kind()) {
            case PAYMENT_PROCESSING -> onPage || payment.state() == PaymentState.PROCESSING;
            case PAYMENT_REQUIRES_ACTION -> onPage || payment.state() == PaymentState.REQUIRES_ACTION;
            case PAYMENT_DECLINED -> onPage;
            case PAYMENT_SUCCEEDED,
                    PAYMENT_CLOSED,
                    PAGE_CHANGED,
                    REFUND_CREATED,
                    REFUND_CHANGED,
                    DISPUTE_CHANGED,
                    OTHER -> false;
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
                        || event.kind() == Kind.PAYMENT_SUCCEEDED);
    }

    /** What the event says of the money that cannot be; a person has to look at it then. */
    static @Nullable Contradiction contradiction(WebhookEvent event, Payment payment, PaymentPolicy policy) {
        var live = policy.providers().isLive(payment.provider());
        if (event.livemode() != live) {
            return new Contradiction(
                    Alerts.Kind.LIVEMODE_MISMATCH, "livemode is " + event.livemode() + " (expected: " + live + ")");
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

package shop.payment.application;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import shop.payment.domain.Outcome;
import shop.payment.domain.Payment;
import shop.payment.domain.PaymentException;
import shop.payment.domain.PaymentId;
import shop.payment.domain.PaymentMethod;
import shop.payment.domain.Snapshot;
import shop.payment.domain.UserId;

/** Gives an attempt up, so that its order can be paid in another way: it ends at the provider first, and no money can come of it any more. */
@Service
public class CancelPayment {

    private static final Logger log = LoggerFactory.getLogger(CancelPayment.class);

    private final Payments payments;
    private final PaymentProvider provider;
    private final RecordOutcome recordOutcome;
    private final AttemptsInFlight inFlight;

    CancelPayment(Payments payments, PaymentProvider provider, RecordOutcome recordOutcome, AttemptsInFlight inFlight) {
        this.payments = payments;
        this.provider = provider;
        this.recordOutcome = recordOutcome;
        this.inFlight = inFlight;
    }

    /**
     * Gives the attempt up; one that came to nothing before stays as it is.
     *
     * @param user whose it must be; null for anybody's
     * @throws PaymentException.Captured if its money was taken, before or at the last moment
     * @throws ProviderUnavailableException if the provider was not reached; nothing is changed then
     */
    public Payment cancel(PaymentId id, @Nullable UserId user) {
        // What the provider sends of its end waits, so that it is not taken for a failure.
        try (var _ = inFlight.enter(id)) {
            var payment = payments.find(id, user).orElseThrow(() -> new PaymentException.NotFound(id));
            var cancelled = payment.state().isLive() ? giveUp(payment) : payment;
            if (cancelled.state().isCaptured()) {
                throw new PaymentException.Captured(id);
            }
            return cancelled;
        }
    }

    private Payment giveUp(Payment payment) {
        try {
            var known = payment.isKnownToProvider() ? payment : opened(payment);
            if (!known.state().isLive()) {
                return known;
            }
            var reported = known.isKnownToProvider()
                    ? provider.cancel(known)
                    : new Snapshot(known.refs(), new Outcome.Closed("given_up"));
            return recordOutcome.record(
                    known,
                    reported.outcome() instanceof Outcome.Closed ? reported.as(new Outcome.GivenUp()) : reported);
        } catch (ProviderRefusedException refusal) {
            log.warn("The provider does not end payment {}: {}", payment.id().value(), refusal.getMessage());
            throw new PaymentException.Refused(refusal.code());
        }
    }

    /** An attempt whose references never reached us may be open at the provider. Opening a card again would charge it. */
    private Payment opened(Payment payment) {
        if (payment.method() instanceof PaymentMethod.Card) {
            return provider.find(payment)
                    .map(found -> recordOutcome.record(payment, found))
                    .orElse(payment);
        }
        return recordOutcome.record(payment, provider.open(payment));
    }
}

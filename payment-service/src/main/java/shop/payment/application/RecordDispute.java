package shop.payment.application;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;
import shop.payment.application.PaymentEventPublisher.Cause;
import shop.payment.application.PaymentProvider.ProviderDispute;
import shop.payment.domain.Dispute;
import shop.payment.domain.DisputeId;
import shop.payment.domain.DisputeState;
import shop.payment.domain.PaymentException;
import shop.payment.domain.PaymentId;

/** Keeps disputes as the provider has them, books the money that they move, and calls a person. */
@Service
public class RecordDispute {

    private static final Logger log = LoggerFactory.getLogger(RecordDispute.class);

    private final PayableOrders orders;
    private final Payments payments;
    private final Disputes disputes;
    private final PaymentProvider provider;
    private final Ledger ledger;
    private final Alerts alerts;
    private final RecordOutcome recordOutcome;
    private final PaymentEventPublisher events;
    private final TransactionOperations transactions;
    private final Clock clock;
    private final TimeBasedEpochGenerator ids = Generators.timeBasedEpochGenerator();

    RecordDispute(
            PayableOrders orders,
            Payments payments,
            Disputes disputes,
            PaymentProvider provider,
            Ledger ledger,
            Alerts alerts,
            RecordOutcome recordOutcome,
            PaymentEventPublisher events,
            TransactionOperations transactions,
            Clock clock) {
        this.orders = orders;
        this.payments = payments;
        this.disputes = disputes;
        this.provider = provider;
        this.ledger = ledger;
        this.alerts = alerts;
        this.recordOutcome = recordOutcome;
        this.events = events;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** The provider has something to say about a dispute; one about no payment of ours is left alone. */
    public void lookAt(String providerRef) {
        record(provider.retrieveDispute(providerRef));
    }

    /** Records a dispute as the provider has it. */
    void record(ProviderDispute reported) {
        // By our own id first: a dispute may be known before the answer that names the payment's reference.
        var payment = payments.findFor(reported.payment(), reported.paymentRef(), null);
        if (payment.isEmpty()) {
            log.info("Dispute {} of the provider is about no payment of ours", reported.ref());
            return;
        }
        transactions.executeWithoutResult(_ -> record(reported, payment.get().id()));
    }

    private void record(ProviderDispute reported, PaymentId id) {
        var now = clock.instant();
        var seen = payments.find(id).orElseThrow(() -> new PaymentException.NotFound(id));
        var order = orders.lock(seen.order()).orElseThrow(() -> new PaymentException.OrderNotFound(seen.order()));
        var payment = payments.find(id).orElseThrow(() -> new PaymentException.NotFound(id));
        var known = disputes.findByProviderRef(reported.ref());
        if (known.map(Dispute::state).filter(DisputeState::isOver).isPresent()
                && !reported.state().isOver()) {
            // The provider was asked before it decided, and its answer is late.
            return;
        }
        var dispute = new Dispute(
                known.map(Dispute::id).orElseGet(() -> new DisputeId(ids.construct(now.toEpochMilli()))),
                payment.id(),
                payment.order(),
                reported.ref(),
                reported.amount(),
                reported.reason(),
                reported.state(),
                reported.evidenceDue(),
                reported.withdrawn(),
                reported.reinstated(),
                reported.openedAt(),
                now);
        disputes.save(dispute);
        if (dispute.withdrawn() && !known.map(Dispute::withdrawn).orElse(false)) {
            ledger.withdraw(dispute, now);
        }
        if (dispute.reinstated() && !known.map(Dispute::reinstated).orElse(false)) {
            ledger.reinstate(dispute, now);
        }
        call(dispute, payment.id());
        var disputed =
                disputes.findAll(payment.id()).stream().map(Dispute::state).anyMatch(DisputeState::isDisputed);
        if (payment.dispute(disputed, now)) {
            payments.save(payment);
            if (payment.id().equals(order.paidBy())) {
                events.publish(payment, Cause.DISPUTE, order.nextEventVersion(), now);
                orders.save(order);
            }
            if (!disputed) {
                // What could not be given back while the bank had it.
                recordOutcome.refundUnneeded(order, payment, now);
            }
        }
    }

    private void call(Dispute dispute, PaymentId payment) {
        alerts.raise(
                Alerts.Kind.DISPUTED,
                payment,
                dispute.providerRef(),
                dispute.amount() + " is disputed as " + dispute.reason() + ", evidence is due "
                        + dispute.evidenceDue());
        if (dispute.state() == DisputeState.LOST) {
            alerts.raise(
                    Alerts.Kind.DISPUTE_LOST,
                    payment,
                    dispute.providerRef(),
                    dispute.amount() + " is lost to the buyer");
        }
    }
}

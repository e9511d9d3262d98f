package shop.payment.application;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;
import shop.payment.application.PaymentProvider.ProviderDispute;
import shop.payment.domain.Dispute;
import shop.payment.domain.DisputeId;
import shop.payment.domain.DisputeState;
import shop.payment.domain.Payment;
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
            TransactionOperations transactions,
            Clock clock) {
        this.orders = orders;
        this.payments = payments;
        this.disputes = disputes;
        this.provider = provider;
        this.ledger = ledger;
        this.alerts = alerts;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** The provider has something to say about a dispute; one about no payment of ours is left alone. */
    public void lookAt(String providerRef) {
        var told = provider.lookAtDispute(providerRef);
        var payment = Optional.ofNullable(told.paymentRef()).flatMap(payments::findByIntent);
        if (payment.isEmpty()) {
            log.info("Dispute {} of the provider is about no payment of ours", providerRef);
            return;
        }
        transactions.executeWithoutResult(_ -> record(told, payment.get()));
    }

    private void record(ProviderDispute told, Payment payment) {
        var now = clock.instant();
        var _ = orders.lock(payment.order()).orElseThrow(() -> new PaymentException.OrderNotFound(payment.order()));
        var known = disputes.findByProviderRef(told.ref());
        var dispute = new Dispute(
                known.map(Dispute::id).orElseGet(() -> new DisputeId(ids.construct(now.toEpochMilli()))),
                payment.id(),
                payment.order(),
                told.ref(),
                told.amount(),
                told.reason(),
                told.state(),
                told.evidenceDue(),
                told.withdrawn(),
                told.reinstated(),
                told.openedAt(),
                now);
        disputes.save(dispute);
        if (dispute.withdrawn() && !known.map(Dispute::withdrawn).orElse(false)) {
            ledger.withdraw(dispute, now);
        }
        if (dispute.reinstated() && !known.map(Dispute::reinstated).orElse(false)) {
            ledger.reinstate(dispute, now);
        }
        call(dispute, payment.id());
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

package shop.payment.application;

import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;
import shop.payment.domain.Drift;
import shop.payment.domain.DriftId;
import shop.payment.domain.DriftKind;
import shop.payment.domain.OrderId;
import shop.payment.domain.PaymentException;
import shop.payment.domain.PaymentId;
import shop.payment.domain.Refund;
import shop.payment.domain.RefundId;
import shop.payment.domain.RefundState;
import shop.payment.domain.UserId;

/** Mends a drift. Each repair looks at what is true when it is made, so that a repeat or one that comes late does no harm. */
@Service
public class RepairDrift {

    private static final Logger log = LoggerFactory.getLogger(RepairDrift.class);

    private final Drifts drifts;
    private final OrderLookup orderService;
    private final PayableOrders orders;
    private final SyncPayment syncPayment;
    private final Refunds refunds;
    private final RefundPayment refundPayment;
    private final RecordDispute recordDispute;
    private final RecordOutcome recordOutcome;
    private final ApplyOrderUpdate applyOrderUpdate;
    private final HoldClient holdClient;
    private final TransactionOperations transactions;
    private final Clock clock;

    RepairDrift(
            Drifts drifts,
            OrderLookup orderService,
            PayableOrders orders,
            SyncPayment syncPayment,
            Refunds refunds,
            RefundPayment refundPayment,
            RecordDispute recordDispute,
            RecordOutcome recordOutcome,
            ApplyOrderUpdate applyOrderUpdate,
            HoldClient holdClient,
            TransactionOperations transactions,
            Clock clock) {
        this.drifts = drifts;
        this.orderService = orderService;
        this.orders = orders;
        this.syncPayment = syncPayment;
        this.refunds = refunds;
        this.refundPayment = refundPayment;
        this.recordDispute = recordDispute;
        this.recordOutcome = recordOutcome;
        this.applyOrderUpdate = applyOrderUpdate;
        this.holdClient = holdClient;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * Mends a drift that was found; one that was repaired before is repaired again, which changes nothing.
     *
     * @throws PaymentException.DriftNotFound for an unknown one
     * @throws PaymentException.NotRepairable for one that is gone, or that only a person can repair
     */
    public Drifts.Recorded repair(DriftId id, UserId by) {
        var known = drifts.find(id).orElseThrow(() -> new PaymentException.DriftNotFound(id));
        if (known.state() == Drifts.State.GONE) {
            throw new PaymentException.NotRepairable(id, "it is gone");
        }
        repair(known.drift(), by);
        return drifts.find(id).orElseThrow(() -> new PaymentException.DriftNotFound(id));
    }

    /**
     * Takes note of a drift, so that nobody looks at it again as long as it stays what it is; a repeat changes nothing.
     *
     * @throws PaymentException.DriftNotFound for an unknown one
     * @throws PaymentException.NotRepairable for one that is repaired or gone
     */
    public Drifts.Recorded acknowledge(DriftId id, String reason) {
        transactions.executeWithoutResult(_ -> drifts.acknowledge(id, reason));
        var drift = drifts.find(id).orElseThrow(() -> new PaymentException.DriftNotFound(id));
        if (drift.state() != Drifts.State.ACKNOWLEDGED) {
            throw new PaymentException.NotRepairable(
                    id, "it is " + drift.state().name().toLowerCase(Locale.ROOT));
        }
        return drift;
    }

    /** @param by null for the job itself */
    void repair(Drift drift, @Nullable UserId by) {
        transactions.executeWithoutResult(_ -> drifts.tried(drift.id()));
        switch (drift.kind().repair()) {
            case ASK_PROVIDER -> askProvider(drift);
            case TELL_AGAIN -> recordOutcome.publishAgain(orderOf(drift));
            case GIVE_BACK -> giveBack(drift, by);
            case RECORD_REFUND -> recordRefund(drift);
            case BOOK ->
                recordOutcome.bookMissing(Objects.requireNonNull(drift.payment(), "such a drift names the payment"));
            case SELL_STOCK -> requireHold(drift, holdClient.sell(orderOf(drift)));
            case FREE_STOCK -> requireHold(drift, holdClient.free(orderOf(drift)));
            case NONE -> throw new PaymentException.NotRepairable(drift.id(), "a person has to find out what happened");
        }
        transactions.executeWithoutResult(_ -> drifts.repaired(drift.id(), by, clock.instant()));
        log.info(
                "Drift {} at {} was repaired by {}",
                drift.kind().label(),
                drift.subject(),
                by == null ? "the job" : by.value());
    }

    private static void requireHold(Drift drift, boolean moved) {
        if (!moved) {
            throw new PaymentException.NotRepairable(
                    drift.id(), "nothing was ever held for the order, or there is not enough stock");
        }
    }

    private void askProvider(Drift drift) {
        if (drift.kind() == DriftKind.DISPUTE_DIFFERS) {
            recordDispute.lookAt(providerRefOf(drift));
            return;
        }
        var refund = drift.refund();
        if (refund != null) {
            askAboutRefund(drift, refund);
            return;
        }
        var id = Objects.requireNonNull(drift.payment(), "such a drift names the payment");
        if (!syncPayment.sync(id).state().isCaptured()) {
            throw new PaymentException.NotRepairable(drift.id(), "the provider has no money for it any more");
        }
    }

    private void askAboutRefund(Drift drift, RefundId id) {
        var before = drift.kind() == DriftKind.REFUND_CAME_BACK ? RefundState.SUCCEEDED : RefundState.PENDING;
        var state = refundPayment.goOn(id).map(Refund::state);
        if (state.filter(before::equals).isPresent()) {
            throw new PaymentException.NotRepairable(
                    drift.id(), "the provider says that the refund is still " + before);
        }
    }

    private void recordRefund(Drift drift) {
        if (refundPayment.lookAt(providerRefOf(drift)).isEmpty()) {
            throw new PaymentException.NotRepairable(drift.id(), "the provider has made no such refund any more");
        }
    }

    private static String providerRefOf(Drift drift) {
        return Objects.requireNonNull(drift.providerRef(), "such a drift names the provider's object");
    }

    /** Ends the order here, as order-service has it, with all that follows from that. */
    private void giveBack(Drift drift, @Nullable UserId by) {
        var payment = drift.payment();
        if (by == null && payment != null && hasComeBack(payment)) {
            throw new PaymentException.NotRepairable(
                    drift.id(), "a refund of it came back, so a person has to find another way");
        }
        giveBack(orderOf(drift));
    }

    private boolean hasComeBack(PaymentId payment) {
        return refunds.findAll(List.of(payment)).stream().anyMatch(refund -> refund.state() == RefundState.RETURNED);
    }

    private void giveBack(OrderId id) {
        var copy = orders.find(id).orElseThrow(() -> new PaymentException.OrderNotFound(id));
        var as = Optional.ofNullable(copy.closedAs())
                .or(() -> orderService.find(id).map(OrderLookup.Order::status))
                .filter(status -> status.equals("CANCELLED") || status.equals("EXPIRED"));
        if (as.isPresent()) {
            applyOrderUpdate.closed(List.of(new ApplyOrderUpdate.Closed(id, copy.user(), copy.total(), as.get())));
        }
    }

    private static OrderId orderOf(Drift drift) {
        return Objects.requireNonNull(drift.order(), "such a drift names the order");
    }
}

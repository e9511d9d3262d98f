package shop.payment.application;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;
import shop.kernel.Money;
import shop.payment.application.PaymentProvider.ProviderDispute;
import shop.payment.application.PaymentProvider.ProviderPayment;
import shop.payment.application.PaymentProvider.ProviderRefund;
import shop.payment.application.PaymentProvider.RefundAnswer.Progress;
import shop.payment.domain.Dispute;
import shop.payment.domain.Drift;
import shop.payment.domain.DriftKind;
import shop.payment.domain.OrderId;
import shop.payment.domain.Outcome;
import shop.payment.domain.Payment;
import shop.payment.domain.PaymentId;
import shop.payment.domain.Refund;

/**
 * Compares the records, page by page: ours with the provider's, our ledger with our payments, and order-service's and the
 * stock's with ours. What a rule can repair is repaired at once; the rest waits for a person. One instance at a time runs it.
 */
@Service
public class Reconcile {

    private static final Logger log = LoggerFactory.getLogger(Reconcile.class);

    /** How long a dead instance keeps the others from running it; a page takes far less. */
    private static final Duration LEASE = Duration.ofMinutes(2);

    /** An attempt may be made here some time before the provider takes the money; what it takes then is looked at, too. */
    private static final Duration LONGEST_ATTEMPT = Duration.ofHours(26);

    /** How far the provider's clock may be behind ours. */
    private static final Duration CLOCKS_APART = Duration.ofMinutes(2);

    /** A drift that nobody repairs must not have every run read all there ever was. */
    private static final Duration LONGEST_LOOKBACK = Duration.ofDays(30);

    private static final int FOUND_AT_ONCE = 200;

    /** How often the job itself tries to repair one drift; after that a person is asked. */
    private static final int MOST_TRIES = 3;

    private static final List<DriftKind> REPAIRED_BY_ITSELF = Stream.of(DriftKind.values())
            .filter(kind -> kind.repair().automatic())
            .toList();

    private final Reconciliations reconciliations;
    private final ReconciliationRecords records;
    private final Payments payments;
    private final Refunds refunds;
    private final Disputes disputes;
    private final Ledger ledger;
    private final CheckLedger checkLedger;
    private final PaymentProvider provider;
    private final OrderClient orderClient;
    private final HoldClient holdClient;
    private final Drifts drifts;
    private final RepairDrift repairDrift;
    private final TransactionOperations transactions;
    private final ReconcilePolicy policy;
    private final Clock clock;
    private final MeterRegistry meters;

    Reconcile(
            Reconciliations reconciliations,
            ReconciliationRecords records,
            Payments payments,
            Refunds refunds,
            Disputes disputes,
            Ledger ledger,
            CheckLedger checkLedger,
            PaymentProvider provider,
            OrderClient orderClient,
            HoldClient holdClient,
            Drifts drifts,
            RepairDrift repairDrift,
            TransactionOperations transactions,
            ReconcilePolicy policy,
            Clock clock,
            MeterRegistry meters) {
        this.reconciliations = reconciliations;
        this.records = records;
        this.payments = payments;
        this.refunds = refunds;
        this.disputes = disputes;
        this.ledger = ledger;
        this.checkLedger = checkLedger;
        this.provider = provider;
        this.orderClient = orderClient;
        this.holdClient = holdClient;
        this.drifts = drifts;
        this.repairDrift = repairDrift;
        this.transactions = transactions;
        this.policy = policy;
        this.clock = clock;
        this.meters = meters;
        // Asked of the store: somebody repairs one between two runs, and another instance makes the next run.
        Gauge.builder("payment.drifts.unrepaired", drifts, Drifts::countOpen)
                .description("Drifts that nobody has repaired or taken note of")
                .register(meters);
    }

    /**
     * Compares the books if that is due.
     *
     * @return false: there is never a second run to be made at once
     */
    public boolean runDue() {
        var claimed = transactions.execute(_ -> reconciliations.claimDue(clock.instant(), policy.every(), LEASE));
        if (claimed != null && claimed.isPresent()) {
            new Run(claimed.get()).make();
        }
        return false;
    }

    /** One comparison, with what it has come to so far. */
    private final class Run {

        private final Reconciliations.Claimed claimed;
        private final long number;
        private final Instant from;
        private final Instant to;
        private final Set<String> unavailable = new LinkedHashSet<>();
        private long orders;
        private long holds;
        private long providerPayments;
        private long providerRefunds;

        Run(Reconciliations.Claimed claimed) {
            this.number = claimed.number();
            var now = clock.instant();
            var before = reconciliations.comparedTo();
            // Without a run that saw everything nothing is known of what was before.
            this.claimed = new Reconciliations.Claimed(number, claimed.full() || before.isEmpty());
            this.to = now.minus(policy.grace());
            var wanted = this.claimed.full()
                    ? now.minus(policy.lookback())
                    : before.orElseThrow().minus(policy.overlap());
            var oldest = this.claimed.full()
                    ? drifts.oldestOpen()
                    : drifts.oldestPending(REPAIRED_BY_ITSELF, MOST_TRIES, before.orElseThrow());
            this.from = later(
                    oldest.map(since -> since.minus(policy.grace()))
                            .filter(wanted::isAfter)
                            .orElse(wanted),
                    now.minus(LONGEST_LOOKBACK));
        }

        void make() {
            transactions.executeWithoutResult(_ -> records.clearSeen());
            if (read("provider", this::readProvider)) {
                read("provider", this::askForUnseen);
            }
            checkLedger
                    .check(from, to, drifts.openInLedger(FOUND_AT_ONCE), claimed.full(), this::renewLease)
                    .forEach(this::found);
            records.capturedForDead(from, to, FOUND_AT_ONCE).forEach(this::found);
            read("order-service", this::readOrders);
            transactions.executeWithoutResult(_ -> {
                if (unavailable.isEmpty()) {
                    drifts.endUnseen(number, claimed.full());
                }
                reconciliations.end(
                        claimed,
                        new Reconciliations.Result(
                                from,
                                to,
                                new Reconciliations.Counts(orders, holds, providerPayments, providerRefunds),
                                List.copyOf(unavailable)),
                        clock.instant().plus(policy.fullEvery()),
                        clock.instant());
            });
            log.info(
                    "Reconciliation {}: {} orders, {} holds, {} payments and {} refunds of the provider, {} drifts left{}",
                    number,
                    orders,
                    holds,
                    providerPayments,
                    providerRefunds,
                    drifts.countOpen(),
                    unavailable.isEmpty() ? "" : ", not read: " + unavailable);
        }

        /** @return whether the book could be read to its end */
        private boolean read(String book, Runnable reading) {
            try {
                reading.run();
                return true;
            } catch (ProviderUnavailableException | ProviderRefusedException outage) {
                unavailable.add("provider");
                log.warn("Reconciliation {} is partial, without {}: {}", number, book, outage.getMessage());
            } catch (DependencyUnavailableException outage) {
                unavailable.add(outage.service());
                log.warn("Reconciliation {} is partial, without {}: {}", number, book, outage.getMessage());
            }
            return false;
        }

        private void renewLease() {
            transactions.executeWithoutResult(
                    _ -> reconciliations.renew(number, clock.instant().plus(LEASE)));
        }

        // ---- the provider ----

        private void readProvider() {
            var since = from.minus(claimed.full() ? LONGEST_ATTEMPT : CLOCKS_APART);
            String after = null;
            do {
                var page = provider.payments(since, after);
                comparePayments(page.items());
                after = page.next();
                renewLease();
            } while (after != null);
            do {
                var page = provider.refunds(since, after);
                compareRefunds(page.items());
                after = page.next();
                renewLease();
            } while (after != null);
            readChanges();
        }

        /** What became of payments, refunds and disputes that are older than the lists go back. */
        private void readChanges() {
            var looked = new HashSet<String>();
            String after = null;
            do {
                var page = provider.changes(from, after);
                var paid = new LinkedHashMap<String, Instant>();
                for (var change : page.items()) {
                    var payment = change.payment();
                    if (payment != null && looked.add(payment)) {
                        paid.put(payment, change.at());
                    }
                    var refund = change.refund();
                    if (refund != null && looked.add(refund)) {
                        compareRefunds(List.of(provider.retrieveRefund(refund)));
                    }
                    var dispute = change.dispute();
                    if (dispute != null && looked.add(dispute)) {
                        compare(provider.retrieveDispute(dispute), change.at());
                    }
                }
                comparePaid(paid);
                after = page.next();
                renewLease();
            } while (after != null);
        }

        /** Payments that the provider says are paid, by its references; an attempt may have been begun long before. */
        private void comparePaid(Map<String, Instant> paid) {
            transactions.executeWithoutResult(_ -> records.see(paid.keySet()));
            for (var ours : payments.findAll(paid.keySet(), List.of())) {
                var at = paid.get(ours.refs().intent());
                if (at != null
                        && !ours.state().isCaptured()
                        && provider.retrieve(ours).outcome() instanceof Outcome.Paid(var received, var _)) {
                    found(Drift.ofPayment(
                            DriftKind.PAID_AT_PROVIDER_ONLY,
                            ours,
                            received,
                            "the provider has taken the money, here it is " + ours.state(),
                            later(ours.changedAt(), at)));
                }
            }
        }

        private void compare(ProviderDispute theirs, Instant at) {
            var payment = payments.findFor(theirs.payment(), theirs.paymentRef(), null);
            var ours = disputes.findByProviderRef(theirs.ref());
            var alike = ours.filter(known -> known.state() == theirs.state()
                            && known.withdrawn() == theirs.withdrawn()
                            && known.reinstated() == theirs.reinstated())
                    .isPresent();
            if (payment.isPresent() && !alike) {
                found(new Drift(
                        DriftKind.DISPUTE_DIFFERS,
                        theirs.ref(),
                        payment.get().order(),
                        payment.get().id(),
                        null,
                        theirs.ref(),
                        null,
                        theirs.amount(),
                        "the provider has it as " + theirs.state() + ", here it is "
                                + ours.map(Dispute::state).map(Enum::name).orElse("unknown"),
                        at));
            }
        }

        private void comparePayments(List<ProviderPayment> page) {
            providerPayments += page.size();
            var paid = page.stream().filter(ProviderPayment::paid).toList();
            transactions.executeWithoutResult(
                    _ -> records.see(paid.stream().map(ProviderPayment::ref).toList()));
            var own = payments.findAll(
                    paid.stream().map(ProviderPayment::ref).toList(),
                    paid.stream()
                            .flatMap(theirs -> Optional.ofNullable(theirs.payment()).stream())
                            .toList());
            var byRef = own.stream()
                    .filter(payment -> payment.refs().intent() != null)
                    .collect(Collectors.toMap(
                            payment -> String.valueOf(payment.refs().intent()), payment -> payment));
            var byId = own.stream().collect(Collectors.toMap(Payment::id, payment -> payment));
            var fees = new HashMap<PaymentId, Money>();
            for (var theirs : paid) {
                var named = theirs.payment();
                var ours = byRef.get(theirs.ref());
                if (ours == null && named != null) {
                    ours = byId.get(named);
                }
                // What names no payment of ours was made by another program with the same account.
                if (ours != null) {
                    compare(ours, theirs);
                    var fee = theirs.fee();
                    if (ours.state().isCaptured() && fee != null && fee.amountMinor() > 0) {
                        fees.put(ours.id(), fee);
                    }
                }
            }
            if (!fees.isEmpty()) {
                transactions.executeWithoutResult(_ -> ledger.fees(fees, clock.instant()));
            }
        }

        private void compare(Payment ours, ProviderPayment theirs) {
            var since = later(ours.changedAt(), theirs.at());
            if (!theirs.received().equals(ours.amount())) {
                found(Drift.ofPayment(
                        DriftKind.AMOUNT_DIFFERS,
                        ours,
                        theirs.received(),
                        "the provider took " + theirs.received() + " for it",
                        since));
            } else if (!ours.state().isCaptured()) {
                found(Drift.ofPayment(
                        DriftKind.PAID_AT_PROVIDER_ONLY,
                        ours,
                        theirs.received(),
                        "the provider has taken the money, here it is " + ours.state(),
                        since));
            }
        }

        private void compareRefunds(List<ProviderRefund> page) {
            providerRefunds += page.size();
            transactions.executeWithoutResult(_ -> records.see(page.stream()
                    .filter(refund -> refund.progress() != Progress.FAILED)
                    .map(ProviderRefund::ref)
                    .toList()));
            var own = refunds.findAll(
                    page.stream().map(ProviderRefund::ref).toList(),
                    page.stream()
                            .flatMap(theirs -> Optional.ofNullable(theirs.refund()).stream())
                            .toList());
            var paidBack = payments
                    .findAll(
                            page.stream()
                                    .flatMap(theirs -> Optional.ofNullable(theirs.paymentRef()).stream())
                                    .toList(),
                            List.of())
                    .stream()
                    .collect(Collectors.toMap(
                            payment -> String.valueOf(payment.refs().intent()), payment -> payment));
            for (var theirs : page) {
                var ours = own.stream()
                        .filter(refund -> theirs.ref().equals(refund.providerRef())
                                || refund.id().equals(theirs.refund()))
                        .findFirst();
                if (ours.isPresent()) {
                    compare(ours.get(), theirs);
                } else if (theirs.progress() != Progress.FAILED) {
                    var ref = theirs.paymentRef();
                    compare(ref == null ? null : paidBack.get(ref), theirs);
                }
            }
        }

        private void compare(Refund ours, ProviderRefund theirs) {
            var since = later(ours.changedAt(), theirs.at());
            if (!theirs.amount().equals(ours.amount())) {
                found(Drift.ofRefund(
                        DriftKind.AMOUNT_DIFFERS,
                        ours,
                        theirs.ref(),
                        theirs.amount(),
                        "the provider gave " + theirs.amount() + " back",
                        since));
                return;
            }
            switch (ours.state()) {
                case PENDING -> {
                    if (theirs.progress() != Progress.PENDING) {
                        found(Drift.ofRefund(
                                DriftKind.REFUND_MISSING_HERE,
                                ours,
                                theirs.ref(),
                                theirs.amount(),
                                "the provider is done with it, here it waits",
                                since));
                    }
                }
                case SUCCEEDED -> {
                    if (theirs.progress() == Progress.FAILED) {
                        found(Drift.ofRefund(
                                DriftKind.REFUND_CAME_BACK,
                                ours,
                                theirs.ref(),
                                theirs.amount(),
                                "it was made, and the money came back to us",
                                since));
                    }
                }
                case FAILED, RETURNED -> {
                    if (theirs.progress() == Progress.SUCCEEDED) {
                        found(Drift.ofRefund(
                                DriftKind.AMOUNT_DIFFERS,
                                ours,
                                theirs.ref(),
                                theirs.amount(),
                                "the provider made it, here it has failed",
                                since));
                    }
                }
            }
        }

        private void compare(@Nullable Payment refunded, ProviderRefund theirs) {
            if (refunded == null) {
                return;
            }
            found(new Drift(
                    DriftKind.REFUND_AT_PROVIDER_ONLY,
                    theirs.ref(),
                    refunded.order(),
                    refunded.id(),
                    null,
                    theirs.ref(),
                    null,
                    theirs.amount(),
                    "the provider gave " + theirs.amount() + " back and nobody asked for it here",
                    later(refunded.createdAt(), theirs.at())));
        }

        /** A list may leave something out; only the answer to a question about the one thing is believed. */
        private void askForUnseen() {
            for (var id : records.unseenCaptures(from, to, FOUND_AT_ONCE)) {
                var payment = payments.find(id).orElseThrow();
                var snapshot = provider.retrieve(payment);
                if (!(snapshot.outcome() instanceof Outcome.Paid)) {
                    found(Drift.ofPayment(
                            DriftKind.PAID_HERE_ONLY,
                            payment,
                            null,
                            "the provider says: " + snapshot.outcome(),
                            payment.changedAt()));
                }
            }
            for (var id : records.unseenRefunds(from, to, FOUND_AT_ONCE)) {
                var refund = refunds.find(id).orElseThrow();
                var ref = refund.providerRef();
                if (ref == null || provider.retrieveRefund(ref).progress() == Progress.FAILED) {
                    found(Drift.ofRefund(
                            ref == null ? DriftKind.REFUND_HERE_ONLY : DriftKind.REFUND_CAME_BACK,
                            refund,
                            ref,
                            null,
                            "the provider has no such refund",
                            refund.changedAt()));
                }
            }
        }

        // ---- the fleet ----

        private void readOrders() {
            OrderId after = null;
            do {
                var page = orderClient.changedSince(from, after);
                compareOrders(page.entries());
                after = page.next();
                renewLease();
            } while (after != null);
        }

        private void compareOrders(List<OrderClient.Entry> page) {
            orders += page.size();
            if (page.isEmpty()) {
                return;
            }
            var ids = page.stream().map(OrderClient.Entry::order).toList();
            var own = records.orders(ids);
            for (var entry : page) {
                compare(entry, own.get(entry.order()));
            }
            read("inventory-service", () -> compareStock(page, ids));
        }

        private void compare(OrderClient.Entry theirs, ReconciliationRecords.@Nullable OwnOrder ours) {
            var payment = ours == null ? null : ours.payment();
            var state = ours == null ? null : ours.state();
            var changedAt = ours == null ? null : ours.changedAt();
            if (ours == null || payment == null || state == null || changedAt == null) {
                if (theirs.isTakenForPaid()) {
                    found(Drift.ofOrder(
                            DriftKind.ORDER_PAID_WITHOUT_PAYMENT,
                            theirs.order(),
                            null,
                            null,
                            theirs.total(),
                            "order-service has it as " + theirs.paymentStatus(),
                            theirs.since()));
                }
                return;
            }
            var since = later(theirs.since(), changedAt);
            if (!theirs.total().equals(ours.total())) {
                found(Drift.ofOrder(
                        DriftKind.AMOUNT_DIFFERS,
                        theirs.order(),
                        payment,
                        ours.total(),
                        theirs.total(),
                        "order-service's total is another one",
                        since));
            }
            if (!theirs.paymentStatus().equals(state.name())) {
                found(Drift.ofOrder(
                        DriftKind.ORDER_NOT_TOLD,
                        theirs.order(),
                        payment,
                        null,
                        null,
                        "order-service has it as " + theirs.paymentStatus() + ", it is " + state,
                        since));
            }
            if (theirs.isDead() && ours.closedAs() == null && ours.kept().amountMinor() > 0) {
                found(Drift.ofOrder(
                        DriftKind.CAPTURED_FOR_DEAD_ORDER,
                        theirs.order(),
                        payment,
                        null,
                        ours.kept(),
                        "order-service has it as " + theirs.status(),
                        since));
            }
        }

        private void compareStock(List<OrderClient.Entry> page, List<OrderId> ids) {
            Map<OrderId, String> states = holdClient.states(ids);
            holds += states.size();
            for (var entry : page) {
                var state = states.get(entry.order());
                if (entry.isSold() && !"COMMITTED".equals(state)) {
                    found(Drift.ofOrder(
                            DriftKind.HOLD_NOT_SOLD,
                            entry.order(),
                            null,
                            null,
                            null,
                            "the order is " + entry.status() + ", its hold is " + state,
                            entry.since()));
                } else if (entry.isDead() && ("HELD".equals(state) || "COMMITTED".equals(state))) {
                    found(Drift.ofOrder(
                            DriftKind.HOLD_LEAKED,
                            entry.order(),
                            null,
                            null,
                            null,
                            "the order is " + entry.status() + ", its hold is " + state,
                            entry.since()));
                } else if (entry.isWaiting() && !"HELD".equals(state)) {
                    found(Drift.ofOrder(
                            DriftKind.HOLD_MISSING,
                            entry.order(),
                            null,
                            null,
                            null,
                            "the order waits for its payment, its hold is " + state,
                            entry.since()));
                } else if (entry.isOnHold() && !"HELD".equals(state) && !"COMMITTED".equals(state)) {
                    found(Drift.ofOrder(
                            DriftKind.HOLD_MISSING,
                            entry.order(),
                            null,
                            null,
                            null,
                            "the order waits for a review, its hold is " + state,
                            entry.since()));
                }
            }
        }

        // ---- what is found ----

        private void found(Drift drift) {
            if (drift.since().isAfter(to)) {
                return;
            }
            var recorded =
                    Objects.requireNonNull(transactions.execute(_ -> drifts.record(drift, number, clock.instant())));
            meters.counter("payment.drifts.found", "kind", drift.kind().label()).increment();
            log.warn("Drift {} at {}: {}", drift.kind().label(), drift.subject(), drift.detail());
            if (recorded.state() == Drifts.State.OPEN
                    && drift.kind().repair().automatic()
                    && recorded.tries() < MOST_TRIES) {
                repair(drift);
            }
        }

        private void repair(Drift drift) {
            try {
                repairDrift.repair(drift, null);
            } catch (RuntimeException failed) {
                // One that cannot be repaired must not keep the others from being found.
                log.warn("Drift {} at {} is not repaired", drift.kind().label(), drift.subject(), failed);
            }
        }

        private static Instant later(Instant one, Instant other) {
            return one.isAfter(other) ? one : other;
        }
    }
}

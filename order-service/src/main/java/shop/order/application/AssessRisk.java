package shop.order.application;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import shop.order.application.ApplyPaymentUpdates.OrderPayment;
import shop.order.application.Orders.PaidHistory;
import shop.order.domain.Basket;
import shop.order.domain.CustomerId;
import shop.order.domain.Order;
import shop.order.domain.OrderId;
import shop.order.domain.PaymentStatus;
import shop.order.domain.ShippingAddress;
import shop.order.domain.risk.AccountHistory;
import shop.order.domain.risk.AddressKey;
import shop.order.domain.risk.RiskAssessment;
import shop.order.domain.risk.RiskFeatures;
import shop.order.domain.risk.RiskMoment;
import shop.order.domain.risk.UsualSums;

/**
 * Assesses how risky an order is, when it is placed and when it has been paid. What has to be read at the placing is read on another thread,
 * and never waited for beyond the deadline: then the order passes, and its record says so. Nothing that fails there keeps an order from
 * being placed. What has to be read of a paid order comes with its lock, see {@link Orders#lockPaid}: nobody waits for that.
 */
@Service
public class AssessRisk {

    private static final Logger log = LoggerFactory.getLogger(AssessRisk.class);

    /** A database that hangs must not collect threads and connections: an order that finds no room passes at once. */
    private static final int MOST_AT_ONCE = 8;

    private final RiskAssessments assessments;
    private final RiskPolicy policy;
    private final Clock clock;
    private final Counter held;
    private final Counter late;
    private final Semaphore room = new Semaphore(MOST_AT_ONCE);
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("risk-", 0).factory());
    private volatile Map<String, UsualSums> usualSums = Map.of();

    public AssessRisk(RiskAssessments assessments, RiskPolicy policy, Clock clock, MeterRegistry meters) {
        this.assessments = assessments;
        this.policy = policy;
        this.clock = clock;
        this.held = Counter.builder("orders.risk.held")
                .description("Orders that were put on hold for their risk score")
                .register(meters);
        this.late = Counter.builder("orders.risk.late")
                .description("Orders that passed because their assessment was not made in time")
                .register(meters);
    }

    @PreDestroy
    void close() {
        threads.shutdown();
    }

    /** Reads anew what the shop usually sells; its orders of the last minutes change little of that. */
    public void refreshUsualSums() {
        if (policy.enabled()) {
            usualSums = assessments.usualSums();
        }
    }

    /** Begins to read what is known of a customer and an address, so that other work can be done meanwhile. */
    public Placing begin(CustomerId customer, ShippingAddress address) {
        var key = AddressKey.of(address);
        var shared = policy.isShared(key);
        var now = clock.instant();
        return new Placing(
                customer, key, shared, new InTime<>(() -> assessments.history(customer, shared ? null : key, now)));
    }

    /** An order that is being placed. */
    public final class Placing {

        private final CustomerId customer;
        private final String addressKey;
        private final boolean shared;
        private final InTime<AccountHistory> history;

        private Placing(CustomerId customer, String addressKey, boolean shared, InTime<AccountHistory> history) {
            this.customer = customer;
            this.addressKey = addressKey;
            this.shared = shared;
            this.history = history;
        }

        /** The assessment of the order; empty if orders are not assessed. */
        public Optional<RiskAssessment> assess(OrderId order, Basket basket, Instant now) {
            if (!policy.enabled()) {
                return Optional.empty();
            }
            var features = history.get()
                    .map(known -> RiskFeatures.placing(
                            customer,
                            basket,
                            known,
                            shared,
                            usualSums.get(basket.total().currency().getCurrencyCode()),
                            now,
                            policy.zone()));
            return Optional.of(assessment(order, customer, RiskMoment.PLACED, addressKey, null, features, now));
        }
    }

    /** The cards of the orders that these updates say are paid, as far as the updates say something of the risk. */
    Map<OrderId, @Nullable String> cards(Iterable<OrderPayment> updates) {
        var cards = new LinkedHashMap<OrderId, @Nullable String>();
        for (var update : updates) {
            if (isAssessed(update)) {
                cards.put(update.order(), policy.counted(update.signals().cardFingerprint()));
            }
        }
        return cards;
    }

    /**
     * The assessment of an order that was just confirmed; empty if there is nothing new to assess it by. What was known at the placing counts
     * as usual if it put the order on hold: staff have looked at that and let the order go on.
     */
    Optional<RiskAssessment> assess(Order order, OrderPayment payment, PaidHistory history, Instant now) {
        if (!isAssessed(payment)) {
            return Optional.empty();
        }
        var address = order.snapshot().address();
        var signals = policy.counted(payment.signals());
        var placing = history.reviewed() ? new RiskFeatures(Map.of()) : history.placing();
        return Optional.of(assessment(
                order.id(),
                order.customer(),
                RiskMoment.PAID,
                AddressKey.of(address),
                signals.cardFingerprint(),
                Optional.of(placing.paid(signals, history.othersWithCard(), address)),
                now));
    }

    private boolean isAssessed(OrderPayment payment) {
        return policy.enabled()
                && payment.update().status() == PaymentStatus.PAID
                && !payment.signals().isEmpty();
    }

    private RiskAssessment assessment(
            OrderId order,
            CustomerId customer,
            RiskMoment moment,
            String addressKey,
            @Nullable String cardFingerprint,
            Optional<RiskFeatures> features,
            Instant now) {
        var fraud = features.map(policy.fraud()::assess).orElse(null);
        var isHeld = fraud != null && fraud.score() >= policy.threshold();
        if (isHeld) {
            held.increment();
        }
        return new RiskAssessment(
                order,
                customer,
                moment,
                addressKey,
                cardFingerprint,
                features.orElseGet(() -> new RiskFeatures(Map.of())),
                fraud,
                features.map(policy.returns()::assess).orElse(null),
                isHeld,
                now);
    }

    /** Something that is read on another thread, and waited for no longer than the deadline after that began. */
    private final class InTime<T> {

        private final long began = System.nanoTime();
        private final Future<T> reading;

        InTime(Supplier<T> read) {
            if (!policy.enabled() || !room.tryAcquire()) {
                reading = CompletableFuture.failedFuture(new TimeoutException("no room"));
                return;
            }
            // Not interrupted when it is late: that would close the connection that it is reading from.
            reading = threads.submit(() -> {
                try {
                    return read.get();
                } finally {
                    room.release();
                }
            });
        }

        Optional<T> get() {
            try {
                var left = policy.deadline().minus(Duration.ofNanos(System.nanoTime() - began));
                return Optional.of(reading.get(Math.max(0, left.toNanos()), TimeUnit.NANOSECONDS));
            } catch (TimeoutException tooLate) {
                late.increment();
                return Optional.empty();
            } catch (ExecutionException failed) {
                late.increment();
                log.warn("An order passes without an assessment: {}", String.valueOf(failed.getCause()));
                return Optional.empty();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }
    }
}

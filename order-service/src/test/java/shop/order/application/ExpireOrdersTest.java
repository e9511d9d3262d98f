package shop.order.application;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.order.support.OrderSamples.CUSTOMER;
import static shop.order.support.OrderSamples.IN_15_MINUTES;
import static shop.order.support.OrderSamples.NOW;
import static shop.order.support.OrderSamples.ORDER;
import static shop.order.support.OrderSamples.UNPAID;
import static shop.order.support.OrderSamples.payment;
import static shop.order.support.OrderSamples.placed;
import static shop.order.support.OrderSamples.policy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionOperations;
import shop.order.domain.OrderId;
import shop.order.domain.OrderStatus;
import shop.order.domain.PaymentStatus;
import shop.order.support.InMemoryOrders;

class ExpireOrdersTest {

    static final Duration PAUSE = Duration.ofSeconds(5);
    static final Duration SETTLE = Duration.ofSeconds(2);
    static final Instant DUE = IN_15_MINUTES.plus(SETTLE);

    final InMemoryOrders orders = new InMemoryOrders();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final List<OrderId> asked = new ArrayList<>();
    final Set<OrderId> beingPaid = new HashSet<>();
    final Set<OrderId> unanswerable = new HashSet<>();
    boolean paymentsAreDown;
    Instant now = NOW;

    final ExpireOrders expireOrders = new ExpireOrders(
            orders,
            this::ask,
            TransactionOperations.withoutTransaction(),
            policy(),
            new ExpiryPolicy(PAUSE, Duration.ofMinutes(1), SETTLE, Duration.ofHours(1), 2),
            ((InstantSource) () -> now).withZone(ZoneOffset.UTC),
            meters);

    @BeforeEach
    void placeOne() {
        orders.add(placed(), Map.of(), UNPAID);
    }

    @Test
    void endsAllThatAreDueBatchByBatch() {
        for (var number = 1; number <= 5; number++) {
            place(number, NOW.plusSeconds(number));
        }

        expireAt(NOW);
        assertThat(expired()).isZero();
        expireAt(NOW.plusSeconds(5).plus(SETTLE));
        assertThat(expired()).isEqualTo(5);
        assertThat(status(ORDER)).isEqualTo(OrderStatus.PENDING);
        expireAt(DUE);
        assertThat(status(ORDER)).isEqualTo(OrderStatus.EXPIRED);
        assertThat(asked).hasSize(6).doesNotHaveDuplicates();
    }

    @Test
    void asksAboutNoneBeforeAnAttemptThatBeganInTimeIsKnown() {
        expireAt(DUE.minusMillis(1));

        assertThat(asked).isEmpty();
        assertThat(status(ORDER)).isEqualTo(OrderStatus.PENDING);
    }

    @Test
    void waitsWhileAnAttemptIsOpenOrPaidHoweverLateTheNewsOfItIs() {
        beingPaid.add(ORDER);
        place(1, IN_15_MINUTES);

        expireAt(DUE);
        assertThat(status(ORDER)).isEqualTo(OrderStatus.PENDING);
        assertThat(status(order(1))).as("nobody tried to pay it").isEqualTo(OrderStatus.EXPIRED);

        expireAt(DUE.plus(Duration.ofMinutes(30)));
        assertThat(status(ORDER)).isEqualTo(OrderStatus.PENDING);

        beingPaid.clear();
        expireAt(DUE.plus(Duration.ofMinutes(40)));
        assertThat(status(ORDER)).isEqualTo(OrderStatus.EXPIRED);
    }

    @Test
    void asksAboutOneOrderLessAndLessOften() {
        beingPaid.add(ORDER);

        for (var second = 0; second < 600; second++) {
            expireAt(DUE.plusSeconds(second));
        }

        assertThat(asked).hasSizeBetween(10, 16);
    }

    @Test
    void endsNoneWhilePaymentServiceCannotBeAsked() {
        paymentsAreDown = true;
        place(1, IN_15_MINUTES);
        place(2, IN_15_MINUTES);

        expireAt(DUE);
        assertThat(asked).as("one answer says that it is down").hasSize(1);
        expireAt(DUE.plus(Duration.ofDays(2)));
        assertThat(expired()).isZero();

        paymentsAreDown = false;
        expireAt(DUE.plus(Duration.ofDays(2)).plusSeconds(60));
        assertThat(expired()).isEqualTo(3);
    }

    @Test
    void oneOrderThatCannotBeAskedAboutDoesNotStandInTheWayOfOthers() {
        place(1, IN_15_MINUTES.plusMillis(1));
        unanswerable.add(ORDER);

        assertThat(expireAt(DUE.plusSeconds(1))).isEqualTo(DUE.plusSeconds(1).plus(PAUSE));
        expireAt(DUE.plusSeconds(1).plus(PAUSE));
        expireAt(DUE.plusSeconds(1).plus(PAUSE).plus(PAUSE));

        assertThat(status(ORDER)).isEqualTo(OrderStatus.PENDING);
        assertThat(status(order(1))).isEqualTo(OrderStatus.EXPIRED);
    }

    @Test
    void anOrderThatCannotBeEndedForLongIsAnAlertAndStillWaits() {
        beingPaid.add(ORDER);

        expireAt(IN_15_MINUTES.plus(Duration.ofMinutes(59)));
        assertThat(overdue()).isZero();
        expireAt(IN_15_MINUTES.plus(Duration.ofMinutes(61)));
        assertThat(overdue()).isEqualTo(1);
        assertThat(status(ORDER)).isEqualTo(OrderStatus.PENDING);

        beingPaid.clear();
        expireAt(IN_15_MINUTES.plus(Duration.ofMinutes(63)));
        assertThat(overdue()).isZero();
        assertThat(status(ORDER)).isEqualTo(OrderStatus.EXPIRED);
    }

    @Test
    void anOrderThatWasPaidMeanwhileIsNotEnded() {
        now = DUE;
        var racing = new ExpireOrders(
                orders,
                order -> {
                    var paid = orders.get(order);
                    paid.applyPayment(payment(PaymentStatus.PAID, 1), Duration.ZERO, now);
                    orders.save(paid);
                    return false;
                },
                TransactionOperations.withoutTransaction(),
                policy(),
                new ExpiryPolicy(PAUSE, Duration.ofMinutes(1), SETTLE, Duration.ofHours(1), 2),
                Clock.fixed(DUE, ZoneOffset.UTC),
                meters);

        racing.expire();

        assertThat(status(ORDER)).isEqualTo(OrderStatus.CONFIRMED);
    }

    @Test
    void looksAgainWhenTheNextOneIsDueAndOnceAMinuteInAnyCase() {
        assertThat(expireAt(NOW)).isEqualTo(NOW.plusSeconds(60));
        assertThat(expireAt(IN_15_MINUTES.minusSeconds(20))).isEqualTo(DUE);
        assertThat(expireAt(DUE.minusSeconds(1)))
                .as("not more often than that")
                .isEqualTo(DUE.minusSeconds(1).plus(PAUSE));
        beingPaid.add(ORDER);
        assertThat(expireAt(DUE)).as("when it is asked about again").isEqualTo(DUE.plus(PAUSE));
    }

    private boolean ask(OrderId order) {
        asked.add(order);
        if (paymentsAreDown || unanswerable.contains(order)) {
            throw new DependencyUnavailableException("payment-service", null);
        }
        return beingPaid.contains(order);
    }

    private Instant expireAt(Instant newNow) {
        now = newNow;
        return expireOrders.expire();
    }

    private void place(int number, Instant reservedUntil) {
        orders.add(placed(order(number), CUSTOMER, reservedUntil, NOW), Map.of(), UNPAID);
    }

    private OrderStatus status(OrderId order) {
        return orders.get(order).state().status();
    }

    private long expired() {
        return orders.all().stream()
                .filter(order -> order.state().status() == OrderStatus.EXPIRED)
                .count();
    }

    private double overdue() {
        return meters.get("orders.expiry.overdue").gauge().value();
    }

    private static OrderId order(int number) {
        return new OrderId(new UUID(0, number));
    }
}

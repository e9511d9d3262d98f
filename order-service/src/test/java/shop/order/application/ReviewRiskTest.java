package shop.order.application;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.order.support.OrderSamples.CUSTOMER;
import static shop.order.support.OrderSamples.NOW;
import static shop.order.support.OrderSamples.ORDER;
import static shop.order.support.OrderSamples.payment;
import static shop.order.support.OrderSamples.placed;
import static shop.order.support.OrderSamples.policy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionOperations;
import shop.order.domain.Actor;
import shop.order.domain.Order;
import shop.order.domain.OrderId;
import shop.order.domain.OrderState;
import shop.order.domain.OrderStatus;
import shop.order.domain.PaymentStatus;
import shop.order.support.InMemoryOrders;
import shop.order.support.InMemoryRiskAssessments;
import shop.order.support.RiskSamples;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;

/** How a review ends that nobody decides. */
class ReviewRiskTest {

    static final ReservationLimits MANY = new ReservationLimits(1_000, 1_000_000);

    final InMemoryOrders orders = new InMemoryOrders();

    @Test
    void nobodyDecidingForTwoDaysCancelsTheOrderAndNotAMomentBefore() {
        hold(ORDER, false);

        endOverdueAt(NOW.plus(Duration.ofDays(2)).minusMillis(1));
        assertThat(status(ORDER)).isEqualTo(OrderStatus.ON_HOLD);

        endOverdueAt(NOW.plus(Duration.ofDays(2)));
        assertThat(orders.get(ORDER).state()).isInstanceOf(OrderState.Cancelled.class);
        assertThat(orders.steps(ORDER).getLast()).satisfies(step -> {
            assertThat(step.by()).isEqualTo(Actor.TIMER);
            assertThat(step.at()).isEqualTo(NOW.plus(Duration.ofDays(2)));
        });
    }

    /** A cancelled order that is paid is what payment-service refunds. */
    @Test
    void aPaidOrderIsCancelledAsPaidSoThatItsMoneyGoesBack() {
        hold(ORDER, true);

        endOverdueAt(NOW.plus(Duration.ofHours(49)));

        assertThat(status(ORDER)).isEqualTo(OrderStatus.CANCELLED);
        assertThat(orders.get(ORDER).snapshot().payment()).isEqualTo(PaymentStatus.PAID);
        assertThat(orders.steps(ORDER).getLast().previous()).isEqualTo(OrderStatus.ON_HOLD);
    }

    @Test
    void moreThanOneBatchIsEndedInOneLook() {
        var held = IntStream.range(0, 250)
                .mapToObj(number -> new OrderId(new UUID(7, number)))
                .toList();
        held.forEach(order -> hold(order, false));

        endOverdueAt(NOW.plus(Duration.ofDays(3)));

        assertThat(held).allSatisfy(order -> assertThat(status(order)).isEqualTo(OrderStatus.CANCELLED));
        assertThat(orders.all()).hasSize(250);
    }

    private OrderStatus status(OrderId order) {
        return orders.get(order).state().status();
    }

    private void hold(OrderId id, boolean isPaid) {
        var order = placed(id, CUSTOMER, NOW.plusSeconds(900), NOW);
        orders.add(order, Map.of(), MANY);
        var stored = orders.get(id);
        if (isPaid) {
            stored.applyPayment(payment(PaymentStatus.PAID, 1), policy().extension(), NOW);
        }
        stored.hold("too risky", NOW);
        orders.save(stored);
    }

    private void endOverdueAt(Instant now) {
        new ReviewRisk(
                        orders,
                        new HeldOrders(),
                        new InMemoryRiskAssessments(),
                        (_, _, _, _) -> {},
                        TransactionOperations.withoutTransaction(),
                        policy(),
                        RiskSamples.policy(true, RiskSamples.PATIENT),
                        Clock.fixed(now, ZoneOffset.UTC))
                .endOverdue();
    }

    /** What is on hold, of those that are stored. */
    private final class HeldOrders implements RiskReviews {

        @Override
        public PageBody<Review> page(PageQuery query) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Order> lockHeldUntil(Instant time, int atMost) {
            return orders.all().stream()
                    .filter(order ->
                            order.state() instanceof OrderState.OnHold(var _, var since) && !since.isAfter(time))
                    .limit(atMost)
                    .toList();
        }
    }
}

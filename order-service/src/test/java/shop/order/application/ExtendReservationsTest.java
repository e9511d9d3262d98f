package shop.order.application;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.order.support.OrderSamples.IN_15_MINUTES;
import static shop.order.support.OrderSamples.NOW;
import static shop.order.support.OrderSamples.ORDER;
import static shop.order.support.OrderSamples.mugs;
import static shop.order.support.OrderSamples.payment;
import static shop.order.support.OrderSamples.placed;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionOperations;
import shop.order.domain.Extension;
import shop.order.domain.PaymentStatus;
import shop.order.support.InMemoryOrders;
import shop.order.support.RecordingStock;

class ExtendReservationsTest {

    final InMemoryOrders orders = new InMemoryOrders();
    final RecordingStock stock = new RecordingStock();
    final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);

    @BeforeEach
    void placeOneThatIsAboutToBePaid() {
        orders.add(placed());
        stock.alreadyHolds(ORDER, IN_15_MINUTES, List.of(mugs(2)));
        new HearPayment(orders, clock, new SimpleMeterRegistry()).hear(ORDER, payment(PaymentStatus.PROCESSING, 1));
    }

    @Test
    void asksInventoryFirstAndOnce() {
        extend(Duration.ofMinutes(10));
        extend(Duration.ofMinutes(10));

        var later = IN_15_MINUTES.plusSeconds(600);
        assertThat(stock.calls()).containsExactly("extend " + later);
        assertThat(orders.get(ORDER).snapshot().reservedUntil()).isEqualTo(later);
        assertThat(orders.get(ORDER).snapshot().extension()).isEqualTo(Extension.GIVEN);
    }

    @Test
    void anOutageLeavesTheOldExpiryAndIsTriedAgainWithTheSameWish() {
        stock.failWith(new DependencyUnavailableException("inventory-service", null));
        extend(Duration.ofMinutes(10));
        assertThat(orders.get(ORDER).snapshot().reservedUntil()).isEqualTo(IN_15_MINUTES);
        assertThat(orders.get(ORDER).snapshot().extension()).isEqualTo(Extension.WANTED);

        stock.failWith(null);
        extend(Duration.ofMinutes(10));

        assertThat(stock.calls()).hasSize(2).containsOnly("extend " + IN_15_MINUTES.plusSeconds(600));
        assertThat(orders.get(ORDER).snapshot().extension()).isEqualTo(Extension.GIVEN);
    }

    @Test
    void whatIsNotHeldAnyMoreIsNotExtended() {
        stock.release(ORDER);

        extend(Duration.ofMinutes(10));

        assertThat(orders.get(ORDER).snapshot().reservedUntil()).isEqualTo(IN_15_MINUTES);
        assertThat(orders.get(ORDER).snapshot().extension()).isEqualTo(Extension.REFUSED);
    }

    @Test
    void withoutAnExtensionNobodyIsAsked() {
        extend(Duration.ZERO);

        assertThat(stock.calls()).isEmpty();
    }

    private void extend(Duration extension) {
        new ExtendReservations(
                        orders,
                        stock,
                        TransactionOperations.withoutTransaction(),
                        new OrderPolicy(Duration.ofMinutes(15), extension, Duration.ofSeconds(3), 100),
                        clock)
                .extend();
    }
}

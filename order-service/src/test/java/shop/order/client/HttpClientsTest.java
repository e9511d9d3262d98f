package shop.order.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static shop.order.support.OrderSamples.CUSTOMER;
import static shop.order.support.OrderSamples.IN_15_MINUTES;
import static shop.order.support.OrderSamples.LAMP;
import static shop.order.support.OrderSamples.MUG;
import static shop.order.support.OrderSamples.ORDER;
import static shop.order.support.OrderSamples.eur;
import static shop.order.support.OrderSamples.mugs;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.client.RestClient;
import shop.client.InternalClients;
import shop.order.application.AttemptId;
import shop.order.application.DependencyUnavailableException;
import shop.order.application.HoldClient.Reservation;
import shop.order.domain.OrderException;
import shop.order.domain.Product;
import shop.order.domain.RequestedItem;
import shop.order.domain.Shortage;
import shop.order.support.StubServices;

/** What the clients make of answers, of outages and of a crowd. */
class HttpClientsTest {

    static final AttemptId ATTEMPT = new AttemptId(new UUID(0, 1));

    final StubServices services = new StubServices();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final InternalClients clients = service -> RestClient.create(services.url());
    final GuardedCallsFactory guards = new GuardedCallsFactory(
            new ClientPolicy(2, Duration.ofMillis(50), Duration.ofMillis(200)), meters, Clock.systemUTC());
    final HttpHoldClient holdClient = new HttpHoldClient(clients, guards);
    final HttpPaymentAttemptClient attempts = new HttpPaymentAttemptClient(clients, guards);

    @AfterEach
    void stop() {
        services.stop();
    }

    @Test
    void readsWhatIsHeld() {
        assertThat(holdClient.hold(ORDER, ATTEMPT, IN_15_MINUTES, List.of(mugs(2))))
                .isEqualTo(new Reservation(IN_15_MINUTES, Map.of(MUG, 2L)));

        holdClient.release(ORDER, ATTEMPT);
        assertThat(services.holds(ORDER.value().toString())).isFalse();
    }

    @Test
    void saysWhichAttemptAsksAndWhichGivesUp() {
        var next = new AttemptId(new UUID(0, 2));
        holdClient.hold(ORDER, ATTEMPT, IN_15_MINUTES, List.of(mugs(2)));
        holdClient.hold(ORDER, next, IN_15_MINUTES, List.of(mugs(2)));

        holdClient.release(ORDER, ATTEMPT);
        assertThat(services.holds(ORDER.value().toString())).isTrue();
        holdClient.releaseAll(ORDER);
        assertThat(services.holds(ORDER.value().toString())).isFalse();
    }

    @Test
    void saysWhetherAnAttemptIsOpenOrHasTakenMoney() {
        var order = ORDER.value().toString();
        assertThat(attempts.anyOpenOrPaid(ORDER)).as("nobody tried").isFalse();

        for (var status : List.of("PROCESSING", "REQUIRES_ACTION", "PAID", "PARTIALLY_REFUNDED", "ADDED_LATER")) {
            services.setAttempt(order, status);
            assertThat(attempts.anyOpenOrPaid(ORDER)).as(status).isTrue();
        }
        for (var status : List.of("FAILED", "CANCELLED", "REFUNDED")) {
            services.setAttempt(order, status);
            assertThat(attempts.anyOpenOrPaid(ORDER)).as(status).isFalse();
        }

        services.setDown(true);
        assertThatExceptionOfType(DependencyUnavailableException.class).isThrownBy(() -> attempts.anyOpenOrPaid(ORDER));
    }

    @Test
    void passesOnEveryShortage() {
        services.sellOut(MUG.value());

        assertThatExceptionOfType(OrderException.InsufficientStock.class)
                .isThrownBy(() -> holdClient.hold(ORDER, ATTEMPT, IN_15_MINUTES, List.of(mugs(2))))
                .satisfies(refusal ->
                        assertThat(refusal.shortages()).containsExactly(new Shortage(MUG, "MUG-BLUE", 2, 0)));
    }

    @Test
    void aRefusalIsNoOutage() {
        services.sellOut(MUG.value());

        for (var call = 0; call < 30; call++) {
            assertThatExceptionOfType(OrderException.InsufficientStock.class)
                    .isThrownBy(() -> holdClient.hold(ORDER, ATTEMPT, IN_15_MINUTES, List.of(mugs(2))));
        }
        assertThat(services.calls()).hasSize(30);
    }

    @Test
    void leavesAServiceAloneThatKeepsFailingAndTriesAgainLater() {
        services.setDown(true);
        for (var call = 0; call < 30; call++) {
            assertThatExceptionOfType(DependencyUnavailableException.class)
                    .isThrownBy(() -> holdClient.hold(ORDER, ATTEMPT, IN_15_MINUTES, List.of(mugs(2))));
        }
        assertThat(services.calls()).hasSize(10);

        services.setDown(false);
        Awaitility.await()
                .ignoreException(DependencyUnavailableException.class)
                .untilAsserted(() -> assertThat(holdClient.hold(ORDER, ATTEMPT, IN_15_MINUTES, List.of(mugs(2))))
                        .isNotNull());
    }

    @Test
    void nobodyThereIsUnavailable() {
        services.stop();

        assertThatExceptionOfType(DependencyUnavailableException.class)
                .isThrownBy(() -> holdClient.hold(ORDER, ATTEMPT, IN_15_MINUTES, List.of(mugs(2))))
                .satisfies(outage -> assertThat(outage.service()).isEqualTo("inventory-service"));
    }

    @Test
    void aCrowdWaitsForItsTurnAndNoLonger() throws Exception {
        var guard = guards.of("slow-service");
        var inside = new CountDownLatch(2);
        var leave = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var caller = 0; caller < 2; caller++) {
                threads.execute(() -> guard.call(() -> {
                    inside.countDown();
                    return awaited(leave);
                }));
            }
            inside.await();

            assertThatExceptionOfType(DependencyUnavailableException.class)
                    .isThrownBy(() -> guard.call(() -> "never called"));
            leave.countDown();
        }
        assertThat(guard.call(() -> "called")).isEqualTo("called");
    }

    @Test
    void readsAProductAndKnowsWhenThereIsNone() {
        var source = new HttpProductClient(clients, guards);
        services.sells(LAMP.value(), "LAMP", 4000);

        assertThat(source.fetch(LAMP)).contains(new Product(LAMP, 1, "LAMP", "Name of LAMP", eur(4000), false));
        assertThat(source.fetch(MUG)).isEmpty();
    }

    @Test
    void readsACart() {
        var cartClient = new HttpCartClient(clients, guards);
        assertThat(cartClient.itemsOf(CUSTOMER, null)).isEmpty();

        services.putIntoCart(CUSTOMER.value(), MUG.value(), 3);
        assertThat(cartClient.itemsOf(CUSTOMER, null)).containsExactly(new RequestedItem(MUG, 3));
    }

    @Test
    void hasAGuestsCartMergedBeforeItReadsOne() {
        var cartClient = new HttpCartClient(clients, guards);
        services.fillsAsGuest("g".repeat(43), LAMP.value(), 2);

        assertThat(cartClient.itemsOf(CUSTOMER, "g".repeat(43))).containsExactly(new RequestedItem(LAMP, 2));
        assertThat(cartClient.itemsOf(CUSTOMER, null)).containsExactly(new RequestedItem(LAMP, 2));
    }

    @Test
    void showsTheStateOfEachCircuit() {
        assertThat(meters.find("resilience4j.circuitbreaker.state")
                        .tag("name", "inventory-service")
                        .gauges())
                .isNotEmpty();
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}

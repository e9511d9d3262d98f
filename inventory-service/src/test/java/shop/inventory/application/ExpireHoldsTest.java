package shop.inventory.application;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.inventory.support.InventorySamples.IN_15_MINUTES;
import static shop.inventory.support.InventorySamples.MUG;
import static shop.inventory.support.InventorySamples.NOW;
import static shop.inventory.support.InventorySamples.ORDER;
import static shop.inventory.support.InventorySamples.mugLine;
import static shop.inventory.support.InventorySamples.mugs;
import static shop.inventory.support.InventorySamples.order;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionOperations;
import shop.inventory.domain.HoldState;
import shop.inventory.domain.OrderId;
import shop.inventory.support.InMemoryHolds;
import shop.inventory.support.InMemoryStocks;

class ExpireHoldsTest {

    static final Duration GRACE = Duration.ofMinutes(2);

    final InMemoryStocks stocks = new InMemoryStocks(mugs(10, 0));
    final InMemoryHolds holds = new InMemoryHolds();
    final Set<OrderId> alive = new HashSet<>();
    final List<OrderId> asked = new ArrayList<>();
    boolean ordersAreDown;

    @BeforeEach
    void holdFourMugs() {
        hold(ORDER, 4);
    }

    @Test
    void aHoldIsLeftAloneUntilTheGraceIsOver() {
        assertThat(sweepAt(IN_15_MINUTES.plus(GRACE))).isZero();
        assertThat(asked).isEmpty();

        assertThat(sweepAt(IN_15_MINUTES.plus(GRACE).plusSeconds(1))).isEqualTo(1);
        assertThat(holds.stateOf(ORDER)).isEqualTo(HoldState.EXPIRED);
        assertThat(stocks.get(MUG).available()).isEqualTo(10);
    }

    @Test
    void theStockOfAnOrderThatLivesStaysHeldAndIsAskedAboutAgainLater() {
        alive.add(ORDER);
        hold(order(2), 1);
        var late = IN_15_MINUTES.plus(Duration.ofHours(1));

        assertThat(sweepAt(late)).as("the one of which nobody knows").isEqualTo(1);
        assertThat(sweepAt(late.plus(GRACE))).isZero();
        assertThat(asked).containsExactlyInAnyOrder(ORDER, order(2));
        assertThat(holds.stateOf(ORDER)).isEqualTo(HoldState.HELD);

        alive.clear();
        assertThat(sweepAt(late.plus(GRACE).plusSeconds(1))).isEqualTo(1);
        assertThat(stocks.get(MUG).available()).isEqualTo(10);
    }

    @Test
    void whileOrderServiceCannotBeAskedEverythingStaysHeld() {
        ordersAreDown = true;
        hold(order(2), 1);

        assertThat(sweepAt(IN_15_MINUTES.plus(Duration.ofDays(3)))).isZero();

        assertThat(asked).as("one answer says that it is down").hasSize(1);
        assertThat(stocks.get(MUG).held()).isEqualTo(5);
        assertThat(sweepAt(IN_15_MINUTES.plus(Duration.ofDays(3)))).isZero();
        assertThat(asked).as("another one is asked about first").hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void aClockThatIsOffFreesNothing() {
        assertThat(sweepAt(NOW, NOW.plus(Duration.ofDays(1)))).isZero();

        assertThat(holds.stateOf(ORDER)).isEqualTo(HoldState.HELD);
        assertThat(asked).isEmpty();
    }

    @Test
    void aHoldThatWasSoldWhileItWasAskedAboutIsNotFreed() {
        var swept = new ExpireHolds(
                holds,
                stocks,
                order -> {
                    new ApplyOrderUpdate(holds, stocks, clock(NOW), new SimpleMeterRegistry())
                            .follow(List.of(new ApplyOrderUpdate.Step(order, 2, ApplyOrderUpdate.Kind.CONFIRMED)));
                    return false;
                },
                TransactionOperations.withoutTransaction(),
                new HoldPolicy(GRACE, 100),
                clock(NOW));
        holds.setNow(IN_15_MINUTES.plus(Duration.ofHours(1)));

        swept.sweep();

        assertThat(holds.stateOf(ORDER)).isEqualTo(HoldState.COMMITTED);
        assertThat(stocks.get(MUG).onHand()).isEqualTo(6);
    }

    @Test
    void asksAboutNoMoreThanABatch() {
        hold(order(2), 1);
        hold(order(3), 1);

        sweepAt(IN_15_MINUTES.plus(Duration.ofHours(1)));

        assertThat(asked).hasSize(2);
    }

    private void hold(OrderId order, long quantity) {
        new DecideHolds(holds, stocks, clock(NOW))
                .decide(List.of(new PlaceHold.Command(order, null, IN_15_MINUTES, List.of(mugLine(quantity)))));
    }

    private int sweepAt(Instant now) {
        return sweepAt(now, now);
    }

    private int sweepAt(Instant storeNow, Instant processNow) {
        holds.setNow(storeNow);
        return new ExpireHolds(
                        holds,
                        stocks,
                        this::isAlive,
                        TransactionOperations.withoutTransaction(),
                        new HoldPolicy(GRACE, 2),
                        clock(processNow))
                .sweep();
    }

    private boolean isAlive(OrderId order) {
        asked.add(order);
        if (ordersAreDown) {
            throw new OrdersUnavailableException(new IOException("refused"));
        }
        return alive.contains(order);
    }

    private static Clock clock(Instant now) {
        return Clock.fixed(now, ZoneOffset.UTC);
    }
}

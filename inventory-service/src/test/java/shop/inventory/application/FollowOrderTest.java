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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionOperations;
import shop.inventory.domain.Hold;
import shop.inventory.domain.HoldState;
import shop.inventory.domain.OrderId;
import shop.inventory.support.InMemoryHolds;
import shop.inventory.support.InMemoryStocks;

class FollowOrderTest {

    final InMemoryStocks stocks = new InMemoryStocks(mugs(10, 0));
    final InMemoryHolds holds = new InMemoryHolds();
    final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final FollowOrder followOrder = new FollowOrder(holds, stocks, clock, meters);

    @BeforeEach
    void holdFourMugs() {
        hold(ORDER, 4);
    }

    @Test
    void aPaidOrderTakesTheGoodsForGood() {
        followOrder.confirmed(ORDER, 2);

        assertThat(stocks.get(MUG).onHand()).isEqualTo(6);
        assertThat(stocks.get(MUG).held()).isZero();
        assertThat(holds.stateOf(ORDER)).isEqualTo(HoldState.COMMITTED);
    }

    @Test
    void toldTwiceItHappensOnce() {
        followOrder.confirmed(ORDER, 2);
        followOrder.confirmed(ORDER, 2);
        followOrder.cancelled(ORDER, 3);
        followOrder.cancelled(ORDER, 3);

        assertThat(stocks.get(MUG).onHand()).isEqualTo(10);
        assertThat(stocks.ledger()).hasSize(3);
    }

    @Test
    void aLatePaymentDoesNotUndoALaterCancellation() {
        followOrder.cancelled(ORDER, 3);
        followOrder.confirmed(ORDER, 2);

        assertThat(holds.stateOf(ORDER)).isEqualTo(HoldState.RELEASED);
        assertThat(stocks.get(MUG).available()).isEqualTo(10);
    }

    @Test
    void anExpiredOrderGivesBackWhatItHeld() {
        followOrder.expired(ORDER, 2);

        assertThat(holds.stateOf(ORDER)).isEqualTo(HoldState.EXPIRED);
        assertThat(stocks.get(MUG).available()).isEqualTo(10);
    }

    @Test
    void aStepThatMovesNoStockIsOnlyRemembered() {
        followOrder.otherStep(ORDER, 5);
        followOrder.cancelled(ORDER, 4);

        assertThat(holds.stateOf(ORDER)).isEqualTo(HoldState.HELD);
        assertThat(stocks.get(MUG).held()).isEqualTo(4);
    }

    @Test
    void anOrderWithoutAHoldIsLeftAlone() {
        followOrder.confirmed(order(99), 2);
        followOrder.otherStep(order(99), 3);

        assertThat(stocks.told()).hasSize(1);
    }

    @Test
    void aPaymentAfterTheStockWasSoldToOthersIsCountedAsShort() {
        sweepAt(IN_15_MINUTES.plus(Duration.ofMinutes(3)));
        hold(order(2), 8);

        followOrder.confirmed(ORDER, 2);

        assertThat(holds.stateOf(ORDER)).isEqualTo(HoldState.SHORT);
        assertThat(meters.counter("inventory.holds.short").count()).isEqualTo(1);
        assertThat(stocks.get(MUG).held()).isEqualTo(8);
    }

    @Test
    void theSweeperLeavesAHoldAloneUntilTheGraceIsOver() {
        assertThat(sweepAt(IN_15_MINUTES.plus(Duration.ofSeconds(119)))).isZero();
        assertThat(holds.stateOf(ORDER)).isEqualTo(HoldState.HELD);

        assertThat(sweepAt(IN_15_MINUTES.plus(Duration.ofSeconds(121)))).isEqualTo(1);
        assertThat(holds.stateOf(ORDER)).isEqualTo(HoldState.EXPIRED);
        assertThat(stocks.get(MUG).available()).isEqualTo(10);
    }

    @Test
    void theSweeperStopsAtItsBatch() {
        for (var number = 2; number <= 4; number++) {
            holds.addAll(List.of(Hold.ask(order(number), List.of(mugLine(1)), NOW, NOW)));
            stocks.save(List.of(mugs(10, 4)));
        }

        assertThat(sweepAt(IN_15_MINUTES.plus(Duration.ofHours(1)), 2)).isEqualTo(2);
    }

    void hold(OrderId order, long quantity) {
        new DecideHolds(holds, stocks, clock)
                .decide(List.of(new PlaceHold.Command(order, IN_15_MINUTES, List.of(mugLine(quantity)))));
    }

    int sweepAt(Instant now) {
        return sweepAt(now, 100);
    }

    int sweepAt(Instant now, int batch) {
        return new ExpireHolds(
                        holds,
                        stocks,
                        TransactionOperations.withoutTransaction(),
                        new HoldPolicy(Duration.ofMinutes(2), Duration.ofHours(1), batch),
                        Clock.fixed(now, ZoneOffset.UTC))
                .sweep();
    }
}

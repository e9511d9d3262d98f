package shop.inventory.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static shop.inventory.support.InventorySamples.IN_15_MINUTES;
import static shop.inventory.support.InventorySamples.MUG;
import static shop.inventory.support.InventorySamples.NOW;
import static shop.inventory.support.InventorySamples.ORDER;
import static shop.inventory.support.InventorySamples.cancelled;
import static shop.inventory.support.InventorySamples.confirmed;
import static shop.inventory.support.InventorySamples.expired;
import static shop.inventory.support.InventorySamples.mugLine;
import static shop.inventory.support.InventorySamples.mugs;
import static shop.inventory.support.InventorySamples.order;
import static shop.inventory.support.InventorySamples.placed;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.inventory.domain.HoldState;
import shop.inventory.domain.InventoryException;
import shop.inventory.domain.OrderId;
import shop.inventory.domain.Shortage;
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
        followOrder.follow(List.of(confirmed(ORDER, 2)));

        assertThat(stocks.get(MUG).onHand()).isEqualTo(6);
        assertThat(stocks.get(MUG).held()).isZero();
        assertThat(holds.stateOf(ORDER)).isEqualTo(HoldState.COMMITTED);
    }

    @Test
    void toldTwiceItHappensOnce() {
        followOrder.follow(List.of(confirmed(ORDER, 2)));
        followOrder.follow(List.of(confirmed(ORDER, 2)));
        followOrder.follow(List.of(cancelled(ORDER, 3)));
        followOrder.follow(List.of(cancelled(ORDER, 3)));

        assertThat(stocks.get(MUG).onHand()).isEqualTo(10);
        assertThat(stocks.ledger()).hasSize(3);
    }

    @Test
    void aLatePaymentDoesNotUndoALaterCancellation() {
        followOrder.follow(List.of(cancelled(ORDER, 3)));
        followOrder.follow(List.of(confirmed(ORDER, 2)));

        assertThat(holds.stateOf(ORDER)).isEqualTo(HoldState.RELEASED);
        assertThat(stocks.get(MUG).available()).isEqualTo(10);
    }

    @Test
    void anExpiredOrderGivesBackWhatItHeld() {
        followOrder.follow(List.of(expired(ORDER, 2)));

        assertThat(holds.stateOf(ORDER)).isEqualTo(HoldState.EXPIRED);
        assertThat(stocks.get(MUG).available()).isEqualTo(10);
    }

    @Test
    void manyOrdersAreFollowedTogetherAndEachStockIsToldOnce() {
        hold(order(2), 3);
        stocks.told().clear();

        followOrder.follow(List.of(
                confirmed(ORDER, 2),
                expired(order(2), 2),
                confirmed(order(99), 2),
                cancelled(ORDER, 3),
                confirmed(ORDER, 2)));

        assertThat(holds.stateOf(ORDER)).isEqualTo(HoldState.RETURNED);
        assertThat(holds.stateOf(order(2))).isEqualTo(HoldState.EXPIRED);
        assertThat(stocks.get(MUG).available()).isEqualTo(10);
        assertThat(stocks.told()).hasSize(1);
    }

    @Test
    void anOrderWithoutAHoldIsLeftAlone() {
        followOrder.follow(List.of(confirmed(order(99), 2)));

        assertThat(stocks.told()).hasSize(1);
    }

    @Test
    void aPaymentAfterTheStockWasSoldToOthersIsCountedAsShort() {
        new ReleaseHold(holds, stocks, clock).release(ORDER);
        hold(order(2), 8);

        followOrder.follow(List.of(confirmed(ORDER, 2)));

        assertThat(holds.stateOf(ORDER)).isEqualTo(HoldState.SHORT);
        assertThat(meters.counter("inventory.holds.short").count()).isEqualTo(1);
        assertThat(stocks.get(MUG).held()).isEqualTo(8);
    }

    @Test
    void aShortHoldIsSoldByItsRepairOnceThereIsEnough() {
        new ReleaseHold(holds, stocks, clock).release(ORDER);
        hold(order(2), 8);
        followOrder.follow(List.of(confirmed(ORDER, 2)));

        for (var repeat = 0; repeat < 2; repeat++) {
            assertThatExceptionOfType(InventoryException.InsufficientStock.class)
                    .as("nothing is sold, so nothing is said to be")
                    .isThrownBy(() -> followOrder.sold(ORDER))
                    .satisfies(refusal ->
                            assertThat(refusal.shortages()).containsExactly(new Shortage(MUG, "MUG-BLUE", 4, 2)));
            assertThat(holds.stateOf(ORDER)).isEqualTo(HoldState.SHORT);
        }

        followOrder.follow(List.of(cancelled(order(2), 2)));
        followOrder.sold(ORDER);
        followOrder.sold(ORDER);

        assertThat(holds.stateOf(ORDER)).isEqualTo(HoldState.COMMITTED);
        assertThat(stocks.get(MUG).onHand()).isEqualTo(6);
        assertThat(stocks.get(MUG).held()).isZero();
        assertThat(meters.counter("inventory.holds.short").count()).isEqualTo(1);
    }

    @Test
    void aRepairThatFindsTooLittleLeavesTheHoldShort() {
        new ReleaseHold(holds, stocks, clock).release(ORDER);
        hold(order(2), 8);

        assertThatExceptionOfType(InventoryException.InsufficientStock.class).isThrownBy(() -> followOrder.sold(ORDER));

        assertThat(holds.stateOf(ORDER)).isEqualTo(HoldState.SHORT);
    }

    @Test
    void whatWasPutBackIsNotSaidToBeSold() {
        followOrder.follow(List.of(confirmed(ORDER, 2), cancelled(ORDER, 3)));

        assertThatExceptionOfType(InventoryException.HoldOver.class).isThrownBy(() -> followOrder.sold(ORDER));
        assertThat(stocks.get(MUG).onHand()).isEqualTo(10);
    }

    @Test
    void aConfirmationThatIsReplayedAfterTheShippingBringsNoStockBack() {
        followOrder.follow(List.of(confirmed(ORDER, 3)));
        followOrder.follow(List.of(confirmed(ORDER, 2)));

        assertThat(holds.stateOf(ORDER)).isEqualTo(HoldState.COMMITTED);
        assertThat(stocks.get(MUG).onHand()).isEqualTo(6);
    }

    @Test
    void anOrderThatIsKnownToExistKeepsItsStockFromARelease() {
        followOrder.follow(List.of(placed(ORDER)));

        new ReleaseHold(holds, stocks, clock).release(ORDER);

        assertThat(holds.stateOf(ORDER)).isEqualTo(HoldState.HELD);
        assertThat(stocks.get(MUG).held()).isEqualTo(4);
    }

    @Test
    void stockThatWasGivenBackTooEarlyIsHeldAgainForTheOrderThatTurnsUp() {
        new ReleaseHold(holds, stocks, clock).release(ORDER);

        followOrder.follow(List.of(placed(ORDER)));
        followOrder.follow(List.of(placed(ORDER)));

        assertThat(holds.stateOf(ORDER)).isEqualTo(HoldState.HELD);
        assertThat(stocks.get(MUG).held()).isEqualTo(4);
        followOrder.follow(List.of(confirmed(ORDER, 2)));
        assertThat(stocks.get(MUG).onHand()).isEqualTo(6);
    }

    @Test
    void stockThatOthersHaveMeanwhileIsNotTakenFromThem() {
        new ReleaseHold(holds, stocks, clock).release(ORDER);
        hold(order(2), 8);

        followOrder.follow(List.of(placed(ORDER)));

        assertThat(holds.stateOf(ORDER)).isEqualTo(HoldState.RELEASED);
        assertThat(stocks.get(MUG).held()).isEqualTo(8);
    }

    @Test
    void aPlacingThatComesAfterTheEndOfItsOrderTakesNothing() {
        followOrder.follow(List.of(cancelled(ORDER, 2)));
        followOrder.follow(List.of(placed(ORDER)));

        assertThat(holds.stateOf(ORDER)).isEqualTo(HoldState.RELEASED);
        assertThat(stocks.get(MUG).held()).isZero();
    }

    @Test
    void aPlacingOfAHeldOrderTouchesNoStock() {
        var touched = stocks.locks();

        followOrder.follow(List.of(placed(ORDER)));

        assertThat(stocks.locks()).isEqualTo(touched);
    }

    void hold(OrderId order, long quantity) {
        new DecideHolds(holds, stocks, clock)
                .decide(List.of(new PlaceHold.Command(order, IN_15_MINUTES, List.of(mugLine(quantity)))));
    }
}

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

class ApplyOrderUpdateTest {

    final InMemoryStocks stocks = new InMemoryStocks(mugs(10, 0));
    final InMemoryHolds holds = new InMemoryHolds();
    final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final ApplyOrderUpdate applyOrderUpdate = new ApplyOrderUpdate(holds, stocks, clock, meters);

    @BeforeEach
    void holdFourMugs() {
        hold(ORDER, 4);
    }

    @Test
    void aPaidOrderTakesTheGoodsForGood() {
        applyOrderUpdate.follow(List.of(confirmed(ORDER, 2)));

        assertThat(stocks.get(MUG).onHand()).isEqualTo(6);
        assertThat(stocks.get(MUG).held()).isZero();
        assertThat(holds.stateOf(ORDER)).isEqualTo(HoldState.COMMITTED);
    }

    @Test
    void toldTwiceItHappensOnce() {
        applyOrderUpdate.follow(List.of(confirmed(ORDER, 2)));
        applyOrderUpdate.follow(List.of(confirmed(ORDER, 2)));
        applyOrderUpdate.follow(List.of(cancelled(ORDER, 3)));
        applyOrderUpdate.follow(List.of(cancelled(ORDER, 3)));

        assertThat(stocks.get(MUG).onHand()).isEqualTo(10);
        assertThat(stocks.ledger()).hasSize(3);
    }

    @Test
    void aLatePaymentDoesNotUndoALaterCancellation() {
        applyOrderUpdate.follow(List.of(cancelled(ORDER, 3)));
        applyOrderUpdate.follow(List.of(confirmed(ORDER, 2)));

        assertThat(holds.stateOf(ORDER)).isEqualTo(HoldState.RELEASED);
        assertThat(stocks.get(MUG).available()).isEqualTo(10);
    }

    @Test
    void anExpiredOrderGivesBackWhatItHeld() {
        applyOrderUpdate.follow(List.of(expired(ORDER, 2)));

        assertThat(holds.stateOf(ORDER)).isEqualTo(HoldState.EXPIRED);
        assertThat(stocks.get(MUG).available()).isEqualTo(10);
    }

    @Test
    void manyOrdersAreFollowedTogetherAndEachStockIsToldOnce() {
        hold(order(2), 3);
        stocks.published().clear();

        applyOrderUpdate.follow(List.of(
                confirmed(ORDER, 2),
                expired(order(2), 2),
                confirmed(order(99), 2),
                cancelled(ORDER, 3),
                confirmed(ORDER, 2)));

        assertThat(holds.stateOf(ORDER)).isEqualTo(HoldState.RETURNED);
        assertThat(holds.stateOf(order(2))).isEqualTo(HoldState.EXPIRED);
        assertThat(stocks.get(MUG).available()).isEqualTo(10);
        assertThat(stocks.published()).hasSize(1);
    }

    @Test
    void anOrderWithoutAHoldIsLeftAlone() {
        applyOrderUpdate.follow(List.of(confirmed(order(99), 2)));

        assertThat(stocks.published()).hasSize(1);
    }

    @Test
    void aPaymentAfterTheStockWasSoldToOthersIsCountedAsShort() {
        new ReleaseHold(holds, stocks, clock).release(ORDER, null);
        hold(order(2), 8);

        applyOrderUpdate.follow(List.of(confirmed(ORDER, 2)));

        assertThat(holds.stateOf(ORDER)).isEqualTo(HoldState.SHORT);
        assertThat(meters.counter("inventory.holds.short").count()).isEqualTo(1);
        assertThat(stocks.get(MUG).held()).isEqualTo(8);
    }

    @Test
    void aShortHoldIsSoldByItsRepairOnceThereIsEnough() {
        new ReleaseHold(holds, stocks, clock).release(ORDER, null);
        hold(order(2), 8);
        applyOrderUpdate.follow(List.of(confirmed(ORDER, 2)));

        for (var repeat = 0; repeat < 2; repeat++) {
            assertThatExceptionOfType(InventoryException.InsufficientStock.class)
                    .as("nothing is sold, so nothing is said to be")
                    .isThrownBy(() -> applyOrderUpdate.sold(ORDER))
                    .satisfies(refusal ->
                            assertThat(refusal.shortages()).containsExactly(new Shortage(MUG, "MUG-BLUE", 4, 2)));
            assertThat(holds.stateOf(ORDER)).isEqualTo(HoldState.SHORT);
        }

        applyOrderUpdate.follow(List.of(cancelled(order(2), 2)));
        applyOrderUpdate.sold(ORDER);
        applyOrderUpdate.sold(ORDER);

        assertThat(holds.stateOf(ORDER)).isEqualTo(HoldState.COMMITTED);
        assertThat(stocks.get(MUG).onHand()).isEqualTo(6);
        assertThat(stocks.get(MUG).held()).isZero();
        assertThat(meters.counter("inventory.holds.short").count()).isEqualTo(1);
    }

    @Test
    void aRepairThatFindsTooLittleLeavesTheHoldShort() {
        new ReleaseHold(holds, stocks, clock).release(ORDER, null);
        hold(order(2), 8);

        assertThatExceptionOfType(InventoryException.InsufficientStock.class)
                .isThrownBy(() -> applyOrderUpdate.sold(ORDER));

        assertThat(holds.stateOf(ORDER)).isEqualTo(HoldState.SHORT);
    }

    @Test
    void whatWasPutBackIsNotSaidToBeSold() {
        applyOrderUpdate.follow(List.of(confirmed(ORDER, 2), cancelled(ORDER, 3)));

        assertThatExceptionOfType(InventoryException.HoldOver.class).isThrownBy(() -> applyOrderUpdate.sold(ORDER));
        assertThat(stocks.get(MUG).onHand()).isEqualTo(10);
    }

    @Test
    void aConfirmationThatIsReplayedAfterTheShippingBringsNoStockBack() {
        applyOrderUpdate.follow(List.of(confirmed(ORDER, 3)));
        applyOrderUpdate.follow(List.of(confirmed(ORDER, 2)));

        assertThat(holds.stateOf(ORDER)).isEqualTo(HoldState.COMMITTED);
        assertThat(stocks.get(MUG).onHand()).isEqualTo(6);
    }

    @Test
    void anOrderThatIsKnownToExistKeepsItsStockFromARelease() {
        applyOrderUpdate.follow(List.of(placed(ORDER)));

        new ReleaseHold(holds, stocks, clock).release(ORDER, null);

        assertThat(holds.stateOf(ORDER)).isEqualTo(HoldState.HELD);
        assertThat(stocks.get(MUG).held()).isEqualTo(4);
    }

    @Test
    void stockThatWasGivenBackTooEarlyIsHeldAgainForTheOrderThatTurnsUp() {
        new ReleaseHold(holds, stocks, clock).release(ORDER, null);

        applyOrderUpdate.follow(List.of(placed(ORDER)));
        applyOrderUpdate.follow(List.of(placed(ORDER)));

        assertThat(holds.stateOf(ORDER)).isEqualTo(HoldState.HELD);
        assertThat(stocks.get(MUG).held()).isEqualTo(4);
        applyOrderUpdate.follow(List.of(confirmed(ORDER, 2)));
        assertThat(stocks.get(MUG).onHand()).isEqualTo(6);
    }

    @Test
    void stockThatOthersHaveMeanwhileIsNotTakenFromThem() {
        new ReleaseHold(holds, stocks, clock).release(ORDER, null);
        hold(order(2), 8);

        applyOrderUpdate.follow(List.of(placed(ORDER)));

        assertThat(holds.stateOf(ORDER)).isEqualTo(HoldState.RELEASED);
        assertThat(stocks.get(MUG).held()).isEqualTo(8);
    }

    @Test
    void aPlacingThatComesAfterTheEndOfItsOrderTakesNothing() {
        applyOrderUpdate.follow(List.of(cancelled(ORDER, 2)));
        applyOrderUpdate.follow(List.of(placed(ORDER)));

        assertThat(holds.stateOf(ORDER)).isEqualTo(HoldState.RELEASED);
        assertThat(stocks.get(MUG).held()).isZero();
    }

    @Test
    void aPlacingOfAHeldOrderTouchesNoStock() {
        var touched = stocks.locks();

        applyOrderUpdate.follow(List.of(placed(ORDER)));

        assertThat(stocks.locks()).isEqualTo(touched);
    }

    void hold(OrderId order, long quantity) {
        new DecideHolds(holds, stocks, clock)
                .decide(List.of(new PlaceHold.Command(order, null, IN_15_MINUTES, List.of(mugLine(quantity)))));
    }
}

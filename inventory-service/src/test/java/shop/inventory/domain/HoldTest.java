package shop.inventory.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static shop.inventory.support.InventorySamples.IN_15_MINUTES;
import static shop.inventory.support.InventorySamples.LAMP;
import static shop.inventory.support.InventorySamples.MUG;
import static shop.inventory.support.InventorySamples.NOW;
import static shop.inventory.support.InventorySamples.ORDER;
import static shop.inventory.support.InventorySamples.attempt;
import static shop.inventory.support.InventorySamples.lampLine;
import static shop.inventory.support.InventorySamples.lamps;
import static shop.inventory.support.InventorySamples.mugLine;
import static shop.inventory.support.InventorySamples.mugs;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HoldTest {

    @Test
    void takesAllLines() {
        var mugs = mugs(10, 0);
        var lamps = lamps(5, 1);

        both().take(lockedStock(mugs, lamps), NOW);

        assertThat(mugs.held()).isEqualTo(2);
        assertThat(lamps.held()).isEqualTo(4);
    }

    @Test
    void namesEveryShortLineAndTakesNothing() {
        var mugs = mugs(1, 0);
        var hold = Hold.ask(ORDER, List.of(mugLine(2), lampLine(3)), IN_15_MINUTES, NOW);

        assertThatExceptionOfType(InventoryException.InsufficientStock.class)
                .isThrownBy(() -> hold.take(lockedStock(mugs), NOW))
                .satisfies(refusal -> assertThat(refusal.shortages())
                        .containsExactly(new Shortage(MUG, "MUG-BLUE", 2, 1), new Shortage(LAMP, "LAMP", 3, 0)));
        assertThat(mugs.held()).isZero();
    }

    @Test
    void oneShortLineKeepsTheOthersFree() {
        var mugs = mugs(10, 0);
        var lamps = lamps(2, 0);

        assertThatExceptionOfType(InventoryException.InsufficientStock.class)
                .isThrownBy(() -> both().take(lockedStock(mugs, lamps), NOW))
                .satisfies(
                        refusal -> assertThat(refusal.shortages()).containsExactly(new Shortage(LAMP, "LAMP", 3, 2)));
        assertThat(mugs.held()).isZero();
    }

    @Test
    void becomesASaleWhenTheOrderIsPaid() {
        var mugs = mugs(10, 2);
        var hold = in(HoldState.HELD);

        hold.confirm(lockedStock(mugs), NOW);

        assertThat(hold.state()).isEqualTo(HoldState.COMMITTED);
        assertThat(mugs.onHand()).isEqualTo(8);
        assertThat(mugs.held()).isZero();
    }

    @Test
    void isFreedWhenTheOrderIsCancelledBeforeItIsPaid() {
        var mugs = mugs(10, 2);
        var hold = in(HoldState.HELD);

        hold.cancel(lockedStock(mugs), NOW);

        assertThat(hold.state()).isEqualTo(HoldState.RELEASED);
        assertThat(mugs.onHand()).isEqualTo(10);
        assertThat(mugs.held()).isZero();
    }

    @Test
    void isFreedWhenNobodyPays() {
        var mugs = mugs(10, 2);
        var hold = in(HoldState.HELD);

        hold.expire(lockedStock(mugs), NOW);

        assertThat(hold.state()).isEqualTo(HoldState.EXPIRED);
        assertThat(mugs.available()).isEqualTo(10);
    }

    @Test
    void putsTheGoodsBackWhenASaleIsCancelled() {
        var mugs = mugs(8, 0);
        var hold = in(HoldState.COMMITTED);

        hold.cancel(lockedStock(mugs), NOW);

        assertThat(hold.state()).isEqualTo(HoldState.RETURNED);
        assertThat(mugs.onHand()).isEqualTo(10);
    }

    @ParameterizedTest
    @EnumSource(
            value = HoldState.class,
            names = {"RELEASED", "EXPIRED"})
    void aPaymentAfterTheHoldWasFreedTakesTheStockAgainIfItIsThere(HoldState freed) {
        var mugs = mugs(10, 0);
        var hold = in(freed);

        hold.confirm(lockedStock(mugs), NOW);

        assertThat(hold.state()).isEqualTo(HoldState.COMMITTED);
        assertThat(mugs.onHand()).isEqualTo(8);
        assertThat(mugs.held()).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = HoldState.class,
            names = {"RELEASED", "EXPIRED"})
    void aPaymentAfterTheStockIsGoneIsMarkedShort(HoldState freed) {
        var mugs = mugs(10, 9);
        var hold = in(freed);

        hold.confirm(lockedStock(mugs), NOW);

        assertThat(hold.state()).isEqualTo(HoldState.SHORT);
        assertThat(mugs.onHand()).isEqualTo(10);
        assertThat(mugs.held()).isEqualTo(9);
    }

    @Test
    void cancellingAShortOrderReturnsNothing() {
        var mugs = mugs(10, 9);
        var hold = in(HoldState.SHORT);

        hold.cancel(lockedStock(mugs), NOW);

        assertThat(hold.state()).isEqualTo(HoldState.RELEASED);
        assertThat(mugs.onHand()).isEqualTo(10);
        assertThat(mugs.version()).isEqualTo(5);
    }

    @Test
    void aShortOrderIsSoldOnceThereIsEnough() {
        var hold = in(HoldState.SHORT);

        hold.confirm(lockedStock(mugs(10, 9)), NOW);
        assertThat(hold.state()).isEqualTo(HoldState.SHORT);

        var mugs = mugs(11, 9);
        hold.confirm(lockedStock(mugs), NOW);
        assertThat(hold.state()).isEqualTo(HoldState.COMMITTED);
        assertThat(mugs.onHand()).isEqualTo(9);
        assertThat(mugs.held()).isEqualTo(9);
    }

    @ParameterizedTest
    @EnumSource(
            value = HoldState.class,
            names = {"COMMITTED", "RETURNED"})
    void aPaymentToldTwiceMovesNothing(HoldState state) {
        var mugs = mugs(10, 2);
        var hold = in(state);

        hold.confirm(lockedStock(mugs), NOW);

        assertThat(hold.state()).isEqualTo(state);
        assertThat(mugs.version()).isEqualTo(5);
    }

    @ParameterizedTest
    @EnumSource(
            value = HoldState.class,
            names = {"RELEASED", "EXPIRED", "RETURNED"})
    void anEndToldTwiceMovesNothing(HoldState state) {
        var mugs = mugs(10, 2);
        var hold = in(state);

        hold.cancel(lockedStock(mugs), NOW);
        hold.expire(lockedStock(mugs), NOW);

        assertThat(hold.state()).isEqualTo(state);
        assertThat(mugs.version()).isEqualTo(5);
    }

    @ParameterizedTest
    @EnumSource(value = HoldState.class, mode = EnumSource.Mode.EXCLUDE, names = "HELD")
    void onlyWaitingStockCanBeReleased(HoldState state) {
        var mugs = mugs(10, 2);
        var hold = in(state);

        hold.release(null, lockedStock(mugs), NOW);

        assertThat(hold.state()).isEqualTo(state);
        assertThat(mugs.version()).isEqualTo(5);
    }

    @Test
    void aReleaseComesTooLateForAnOrderThatIsKnownToExist() {
        var mugs = mugs(10, 2);
        var hold = in(HoldState.HELD);
        hold.recordOrderVersion(2);

        hold.release(null, lockedStock(mugs), NOW);

        assertThat(hold.state()).isEqualTo(HoldState.HELD);
        assertThat(mugs.held()).isEqualTo(2);
    }

    @Test
    void hearsEachStepOnceAndNoOlderOne() {
        var hold = in(HoldState.HELD);

        assertThat(hold.recordOrderVersion(3)).isTrue();
        assertThat(hold.recordOrderVersion(3)).isFalse();
        assertThat(hold.recordOrderVersion(2)).isFalse();
        assertThat(hold.recordOrderVersion(4)).isTrue();
    }

    @Test
    void answersARepeatWhileItStands() {
        assertThat(in(HoldState.HELD).answersARepeat()).isTrue();
        assertThat(in(HoldState.COMMITTED).answersARepeat()).isTrue();
    }

    @Test
    void isTakenAnewWhenTheFirstTryWasGivenBack() {
        assertThat(in(HoldState.RELEASED).answersARepeat()).isFalse();
        assertThat(in(HoldState.EXPIRED).answersARepeat()).isFalse();
    }

    @Test
    void refusesARepeatAfterTheOrderHasEnded() {
        var cancelled = Hold.restore(ORDER, List.of(mugLine(2)), NOW, IN_15_MINUTES, HoldState.RELEASED, 2, List.of());

        assertThatExceptionOfType(InventoryException.HoldOver.class).isThrownBy(cancelled::answersARepeat);
        assertThatExceptionOfType(InventoryException.HoldOver.class).isThrownBy(in(HoldState.RETURNED)::answersARepeat);
        assertThatExceptionOfType(InventoryException.HoldOver.class).isThrownBy(in(HoldState.SHORT)::answersARepeat);
    }

    @Test
    void aReleaseByOneAttemptLeavesWhatAnotherReliesOn() {
        var mugs = mugs(10, 2);
        var hold = in(HoldState.HELD);
        assertThat(hold.claim(attempt(1))).isTrue();
        assertThat(hold.claim(attempt(2))).isTrue();
        assertThat(hold.claim(attempt(2))).isFalse();

        hold.release(attempt(1), lockedStock(mugs), NOW);
        hold.release(attempt(1), lockedStock(mugs), NOW);
        hold.release(attempt(3), lockedStock(mugs), NOW);
        assertThat(hold.state()).isEqualTo(HoldState.HELD);
        assertThat(hold.attempts()).containsExactly(attempt(2));
        assertThat(mugs.available()).isEqualTo(8);

        hold.release(attempt(2), lockedStock(mugs), NOW);
        assertThat(hold.state()).isEqualTo(HoldState.RELEASED);
        assertThat(mugs.available()).isEqualTo(10);
    }

    @Test
    void aReleaseThatNamesNoAttemptGivesBackWhoeverRelies() {
        var mugs = mugs(10, 2);
        var hold = in(HoldState.HELD);
        hold.claim(attempt(1));

        hold.release(null, lockedStock(mugs), NOW);

        assertThat(hold.state()).isEqualTo(HoldState.RELEASED);
        assertThat(hold.attempts()).isEmpty();
    }

    @Test
    void aHoldOfNobodyIsGivenBackByAnyAttempt() {
        var hold = in(HoldState.HELD);

        hold.release(attempt(1), lockedStock(mugs(10, 2)), NOW);

        assertThat(hold.state()).isEqualTo(HoldState.RELEASED);
    }

    @Test
    void noAttemptCountsOnceTheOrderIsKnownOrTheStockIsBack() {
        var known = in(HoldState.HELD);
        known.recordOrderVersion(1);

        assertThat(known.claim(attempt(1))).isFalse();
        assertThat(in(HoldState.RELEASED).claim(attempt(1))).isFalse();
        assertThat(in(HoldState.COMMITTED).claim(attempt(1))).isFalse();
        known.release(attempt(1), lockedStock(mugs(10, 2)), NOW);
        assertThat(known.state()).isEqualTo(HoldState.HELD);
    }

    static Hold both() {
        return Hold.ask(ORDER, List.of(mugLine(2), lampLine(3)), IN_15_MINUTES, NOW);
    }

    static Hold in(HoldState state) {
        return Hold.restore(ORDER, List.of(mugLine(2)), NOW, IN_15_MINUTES, state, 0, List.of());
    }

    static LockedStock lockedStock(Stock... stocks) {
        return new LockedStock(List.of(stocks));
    }
}

package shop.inventory.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static shop.inventory.support.InventorySamples.IN_15_MINUTES;
import static shop.inventory.support.InventorySamples.LAMP;
import static shop.inventory.support.InventorySamples.MUG;
import static shop.inventory.support.InventorySamples.NOW;
import static shop.inventory.support.InventorySamples.ORDER;
import static shop.inventory.support.InventorySamples.cancelled;
import static shop.inventory.support.InventorySamples.lampLine;
import static shop.inventory.support.InventorySamples.lamps;
import static shop.inventory.support.InventorySamples.mugLine;
import static shop.inventory.support.InventorySamples.mugs;
import static shop.inventory.support.InventorySamples.order;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.dao.OptimisticLockingFailureException;
import shop.inventory.domain.Hold;
import shop.inventory.domain.HoldLine;
import shop.inventory.domain.HoldState;
import shop.inventory.domain.InventoryException;
import shop.inventory.domain.Movement;
import shop.inventory.domain.Shortage;
import shop.inventory.domain.Stock;
import shop.inventory.support.InMemoryHolds;
import shop.inventory.support.InMemoryStocks;
import shop.inventory.support.InventorySamples;

class DecideHoldsTest {

    final InMemoryStocks stocks = new InMemoryStocks(mugs(10, 0), lamps(5, 0));
    final InMemoryHolds holds = new InMemoryHolds();
    final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    final DecideHolds decideHolds = new DecideHolds(holds, stocks, clock);

    @Test
    void setsAsideEveryLineAndTellsEachStockOnce() {
        var hold = place(command(mugLine(2), lampLine(1)));

        assertThat(hold.expiresAt()).isEqualTo(IN_15_MINUTES);
        assertThat(stocks.get(MUG).held()).isEqualTo(2);
        assertThat(stocks.get(LAMP).held()).isEqualTo(1);
        assertThat(stocks.published()).extracting(stock -> stock.sku()).containsExactlyInAnyOrder("MUG-BLUE", "LAMP");
    }

    @Test
    void aRepeatGetsTheFirstAnswerAndTakesNothingMore() {
        var first = place(command(mugLine(2)));

        var repeat = place(new PlaceHold.Command(ORDER, null, IN_15_MINUTES.plusSeconds(60), List.of(mugLine(9))));

        assertThat(repeat.lines()).isEqualTo(first.lines());
        assertThat(repeat.expiresAt()).isEqualTo(first.expiresAt());
        assertThat(stocks.get(MUG).held()).isEqualTo(2);
        assertThat(stocks.published()).hasSize(1);
    }

    @Test
    void oneShortLineHoldsNothing() {
        assertThatExceptionOfType(InventoryException.InsufficientStock.class)
                .isThrownBy(() -> place(command(mugLine(2), lampLine(6))));

        assertThat(stocks.get(MUG).held()).isZero();
        assertThat(stocks.published()).isEmpty();
    }

    @Test
    void aHoldThatWasGivenBackIsTakenAnew() {
        place(command(mugLine(2)));
        new ReleaseHold(holds, stocks, clock).release(ORDER, null);

        var again = place(new PlaceHold.Command(ORDER, null, IN_15_MINUTES.plusSeconds(60), List.of(mugLine(3))));

        assertThat(again.expiresAt()).isEqualTo(IN_15_MINUTES.plusSeconds(60));
        assertThat(holds.stateOf(ORDER)).isEqualTo(HoldState.HELD);
        assertThat(stocks.get(MUG).held()).isEqualTo(3);
    }

    @Test
    void twoAttemptsInOneBatchRelyOnOneHold() {
        decideHolds.decide(List.of(attempt(1, mugLine(2)), attempt(2, mugLine(2))));
        var release = new ReleaseHold(holds, stocks, clock);

        release.release(ORDER, InventorySamples.attempt(1));
        assertThat(holds.stateOf(ORDER)).isEqualTo(HoldState.HELD);

        release.release(ORDER, InventorySamples.attempt(2));
        assertThat(holds.stateOf(ORDER)).isEqualTo(HoldState.RELEASED);
        assertThat(stocks.get(MUG).available()).isEqualTo(10);
    }

    private static PlaceHold.Command attempt(int number, HoldLine... lines) {
        return new PlaceHold.Command(ORDER, InventorySamples.attempt(number), IN_15_MINUTES, List.of(lines));
    }

    @Test
    void releasingTwiceGivesBackOnce() {
        place(command(mugLine(2)));
        var release = new ReleaseHold(holds, stocks, clock);

        release.release(ORDER, null);
        release.release(ORDER, null);

        assertThat(stocks.get(MUG).available()).isEqualTo(10);
        assertThat(stocks.published()).hasSize(2);
    }

    @Test
    void decidesInTheOrderOfArrivalAndLetsASmallerWishPass() {
        var answers = decideHolds.decide(List.of(
                wish(1, mugLine(6)), wish(2, mugLine(6), lampLine(1)), wish(3, mugLine(4)), wish(4, lampLine(5))));

        assertThat(answers.get(0)).isInstanceOf(HoldResult.Held.class);
        assertThat(answers.get(1))
                .isInstanceOfSatisfying(
                        HoldResult.Refused.class,
                        refused -> assertThat(refused.refusal())
                                .isInstanceOfSatisfying(
                                        InventoryException.InsufficientStock.class,
                                        shortage -> assertThat(shortage.shortages())
                                                .containsExactly(new Shortage(MUG, "MUG-BLUE", 6, 4))));
        assertThat(answers.get(2)).isInstanceOf(HoldResult.Held.class);
        assertThat(answers.get(3)).isInstanceOf(HoldResult.Held.class);
        assertThat(stocks.get(MUG).available()).isZero();
        assertThat(stocks.get(LAMP).available()).isZero();
        assertThat(holds.lock(order(2))).isEmpty();
    }

    @Test
    void tellsOfAStockOnceHoweverManyHoldsChangedIt() {
        decideHolds.decide(List.of(wish(1, mugLine(1)), wish(2, mugLine(1)), wish(3, mugLine(1))));

        assertThat(stocks.ledger()).extracting(Movement::stockVersion).containsExactly(6L, 7L, 8L);
        assertThat(stocks.published()).extracting(Stock::version).containsExactly(8L);
    }

    @Test
    void aRepeatAmongThemGetsTheAnswerOfTheFirst() {
        var answers = decideHolds.decide(List.of(wish(1, mugLine(2)), wish(1, mugLine(2)), wish(1, lampLine(1))));

        assertThat(answers).containsOnly(answers.getFirst());
        assertThat(stocks.get(MUG).held()).isEqualTo(2);
        assertThat(stocks.get(LAMP).held()).isZero();
    }

    @Test
    void aRepeatOfARefusedOneAmongThemIsDecidedAnew() {
        var answers = decideHolds.decide(List.of(wish(1, mugLine(11)), wish(1, mugLine(10))));

        assertThat(answers.get(0)).isInstanceOf(HoldResult.Refused.class);
        assertThat(answers.get(1)).isInstanceOf(HoldResult.Held.class);
        assertThat(stocks.get(MUG).held()).isEqualTo(10);
    }

    @Test
    void whatIsRefusedWritesNothing() {
        decideHolds.decide(List.of(wish(1, mugLine(11)), wish(2, lampLine(6))));

        assertThat(stocks.published()).isEmpty();
        assertThat(holds.lock(List.of(order(1), order(2)))).isEmpty();
    }

    @Test
    void anOrderThatIsOverSpoilsItsOwnWishOnly() {
        place(command(mugLine(2)));
        new ApplyOrderUpdate(holds, stocks, clock, new SimpleMeterRegistry()).follow(List.of(cancelled(ORDER, 2)));

        var answers = decideHolds.decide(List.of(wish(1, mugLine(2)), wish(2, mugLine(3))));

        assertThat(answers.get(0))
                .isInstanceOfSatisfying(
                        HoldResult.Refused.class,
                        refused -> assertThat(refused.refusal()).isInstanceOf(InventoryException.HoldOver.class));
        assertThat(answers.get(1)).isInstanceOf(HoldResult.Held.class);
        assertThat(stocks.get(MUG).held()).isEqualTo(3);
    }

    @Test
    void newOrdersAreDecidedWithoutALookForTheirHolds() {
        var answers = decideHolds.decideNew(List.of(wish(1, mugLine(6)), wish(2, mugLine(6)), wish(3, mugLine(4))));

        assertThat(answers.get(0)).isInstanceOf(HoldResult.Held.class);
        assertThat(answers.get(1)).isInstanceOf(HoldResult.Refused.class);
        assertThat(answers.get(2)).isInstanceOf(HoldResult.Held.class);
        assertThat(stocks.get(MUG).available()).isZero();
    }

    @Test
    void aRepeatIsNotDecidedAsIfItWereNew() {
        place(command(mugLine(2)));

        assertThatExceptionOfType(OptimisticLockingFailureException.class)
                .isThrownBy(() -> decideHolds.decideNew(List.of(command(mugLine(2)))));
    }

    @Test
    void aRepeatOfTheHoldThatTookTheLastPiecesIsNotRefused() {
        place(command(mugLine(10)));

        assertThatExceptionOfType(OptimisticLockingFailureException.class)
                .isThrownBy(() -> decideHolds.decideNew(List.of(wish(2, mugLine(1)), command(mugLine(10)))));
    }

    Hold place(PlaceHold.Command command) {
        return switch (decideHolds.decide(List.of(command)).getFirst()) {
            case HoldResult.Held(var hold) -> hold;
            case HoldResult.Refused(var refusal) -> throw refusal;
        };
    }

    static PlaceHold.Command command(HoldLine... lines) {
        return wish(1, lines);
    }

    static PlaceHold.Command wish(int order, HoldLine... lines) {
        return new PlaceHold.Command(order(order), null, IN_15_MINUTES, List.of(lines));
    }
}

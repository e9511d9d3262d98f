package shop.inventory.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static shop.inventory.support.InventorySamples.IN_15_MINUTES;
import static shop.inventory.support.InventorySamples.LAMP;
import static shop.inventory.support.InventorySamples.MUG;
import static shop.inventory.support.InventorySamples.NOW;
import static shop.inventory.support.InventorySamples.ORDER;
import static shop.inventory.support.InventorySamples.lampLine;
import static shop.inventory.support.InventorySamples.lamps;
import static shop.inventory.support.InventorySamples.mugLine;
import static shop.inventory.support.InventorySamples.mugs;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import shop.inventory.domain.HoldLine;
import shop.inventory.domain.HoldState;
import shop.inventory.domain.InventoryException;
import shop.inventory.support.InMemoryHolds;
import shop.inventory.support.InMemoryStocks;

class PlaceHoldTest {

    final InMemoryStocks stocks = new InMemoryStocks(mugs(10, 0), lamps(5, 0));
    final InMemoryHolds holds = new InMemoryHolds();
    final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    final PlaceHold placeHold = new PlaceHold(holds, stocks, clock);

    @Test
    void setsAsideEveryLineAndTellsEachStockOnce() {
        var hold = placeHold.place(command(mugLine(2), lampLine(1)));

        assertThat(hold.expiresAt()).isEqualTo(IN_15_MINUTES);
        assertThat(stocks.get(MUG).held()).isEqualTo(2);
        assertThat(stocks.get(LAMP).held()).isEqualTo(1);
        assertThat(stocks.told()).extracting(stock -> stock.sku()).containsExactlyInAnyOrder("MUG-BLUE", "LAMP");
    }

    @Test
    void aRepeatGetsTheFirstAnswerAndTakesNothingMore() {
        var first = placeHold.place(command(mugLine(2)));

        var repeat = placeHold.place(new PlaceHold.Command(ORDER, IN_15_MINUTES.plusSeconds(60), List.of(mugLine(9))));

        assertThat(repeat.lines()).isEqualTo(first.lines());
        assertThat(repeat.expiresAt()).isEqualTo(first.expiresAt());
        assertThat(stocks.get(MUG).held()).isEqualTo(2);
        assertThat(stocks.told()).hasSize(1);
    }

    @Test
    void oneShortLineHoldsNothing() {
        assertThatExceptionOfType(InventoryException.InsufficientStock.class)
                .isThrownBy(() -> placeHold.place(command(mugLine(2), lampLine(6))));

        assertThat(stocks.get(MUG).held()).isZero();
        assertThat(stocks.told()).isEmpty();
    }

    @Test
    void aHoldThatWasGivenBackIsTakenAnew() {
        placeHold.place(command(mugLine(2)));
        new ReleaseHold(holds, stocks, clock).release(ORDER);

        var again = placeHold.place(new PlaceHold.Command(ORDER, IN_15_MINUTES.plusSeconds(60), List.of(mugLine(3))));

        assertThat(again.expiresAt()).isEqualTo(IN_15_MINUTES.plusSeconds(60));
        assertThat(holds.stateOf(ORDER)).isEqualTo(HoldState.HELD);
        assertThat(stocks.get(MUG).held()).isEqualTo(3);
    }

    @Test
    void releasingTwiceGivesBackOnce() {
        placeHold.place(command(mugLine(2)));
        var release = new ReleaseHold(holds, stocks, clock);

        release.release(ORDER);
        release.release(ORDER);

        assertThat(stocks.get(MUG).available()).isEqualTo(10);
        assertThat(stocks.told()).hasSize(2);
    }

    static PlaceHold.Command command(HoldLine... lines) {
        return new PlaceHold.Command(ORDER, IN_15_MINUTES, List.of(lines));
    }
}

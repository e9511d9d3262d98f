package shop.inventory.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static shop.inventory.support.InventorySamples.ADMIN;
import static shop.inventory.support.InventorySamples.MUG;
import static shop.inventory.support.InventorySamples.NOW;
import static shop.inventory.support.InventorySamples.ORDER;
import static shop.inventory.support.InventorySamples.mugs;

import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StockTest {

    static final Adjustment ADJUSTMENT = new Adjustment(new UUID(0, 7), ADMIN, "counted");

    @Test
    void startsWithAMovementThatExplainsIt() {
        var stock = Stock.first(MUG, "MUG-BLUE", 3, 100, NOW);

        assertThat(stock.version()).isEqualTo(1);
        assertThat(stock.readVersion()).isZero();
        assertThat(stock.takeMovements())
                .containsExactly(new Movement(MUG, 1, Movement.Kind.INITIAL, 100, 0, null, null, NOW));
    }

    @Test
    void holdsUpToWhatIsAvailable() {
        var stock = mugs(10, 4);

        stock.hold(ORDER, 6, NOW);

        assertThat(stock.available()).isZero();
        assertThat(stock.held()).isEqualTo(10);
        assertThat(stock.version()).isEqualTo(6);
    }

    @Test
    void refusesToHoldMoreAndStaysAsItWas() {
        var stock = mugs(10, 4);

        assertThatExceptionOfType(InventoryException.InsufficientStock.class)
                .isThrownBy(() -> stock.hold(ORDER, 7, NOW))
                .satisfies(refusal ->
                        assertThat(refusal.shortages()).containsExactly(new Shortage(MUG, "MUG-BLUE", 7, 6)));
        assertThat(stock.held()).isEqualTo(4);
        assertThat(stock.version()).isEqualTo(5);
        assertThat(stock.takeMovements()).isEmpty();
    }

    @Test
    void sellingTakesFromBothNumbers() {
        var stock = mugs(10, 4);

        stock.sellHeld(ORDER, 4, NOW);

        assertThat(stock.onHand()).isEqualTo(6);
        assertThat(stock.held()).isZero();
    }

    @Test
    void releasingMoreThanIsHeldIsABugAndNotARefusal() {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> mugs(10, 4).release(ORDER, 5, NOW));
    }

    @Test
    void anAdjustmentNeverTakesWhatIsHeld() {
        var stock = mugs(10, 4);

        stock.adjust(-6, ADJUSTMENT, NOW);
        assertThat(stock.onHand()).isEqualTo(4);

        assertThatExceptionOfType(InventoryException.InsufficientStock.class)
                .isThrownBy(() -> stock.adjust(-1, ADJUSTMENT, NOW));
        assertThatExceptionOfType(InventoryException.InsufficientStock.class)
                .isThrownBy(() -> stock.count(3, ADJUSTMENT, NOW));
        assertThatExceptionOfType(InventoryException.InsufficientStock.class)
                .isThrownBy(() -> mugs(10, 0).count(-1, ADJUSTMENT, NOW));
    }

    @Test
    void countingWhatIsThereAlreadyMovesNothing() {
        var stock = mugs(10, 4);

        stock.count(10, ADJUSTMENT, NOW);

        assertThat(stock.version()).isEqualTo(5);
        assertThat(stock.takeMovements()).isEmpty();
    }

    @Test
    void aSumThatLeavesTheRangeOfALongThrows() {
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> mugs(10, 4).adjust(Long.MAX_VALUE, ADJUSTMENT, NOW));
    }

    @Test
    void followsANewSkuAndIgnoresAnOlderVersion() {
        var stock = mugs(10, 4);

        stock.follow("MUG-NAVY", 3);
        stock.follow("MUG-GREEN", 2);

        assertThat(stock.sku()).isEqualTo("MUG-NAVY");
        assertThat(stock.version()).isEqualTo(6);
    }

    @Test
    void aProductVersionWithTheSameSkuIsNoNews() {
        var stock = mugs(10, 4);

        stock.follow("MUG-BLUE", 9);

        assertThat(stock.productVersion()).isEqualTo(9);
        assertThat(stock.version()).isEqualTo(5);
    }

    @Test
    void theLedgerExplainsTheStockAfterAnyStepsThatAreAllowed() {
        var seed = new Random().nextLong();
        var random = new Random(seed);
        var stock = Stock.first(MUG, "MUG-BLUE", 1, 50, NOW);
        for (var step = 0; step < 1_000; step++) {
            var quantity = 1 + random.nextInt(9);
            try {
                switch (random.nextInt(5)) {
                    case 0 -> stock.hold(ORDER, quantity, NOW);
                    case 1 -> stock.sellFree(ORDER, quantity, NOW);
                    case 2 -> stock.takeBack(ORDER, quantity, NOW);
                    case 3 -> stock.adjust(quantity - 5, ADJUSTMENT, NOW);
                    default -> {
                        if (stock.held() >= quantity) {
                            stock.release(ORDER, quantity, NOW);
                        }
                    }
                }
            } catch (InventoryException.InsufficientStock refused) {
                assertThat(quantity).as("seed %d", seed).isGreaterThan(0);
            }
        }

        var movements = stock.takeMovements();
        assertThat(movements.stream().mapToLong(Movement::onHandChange).sum())
                .as("seed %d", seed)
                .isEqualTo(stock.onHand());
        assertThat(movements.stream().mapToLong(Movement::heldChange).sum())
                .as("seed %d", seed)
                .isEqualTo(stock.held());
        assertThat(movements.getLast().stockVersion()).as("seed %d", seed).isEqualTo(stock.version());
    }
}

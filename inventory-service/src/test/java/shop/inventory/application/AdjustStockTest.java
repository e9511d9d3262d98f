package shop.inventory.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static shop.inventory.support.InventorySamples.ADMIN;
import static shop.inventory.support.InventorySamples.LAMP;
import static shop.inventory.support.InventorySamples.MUG;
import static shop.inventory.support.InventorySamples.NOW;
import static shop.inventory.support.InventorySamples.mugs;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import shop.inventory.application.AdjustStock.Change;
import shop.inventory.domain.Adjustment;
import shop.inventory.domain.InventoryException;
import shop.inventory.domain.ProductId;
import shop.inventory.domain.Stock;
import shop.inventory.support.InMemoryStocks;

class AdjustStockTest {

    final InMemoryStocks stocks = new InMemoryStocks(mugs(10, 4));
    final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    final AdjustStock adjustStock = new AdjustStock(stocks, clock);
    final ApplyProductUpdate applyProductUpdate = new ApplyProductUpdate(stocks, clock);

    @Test
    void addsAndTakes() {
        assertThat(adjust(1, new Change.By(5)).onHand()).isEqualTo(15);
        assertThat(adjust(2, new Change.By(-11)).onHand()).isEqualTo(4);
        assertThat(adjust(3, new Change.To(20)).onHand()).isEqualTo(20);
    }

    @Test
    void aRepeatOfOneOperationCountsOnce() {
        adjust(1, new Change.By(5));

        assertThat(adjust(1, new Change.By(5)).onHand()).isEqualTo(15);
        assertThat(stocks.ledger()).hasSize(1);
    }

    @Test
    void saysWhatWasOnHandBeforeAndWhetherItIsARepeat() {
        var first = carryOut(MUG, 1, new Change.By(5));
        var repeat = carryOut(MUG, 1, new Change.By(5));

        assertThat(first.before()).isEqualTo(10);
        assertThat(first.repeated()).isFalse();
        assertThat(repeat.repeated()).isTrue();
    }

    @Test
    void refusesToTakeWhatIsHeld() {
        assertThatExceptionOfType(InventoryException.InsufficientStock.class)
                .isThrownBy(() -> adjust(1, new Change.By(-7)));
        assertThat(stocks.get(MUG).onHand()).isEqualTo(10);
    }

    @Test
    void asksWhetherTheVersionIsTheOneThatWasMeant() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> adjustStock.adjust(new AdjustStock.Command(
                        MUG, new Change.By(1), new Adjustment(new UUID(0, 1), ADMIN, null), version -> {
                            throw new IllegalArgumentException("version " + version);
                        })))
                .withMessage("version 5");
    }

    @Test
    void knowsNoStockOfAnUnknownProduct() {
        assertThatExceptionOfType(InventoryException.UnknownProduct.class)
                .isThrownBy(() -> adjust(LAMP, 1, new Change.By(1)));
    }

    @Test
    void aNewProductGetsItsFirstStockOnce() {
        applyProductUpdate.follow(LAMP, "LAMP", 2, 30);
        applyProductUpdate.follow(LAMP, "LAMP", 3, 30);
        applyProductUpdate.follow(LAMP, "LAMP", 3, 99);

        assertThat(stocks.get(LAMP).onHand()).isEqualTo(30);
        assertThat(stocks.ledger()).hasSize(1);
    }

    @Test
    void anOlderVersionOfAProductDoesNotBringItsOldSkuBack() {
        applyProductUpdate.follow(LAMP, "LAMP-2", 4, 30);
        applyProductUpdate.follow(LAMP, "LAMP-1", 3, 30);

        assertThat(stocks.get(LAMP).sku()).isEqualTo("LAMP-2");
    }

    Stock adjust(int operation, Change change) {
        return adjust(MUG, operation, change);
    }

    Stock adjust(ProductId product, int operation, Change change) {
        return carryOut(product, operation, change).stock();
    }

    AdjustStock.Adjusted carryOut(ProductId product, int operation, Change change) {
        return adjustStock.adjust(new AdjustStock.Command(
                product, change, new Adjustment(new UUID(0, operation), ADMIN, "test"), version -> {}));
    }
}

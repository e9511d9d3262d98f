package shop.inventory.application;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.inventory.support.InventorySamples.LAMP;
import static shop.inventory.support.InventorySamples.MUG;
import static shop.inventory.support.InventorySamples.NOW;
import static shop.inventory.support.InventorySamples.mugs;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import shop.inventory.application.ApplyProductUpdate.ProductUpdate;
import shop.inventory.domain.Stock;
import shop.inventory.support.InMemoryStocks;

class ApplyProductUpdateTest {

    final InMemoryStocks stocks = new InMemoryStocks(mugs(10, 2));
    final ApplyProductUpdate applyProductUpdate = new ApplyProductUpdate(stocks, Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void givesNewProductsTheirStockAndFollowsTheSkuOfKnownOnes() {
        applyProductUpdate.applyAll(
                List.of(new ProductUpdate(LAMP, "LAMP", 1, 7), new ProductUpdate(MUG, "MUG-NAVY", 2, 99)));

        assertThat(stocks.get(LAMP).onHand()).isEqualTo(7);
        assertThat(stocks.get(MUG).sku()).isEqualTo("MUG-NAVY");
        assertThat(stocks.get(MUG).onHand()).isEqualTo(10);
        assertThat(stocks.published()).extracting(Stock::product).containsExactlyInAnyOrder(LAMP, MUG);
    }

    @Test
    void takesTheNewestOfSeveralVersionsInAnyOrder() {
        applyProductUpdate.applyAll(List.of(
                new ProductUpdate(LAMP, "LAMP-3", 3, 7),
                new ProductUpdate(LAMP, "LAMP-4", 4, 7),
                new ProductUpdate(LAMP, "LAMP", 1, 7)));

        assertThat(stocks.get(LAMP).sku()).isEqualTo("LAMP-4");
        assertThat(stocks.ledger()).hasSize(1);
    }

    @Test
    void aRepeatChangesNothing() {
        applyProductUpdate.applyAll(List.of(new ProductUpdate(LAMP, "LAMP", 1, 7)));
        applyProductUpdate.applyAll(
                List.of(new ProductUpdate(LAMP, "OTHER", 1, 8), new ProductUpdate(MUG, "OTHER", 1, 8)));

        assertThat(stocks.get(LAMP).onHand()).isEqualTo(7);
        assertThat(stocks.get(LAMP).sku()).isEqualTo("LAMP");
        assertThat(stocks.get(MUG).sku()).isEqualTo("MUG-BLUE");
        assertThat(stocks.published()).hasSize(1);
    }
}

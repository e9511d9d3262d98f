package shop.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import shop.local.demo.CatalogFile.Entry;
import shop.local.demo.CatalogFile.Unreadable;

class CatalogFileTest {

    @Test
    void readsAProduct() throws IOException {
        var line =
                read("10002,INFLATABLE POLITICAL GLOBE,0.85,GBP,860\n", 1000L).getFirst();

        assertThat(line)
                .isEqualTo(new Entry(
                        2,
                        new ShopClient.NewProduct(
                                "10002", "INFLATABLE POLITICAL GLOBE", null, new Money(85, "GBP"), null, null, 1000)));
    }

    @Test
    void takesTheStockFromWhatWasSold() throws IOException {
        assertThat(read("10002,GLOBE,0.85,GBP,860\n", null))
                .singleElement()
                .isInstanceOfSatisfying(
                        Entry.class,
                        entry -> assertThat(entry.product().initialStock()).isEqualTo(860));
    }

    @Test
    void leavesItToTheShopToRefuseANegativePriceOrAnEmptyName() throws IOException {
        assertThat(read("10002,,-1.00,GBP,860\n", 1L)).singleElement().isInstanceOf(Entry.class);
    }

    @Test
    void saysWhichLineCannotBeRead() throws IOException {
        var lines = read(
                "10002,GLOBE,cheap,GBP,1\n10003,GLOBE,1.00\n10004,GLOBE,1.00,Pounds,1\n10005,GLOBE,1.00,GBP,1\n", 1L);

        assertThat(lines)
                .satisfiesExactly(
                        first -> assertThat(first).isEqualTo(new Unreadable(2, "price 'cheap' is not a number")),
                        second -> assertThat(second)
                                .isEqualTo(new Unreadable(3, "the line has more or fewer columns than the first line")),
                        third -> assertThat(third).isEqualTo(new Unreadable(4, "'Pounds' is no currency")),
                        fourth -> assertThat(fourth).isInstanceOf(Entry.class));
    }

    @Test
    void theDemoCatalogIsFitToBeShown() {
        var products = DemoCatalog.products();

        assertThat(products).hasSizeGreaterThan(35);
        assertThat(new HashSet<>(
                        products.stream().map(ShopClient.NewProduct::sku).toList()))
                .hasSameSizeAs(products);
        assertThat(products).allSatisfy(product -> {
            assertThat(product.sku()).matches("[A-Z0-9][A-Z0-9-]*");
            assertThat(product.name()).isNotBlank();
            assertThat(product.description()).isNotBlank();
            assertThat(product.price().amountMinor()).isPositive();
            assertThat(product.price().currency()).isEqualTo("EUR");
            assertThat(product.categories()).isNotEmpty().allMatch(slug -> slug.matches("[a-z]+"));
            assertThat(product.attributes()).isNotEmpty();
            assertThat(product.initialStock()).isPositive();
        });
        assertThat(products.stream()
                        .flatMap(product -> Objects.requireNonNull(product.categories()).stream())
                        .distinct())
                .hasSizeGreaterThan(5);
    }

    private static List<CatalogFile> read(String lines, @Nullable Long stock) throws IOException {
        try (var csv = new Csv(new StringReader("sku,name,price,currency,unitsSold\n" + lines), CatalogFile.REQUIRED)) {
            var read = new ArrayList<CatalogFile>();
            csv.forEach(row -> read.add(CatalogFile.of(row, stock)));
            return read;
        }
    }
}

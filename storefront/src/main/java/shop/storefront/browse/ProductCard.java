package shop.storefront.browse;

import org.jspecify.annotations.Nullable;
import shop.sdk.Catalog;
import shop.storefront.shell.Format;
import shop.storefront.shell.Texts;

/**
 * A product in a list.
 *
 * @param stock in words, only where it is low or gone
 */
public record ProductCard(
        String name,
        String href,
        Picture picture,
        String price,
        @Nullable String stock,
        boolean soldOut) {

    /** Fewer than this are worth a word. */
    static final long FEW = 5;

    static ProductCard of(Catalog.Product product, Format format, Texts texts) {
        return new ProductCard(
                product.name(),
                Paths.product(product.id(), product.name()),
                Picture.of(product),
                format.money(product.price()),
                stock(product.availability(), format, texts),
                isSoldOut(product.availability()));
    }

    private static @Nullable String stock(Catalog.@Nullable Availability availability, Format format, Texts texts) {
        if (availability == null || availability.available() >= FEW) {
            return null;
        }
        return availability.inStock()
                ? texts.get("stock.few", format.number(availability.available()))
                : texts.get("stock.none");
    }

    static boolean isSoldOut(Catalog.@Nullable Availability availability) {
        return availability != null && !availability.inStock();
    }
}

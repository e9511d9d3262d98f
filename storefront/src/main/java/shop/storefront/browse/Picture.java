package shop.storefront.browse;

import java.util.List;
import shop.sdk.Catalog;

/** What is shown of a product: its picture, or one that is drawn from its name. */
public record Picture(String src, String alt) {

    public static Picture of(Catalog.Product product) {
        return of(product.name(), product.images());
    }

    /** For a line of a cart or an order, which knows the name alone. */
    public static Picture of(String name) {
        return of(name, List.of());
    }

    private static Picture of(String name, List<String> images) {
        var own = images.stream().filter(Picture::isShowable).findFirst();
        return new Picture(own.orElseGet(() -> PictureController.path(name)), own.isPresent() ? name : "");
    }

    /** The page's policy allows pictures of ours and over TLS. */
    static boolean isShowable(String address) {
        return address.startsWith("https://") || address.startsWith("/api/products/images/");
    }
}

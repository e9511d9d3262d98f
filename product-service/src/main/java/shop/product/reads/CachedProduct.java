package shop.product.reads;

import shop.product.catalog.Product;

/** A product with its JSON, which is written once for all who read it. */
public final class CachedProduct implements PreSerializedJson {

    private final Product product;
    private final byte[] json;

    CachedProduct(Product product, byte[] json) {
        this.product = product;
        this.json = json;
    }

    public Product product() {
        return product;
    }

    @Override
    public byte[] json() {
        return json;
    }

    /** The value of the {@code ETag} header. */
    public String eTag() {
        return ProductView.eTag(product);
    }
}

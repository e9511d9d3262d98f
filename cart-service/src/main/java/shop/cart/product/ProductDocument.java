package shop.cart.product;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;
import org.springframework.data.mongodb.core.mapping.Field;
import shop.kernel.Money;

/**
 * A product as MongoDB stores it. Two services publish it, in no order between them, so either part may be there first.
 *
 * @param content by product-service
 * @param stock by inventory-service
 */
@Document("products")
record ProductDocument(
        @Id UUID id, @Nullable Content content, @Nullable Stock stock) {

    /** The version is the first field, because MongoDB compares documents field by field and the newest has to win. */
    record Content(@Field(order = 1) long version, String sku, String name, Money price, boolean archived) {

        static Content of(Product product) {
            return new Content(product.version(), product.sku(), product.name(), product.price(), product.archived());
        }
    }

    /** The version comes first for the same reason. */
    record Stock(@Field(order = 1) long version, long available) {}

    /** Empty as long as only its stock was received. */
    Optional<Product> product() {
        return Optional.ofNullable(content)
                .map(known -> new Product(
                        id,
                        known.sku(),
                        known.name(),
                        known.price(),
                        known.archived(),
                        known.version(),
                        stock == null ? null : stock.available()));
    }
}

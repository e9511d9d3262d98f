package shop.cart.product;

import java.util.UUID;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;
import shop.kernel.Money;

/** A product as MongoDB stores it. */
@Document("products")
record ProductDocument(@Id UUID id, String sku, String name, Money price, boolean archived, long version) {

    Product product() {
        return new Product(id, sku, name, price, archived, version);
    }
}

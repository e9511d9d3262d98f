package shop.cart.product;

import java.util.UUID;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;
import org.springframework.data.mongodb.core.mapping.Field;
import shop.kernel.Money;

/** A product as MongoDB stores it. */
@Document("products")
record ProductDocument(@Id UUID id, Content content) {

    /** The version is the first field, because MongoDB compares documents field by field and the newest has to win. */
    record Content(@Field(order = 1) long version, String sku, String name, Money price, boolean archived) {

        static Content of(Product product) {
            return new Content(product.version(), product.sku(), product.name(), product.price(), product.archived());
        }
    }

    Product product() {
        return new Product(id, content.sku(), content.name(), content.price(), content.archived(), content.version());
    }
}

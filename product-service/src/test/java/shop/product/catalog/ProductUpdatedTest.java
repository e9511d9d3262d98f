package shop.product.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import shop.kernel.Money;
import shop.test.Contracts;
import tools.jackson.databind.json.JsonMapper;

class ProductUpdatedTest {

    @Test
    void tellsTheContractsExample() {
        var example = Contracts.example("product_updated", "product.updated.v1");
        var attributes = new LinkedHashMap<String, Object>();
        attributes.put("colour", "blue");
        attributes.put("volumeMl", 300);
        var product = new Product(
                UUID.fromString("019aa5f0-7a00-7000-8000-000000000002"),
                new ProductContent(
                        "MUG-BLUE",
                        "Blue mug",
                        "Stoneware, 300 ml",
                        Money.of(1250, "EUR"),
                        List.of(Money.of(1390, "USD")),
                        List.of("kitchen"),
                        attributes,
                        List.of("https://images.example.org/mug-blue.jpg")),
                100L,
                3,
                false,
                98,
                7,
                Instant.parse("2026-11-21T10:00:00Z"),
                Instant.parse("2026-11-21T10:05:00Z"));

        var published =
                JsonMapper.shared().readTree(envelope(product, example.get("id").stringValue()));

        assertThat(published).isEqualTo(example);
        Contracts.assertValid("product_updated", published);
    }

    private static String envelope(Product product, String id) {
        return ProductUpdated.of(product)
                .envelope(
                        UUID.fromString(id),
                        "/product-service",
                        Instant.parse("2026-11-21T10:00:00Z"),
                        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    }
}

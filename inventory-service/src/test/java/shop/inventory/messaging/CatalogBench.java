package shop.inventory.messaging;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import shop.test.Contracts;
import shop.test.FleetTest;
import shop.test.Infrastructure;
import tools.jackson.databind.node.ObjectNode;

/**
 * How fast a catalog that is imported in one go gets its stock, and the fleet receives it.
 *
 * <p>{@code ./mvnw verify -pl inventory-service -am -Dtest=CatalogBench -Dgroups=bench -DexcludedGroups=
 * -Dsurefire.failIfNoSpecifiedTests=false}, with {@code -Dbench.products=200000} for a large one
 */
@Tag("bench")
@FleetTest
class CatalogBench {

    static final int PRODUCTS = Integer.getInteger("bench.products", 20_000);

    @Autowired
    JdbcClient sql;

    @Test
    void aNewCatalog() {
        var events = events();
        var before = count("stock");
        var began = System.nanoTime();
        send(events);
        await(() -> count("stock") - before == PRODUCTS);
        print("have their stock", began);
        await(() -> count("outbox") == 0);
        print("have it published", began);
    }

    private static void print(String what, long began) {
        var seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf("%,d products %s after %.1f s (%.0f/s)%n", PRODUCTS, what, seconds, PRODUCTS / seconds);
    }

    private static List<ObjectNode> events() {
        var events = new ArrayList<ObjectNode>();
        for (var number = 0; number < PRODUCTS; number++) {
            var product = UUID.randomUUID().toString();
            var event = Contracts.example("product_updated", "product.updated.v1")
                    .put("id", UUID.randomUUID().toString())
                    .put("subject", product)
                    .put("aggregateversion", 1);
            ((ObjectNode) event.get("data"))
                    .put("productId", product)
                    .put("sku", "SKU-" + product)
                    .put("initialStock", 10);
            events.add(event);
        }
        return events;
    }

    private static void send(List<ObjectNode> events) {
        try (var producer = new KafkaProducer<String, String>(Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, Infrastructure.shared().kafka(),
                ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class,
                ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, StringSerializer.class))) {
            events.forEach(event -> {
                var _ = producer.send(new ProducerRecord<>(
                        "product_updated", event.get("subject").stringValue(), event.toString()));
            });
        }
    }

    private static void await(Callable<Boolean> done) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(30))
                .pollInterval(Duration.ofMillis(200))
                .until(done);
    }

    private long count(String table) {
        return sql.sql("SELECT count(*) FROM " + table).query(Long.class).single();
    }
}

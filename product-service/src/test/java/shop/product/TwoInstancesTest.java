package shop.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;
import shop.test.Api;
import shop.test.Contracts;
import shop.test.FleetTest;
import shop.test.FleetTestInitializer;
import shop.test.KafkaProbe;
import shop.test.TestTokens;
import tools.jackson.databind.node.ObjectNode;

/** What one instance changes, the other one finds and shows; the other one starts without an index. */
@FleetTest
class TwoInstancesTest {

    private static final String RUN = Long.toHexString(System.nanoTime());

    /** Within a second is promised; a busy machine may be late without being wrong. */
    private static final Duration SOON = KafkaProbe.PATIENCE;

    private final Api first;
    private final Api admin;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private ConfigurableApplicationContext other;

    @SuppressWarnings("NullAway.Init")
    private Api second;

    private final String early;

    @Autowired
    TwoInstancesTest(@LocalServerPort int port) {
        this.first = new Api(port);
        this.admin = first.as(TestTokens.admin(new UUID(7, 2)));
        this.early = make("Earlybird " + RUN);
    }

    @BeforeEach
    void startAnother() {
        other = new SpringApplicationBuilder(ProductServiceApplication.class)
                .initializers(new FleetTestInitializer())
                .run("--server.port=0", "--product.search.directory=" + folder, "--spring.jmx.enabled=false");
        second = new Api(
                Integer.parseInt(Objects.requireNonNull(other.getEnvironment().getProperty("local.server.port"))));
    }

    @AfterEach
    void stopTheOther() {
        other.close();
    }

    @Test
    void findsAndShowsWhatTheOtherChanged() {
        // What was published before it started, an instance has read when it is ready; the rest comes as it comes.
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(ids(second, "earlybird " + RUN)).containsExactly(early));

        var id = make("Latecomer " + RUN);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(ids(second, "latecomer " + RUN)).containsExactly(id));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(ids(first, "latecomer " + RUN)).containsExactly(id));
        var path = "/api/products/" + id;
        assertThat(second.get(path).text("name")).isEqualTo("Latecomer " + RUN);

        admin.patch(path, Map.of("name", "Renamed " + RUN));
        assertThat(first.get(path).text("name"))
                .as("at once where it was changed")
                .isEqualTo("Renamed " + RUN);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(second.get(path).text("name")).isEqualTo("Renamed " + RUN));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(ids(second, "renamed " + RUN)).containsExactly(id));
        assertThat(second.get(path).body()).isEqualTo(first.get(path).body());

        KafkaProbe.send("stock_changed", stock(id, 1, 3));
        for (var instance : List.of(first, second)) {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(instance.get(path).number("availability/available"))
                            .isEqualTo(3));
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(instance.get("/api/products?inStock=true&q=renamed%20" + RUN)
                                    .number("items/0/availability/available"))
                            .isEqualTo(3));
            assertThat(instance.get(path).header("ETag")).isEqualTo("\"2-1\"");
        }

        admin.delete(path);
        assertThat(first.get(path).status()).isEqualTo(404);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(second.get(path).status()).isEqualTo(404));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(ids(second, "renamed " + RUN)).isEmpty());
    }

    private String make(String name) {
        var made = admin.post(
                "/api/products",
                Map.of(
                        "sku",
                        "T-" + RUN + "-" + name.charAt(0),
                        "name",
                        name,
                        "price",
                        Map.of("amountMinor", 1250, "currency", "EUR")));
        assertThat(made.status()).as(made.body().toString()).isEqualTo(201);
        return made.text("id");
    }

    private static ObjectNode stock(String productId, long version, long available) {
        var event = Contracts.example("stock_changed", "stock.changed.v1");
        event.put("id", UUID.randomUUID().toString());
        event.put("time", Instant.now().toString());
        event.put("subject", productId);
        event.put("aggregateversion", version);
        ((ObjectNode) event.get("data")).put("productId", productId).put("available", available);
        return event;
    }

    private static List<String> ids(Api instance, String words) {
        var ids = new ArrayList<String>();
        instance.get("/api/products?q=" + words.replace(" ", "%20"))
                .body()
                .get("items")
                .forEach(item -> ids.add(item.get("id").stringValue()));
        return ids;
    }
}

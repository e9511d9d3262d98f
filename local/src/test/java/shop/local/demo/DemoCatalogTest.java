package shop.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class DemoCatalogTest {

    @Test
    void everyCategoryOfAProductHasANameAndStandsBelowOneThatIsThere() {
        var known = new HashSet<String>();
        for (var category : DemoCatalog.categories()) {
            assertThat(known.add(category.slug())).as(category.slug()).isTrue();
            assertThat(category.name()).isNotBlank();
            if (category.parent() != null) {
                assertThat(known).as("before " + category.slug()).contains(category.parent());
            }
        }
        for (var product : DemoCatalog.products()) {
            assertThat(known).as(product.sku()).containsAll(Objects.requireNonNull(product.categories()));
        }
    }

    @Test
    void addsWhatIsNotThereYetAndIsHarmlessWhenRepeated() throws IOException {
        try (var shop = new Shop()) {
            shop.categories.put(
                    "kitchen", shop.json("{\"id\": \"known\", \"slug\": \"kitchen\", \"name\": \"Our kitchen\"}"));

            DemoCatalog.load(shop.uri(), "admin@example.org", "secret", _ -> {});
            DemoCatalog.load(shop.uri(), "admin@example.org", "secret", _ -> {});

            assertThat(shop.categories.keySet())
                    .containsExactlyInAnyOrderElementsOf(DemoCatalog.categories().stream()
                            .map(DemoCatalog.DemoCategory::slug)
                            .toList());
            assertThat(Objects.requireNonNull(shop.categories.get("kitchen"))
                            .get("name")
                            .stringValue())
                    .as("one that is there already stays as it is")
                    .isEqualTo("Our kitchen");
            assertThat(Objects.requireNonNull(shop.categories.get("tea"))
                            .get("parentId")
                            .stringValue())
                    .isEqualTo("known");
            assertThat(shop.skus).hasSize(DemoCatalog.products().size());
        }
    }

    /** Takes categories and products, each once. */
    private static final class Shop implements AutoCloseable {

        private final Map<String, JsonNode> categories = new LinkedHashMap<>();
        private final Set<String> skus = ConcurrentHashMap.newKeySet();
        private final HttpServer server;

        Shop() throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", this::answer);
            server.start();
        }

        URI uri() {
            return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        }

        JsonNode json(String text) {
            return JsonMapper.shared().readTree(text);
        }

        private void answer(HttpExchange exchange) throws IOException {
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            switch (exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath()) {
                case "POST /api/user/login" ->
                    send(exchange, 200, "{\"accessToken\": \"a\", \"refreshToken\": \"r\", \"expiresIn\": 600}");
                case "GET /api/categories" -> send(exchange, 200, "{\"items\": " + categories.values() + "}");
                case "POST /api/categories" -> {
                    var sent = (ObjectNode) json(body);
                    var slug = sent.get("slug").stringValue();
                    if (categories.putIfAbsent(slug, sent.put("id", "id-" + slug)) == null) {
                        send(exchange, 201, sent.toString());
                    } else {
                        send(exchange, 409, "{\"code\": \"slug_taken\"}");
                    }
                }
                case "POST /api/products" -> {
                    var sku = json(body).get("sku").stringValue();
                    if (skus.add(sku)) {
                        send(exchange, 201, "{\"id\": \"%s\", \"sku\": \"%s\"}".formatted(sku, sku));
                    } else {
                        send(exchange, 409, "{\"code\": \"sku_taken\"}");
                    }
                }
                default -> send(exchange, 404, "{\"code\": \"not_found\"}");
            }
        }

        private static void send(HttpExchange exchange, int status, String body) throws IOException {
            try (exchange) {
                var bytes = body.getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().add("Content-Type", "application/json");
                exchange.sendResponseHeaders(status, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}

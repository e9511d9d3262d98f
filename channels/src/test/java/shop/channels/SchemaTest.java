package shop.channels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import shop.channels.support.ChannelsTest;
import shop.channels.support.FakeServices;
import shop.channels.support.FakeServices.Received;
import shop.channels.support.GraphQlClient;
import shop.channels.support.Samples;
import shop.test.TestTokens;

@ChannelsTest
class SchemaTest {

    private static final String LIST = """
            query Shelf($first: Int!) {
              products(text: "cup", first: $first) {
                nodes {
                  id name price { amountMinor currency }
                  stock { available onHand }
                  recommendations(first: 2) { product { name } reason { text } }
                }
                pageInfo { hasNextPage endCursor }
              }
            }
            """;

    @Autowired
    private FakeServices services;

    private GraphQlClient client;

    @BeforeEach
    void connect(@LocalServerPort int port) {
        client = new GraphQlClient(port);
        services.clear();
    }

    @Test
    void twentyProductsWithStockAndRecommendationsTakeThreeCalls() {
        services.on("/api/products", Samples.productPage(20))
                .on("/api/inventory", Samples::stock)
                .on("/api/products/recommendations", Samples::recommendations);

        var response = client.query(LIST, Map.of("first", 20));

        assertThat(response.body().has("errors")).as(response.text()).isFalse();
        assertThat(services.received())
                .extracting(Received::path)
                .containsExactlyInAnyOrder("/api/products", "/api/inventory", "/api/products/recommendations");
        var nodes = response.data("products").path("nodes");
        assertThat(nodes.size()).isEqualTo(20);
        assertThat(nodes.path(19).path("stock").path("available").asInt()).isEqualTo(5);
        assertThat(nodes.path(19).path("stock").has("onHand")).isTrue();
        assertThat(nodes.path(19).path("recommendations").size()).isEqualTo(2);
        assertThat(nodes.path(0).path("price").path("amountMinor").asLong()).isEqualTo(3_000_000_000L);
        assertThat(nodes.path(0).path("price").path("currency").asString()).isEqualTo("EUR");
        assertThat(response.headers()).containsKey("x-query-cost");
    }

    @Test
    void listsOfDifferentLengthUnderAliasesAreOneQuestion() {
        services.on("/api/products", Samples.productPage(3))
                .on("/api/products/recommendations", Samples::recommendations);

        var response = client.query(
                "{ products(first: 3) { nodes { one: recommendations(first: 1) { product { id } } two: recommendations(first: 2) { product { id } } } } }");

        assertThat(services.received()).hasSize(2);
        assertThat(services.received().getLast().query()).contains("size=2");
        var node = response.data("products").path("nodes").path(0);
        assertThat(node.path("one").size()).isEqualTo(1);
        assertThat(node.path("two").size()).isEqualTo(2);
    }

    @Test
    void whatIsRecommendedHasStockOfItsOwnByOneCallMore() {
        services.on("/api/products", Samples.productPage(5))
                .on("/api/inventory", Samples::stock)
                .on("/api/products/recommendations", Samples::recommendations);

        var response = client.query("""
                { products(first: 5) { nodes { recommendations(first: 2) { product { id stock { available } } } } } }""");

        assertThat(response.body().has("errors")).as(response.text()).isFalse();
        assertThat(services.received()).hasSize(3);
        assertThat(services.received().getLast().ids("productIds")).hasSize(2);
    }

    @Test
    void theSearchOfTheApiIsAskedWithItsFilters() {
        services.on("/api/products", Samples.productPage(1));

        var response = client.query("""
                { products(text: "a&b=c", category: "cups", currency: "EUR", minPrice: 100, maxPrice: 3000000000, inStock: true,
                           attributes: [{name: "size", values: ["1", "2"]}], sort: PRICE_DESC, first: 10, after: "c-1") {
                    nodes { sku categories attributes { name value } availability { inStock } updatedAt }
                    pageInfo { hasNextPage endCursor } totalCount } }""");

        assertThat(services.received().getFirst().query())
                .isEqualTo(
                        "q=a&b=c&category=cups&currency=EUR&minPrice=100&maxPrice=3000000000&inStock=true&attr.size=1"
                                + "&attr.size=2&sort=price,desc&cursor=c-1&size=10");
        var products = response.data("products");
        assertThat(products.path("pageInfo").path("endCursor").asString()).isEqualTo("next-page");
        assertThat(products.path("pageInfo").path("hasNextPage").asBoolean()).isTrue();
        assertThat(products.path("totalCount").asLong()).isEqualTo(1000);
        var product = products.path("nodes").path(0);
        assertThat(product.path("attributes").toString())
                .contains("{\"name\":\"size\",\"value\":3}", "{\"name\":\"tags\",\"value\":[\"a\"]}");
        assertThat(product.path("updatedAt").asString()).isEqualTo("2026-11-21T10:00:00Z");
    }

    @Test
    void everyRootFieldAsksAsTheCaller() {
        services.on(
                        "/api/products/" + Samples.productId(1),
                        Samples.product(Samples.productId(1).toString()))
                .on("/api/categories", "{\"items\":[]}")
                .on("/api/inventory", Samples::stock)
                .on("/api/recommendations", "{\"items\":[" + Samples.recommendation(7) + "]}")
                .on("/api/cart", Samples.CART)
                .on("/api/orders", Samples.orders(Samples.ORDER))
                .on("/api/orders/" + Samples.ORDER, Samples.order(Samples.ORDER))
                .on("/api/users/me", """
                        {"id": "%s", "email": "ada@example.org", "name": "Ada", "roles": ["USER"], "createdAt": "2026-11-21T10:00:00Z"}""".formatted(Samples.BUYER))
                .on("/api/admin/summary", """
                        {"from": "2026-11-01", "to": "2026-11-29", "at": "2026-11-29T10:00:00Z", "salesByDay": [{"day": "2026-11-02", "currency": "EUR",
                         "orders": 2, "grossMinor": 100}], "ordersByState": {"PENDING": 3}, "stuckOrders": [], "lowStock": [], "unavailable": []}""");
        var token = TestTokens.user(Samples.BUYER);

        var response = client.as(token)
                .with("Cookie", "cart=guest-cart; other=1")
                .with("X-Request-Id", "r-1")
                .with("X-Client-Address", "192.0.2.7")
                .query("""
                        query($id: ID!, $order: ID!) {
                          product(id: $id) { name }
                          categories { slug }
                          stock(productIds: [$id]) { available }
                          recommendations(productIds: [$id], first: 3) { reason { orders } }
                          cart { items { quantity product { sku } } total { amountMinor } }
                          orders(status: "PENDING", first: 5) { nodes { number } pageInfo { hasNextPage } }
                          order(id: $order) { id total { currency } items { product { name } } }
                          me { email roles }
                          adminSummary(from: "2026-11-01") { ordersByState { state count } salesByDay { day grossMinor } }
                        }""", Map.of("id", Samples.productId(1), "order", Samples.ORDER));

        // Products of lines and of the cart by their ids: nobody answers here, so they are missing, and the rest is
        // there.
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.data("product").path("name").asString()).isEqualTo("Blue cup");
        assertThat(response.data("stock").path(0).path("available").asInt()).isEqualTo(5);
        assertThat(response.data("recommendations")
                        .path(0)
                        .path("reason")
                        .path("orders")
                        .asInt())
                .isEqualTo(41);
        assertThat(response.data("cart").path("total").path("amountMinor").asInt())
                .isEqualTo(1250);
        assertThat(response.data("orders").path("nodes").path(0).path("number").asString())
                .isEqualTo("7K3M-9Q4T");
        assertThat(response.data("orders").path("pageInfo").path("hasNextPage").asBoolean())
                .isFalse();
        assertThat(response.data("me").path("email").asString()).isEqualTo("ada@example.org");
        assertThat(response.data("adminSummary").path("ordersByState").toString())
                .isEqualTo("[{\"state\":\"PENDING\",\"count\":3}]");
        assertThat(response.data("adminSummary")
                        .path("salesByDay")
                        .path(0)
                        .path("day")
                        .asString())
                .isEqualTo("2026-11-02");
        assertThat(services.received()).allSatisfy(call -> {
            assertThat(call.header("Authorization")).isEqualTo(token);
            assertThat(call.header("Cookie")).isEqualTo("cart=guest-cart");
            assertThat(call.header("X-Request-Id")).isEqualTo("r-1");
            assertThat(call.header("X-Client-Address")).isEqualTo("192.0.2.7");
        });
        assertThat(services.received())
                .extracting(call -> call.path() + "?" + call.query())
                .contains(
                        "/api/orders?status=PENDING&size=5",
                        "/api/recommendations?productIds=" + Samples.productId(1) + "&size=3",
                        "/api/admin/summary?from=2026-11-01");
    }

    @Test
    void productsOfAllLinesAreOneCall() {
        var other = Samples.productId(77);
        services.on("/api/orders", Samples.orders(Samples.ORDER, other)).on("/api/products", Samples::products);

        var response = client.as(TestTokens.user(Samples.BUYER))
                .query("{ orders(first: 2) { nodes { items { product { sku } } } } }");

        assertThat(response.body().has("errors")).as(response.text()).isFalse();
        assertThat(services.received()).hasSize(2);
        assertThat(services.received().getLast().ids("ids"))
                .containsExactlyInAnyOrder(
                        Samples.productId(1).toString(), Samples.productId(2).toString());
    }

    @Test
    void timelinesAndPaymentsAreEachTheirOrders() {
        services.on("/api/orders/" + Samples.ORDER, Samples.order(Samples.ORDER))
                .on("/api/orders/" + Samples.ORDER + "/timeline", Samples.TIMELINE)
                .on("/api/payments", Samples.PAYMENTS);

        var response = client.as(TestTokens.user(Samples.BUYER))
                .query(
                        "query($id: ID!) { order(id: $id) { timeline { status at } payments { status amount { amountMinor } } } }",
                        Map.of("id", Samples.ORDER));

        assertThat(response.data("order").toString())
                .isEqualTo("{\"timeline\":[{\"status\":\"PENDING\",\"at\":\"2026-11-21T10:00:00Z\"}],\"payments\":[]}");
        assertThat(services.received().stream().map(call -> call.path() + "?" + call.query()))
                .contains("/api/payments?orderId=" + Samples.ORDER);
    }

    @ParameterizedTest
    @CsvSource({"401, unauthorized", "403, forbidden", "404, order_not_found", "400, validation_failed", "409, conflict"
    })
    void aRefusalOfAServiceKeepsItsCode(int status, String code) {
        services.refuses("/api/orders/" + Samples.ORDER, status, code, Map.of());

        var response =
                client.query("query($id: ID!) { order(id: $id) { number } __typename }", Map.of("id", Samples.ORDER));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body().path("data").toString()).isEqualTo("{\"order\":null,\"__typename\":\"Query\"}");
        var error = response.body().path("errors").path(0);
        assertThat(error.path("path").toString()).isEqualTo("[\"order\"]");
        assertThat(error.path("message").asString()).isEqualTo("words of the service");
        assertThat(error.path("extensions").toString())
                .isEqualTo("{\"code\":\"%s\",\"status\":%d}".formatted(code, status));
    }

    @Test
    void anOutageOfOneServiceIsAnErrorOfItsFieldsAlone() {
        services.on("/api/products", Samples.productPage(2))
                .refuses("/api/inventory", 503, "store_unavailable", Map.of("Retry-After", "7"));

        var response = client.query("{ products(first: 2) { nodes { name stock { available } } } }");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.headers()).containsEntry("retry-after", "7");
        assertThat(response.data("products").path("nodes").size()).isEqualTo(2);
        assertThat(response.data("products").path("nodes").path(0).path("stock").isNull())
                .isTrue();
        assertThat(response.body().path("errors").path(0).path("extensions").toString())
                .isEqualTo("{\"code\":\"store_unavailable\",\"status\":503,\"retryAfter\":7}");
    }

    @Test
    void anAnswerThatDoesNotFitTheSchemaIsOurFaultAndSaysNothingOfIt() {
        services.on("/api/categories", "{\"items\":[{\"id\":\"019aa5f0-7a00-7000-8000-000000000001\",\"version\":1}]}");

        var response = client.query("{ categories { slug name } }");

        assertThat(response.code()).isEqualTo("internal_error");
        assertThat(response.text()).doesNotContain("Category", "java", "NonNull");
    }

    @Test
    void stockOfMoreProductsThanAServiceTakesAtOnceIsRefusedBeforeItIsAsked() {
        var ids = IntStream.rangeClosed(1, 101).mapToObj(Samples::productId).toList();

        var response = client.query("query($ids: [ID!]!) { stock(productIds: $ids) { sku } }", Map.of("ids", ids));

        assertThat(response.code()).isEqualTo("validation_failed");
        assertThat(response.extension("errors").toString()).contains("productIds", "too_many");
        assertThat(services.received()).isEmpty();
    }

    @Test
    void withoutACallerServicesAreAskedAsNobody() {
        services.on("/api/categories", "{\"items\":[]}");

        client.query("{ categories { slug } }");

        assertThat(services.received())
                .extracting(call -> call.header("Authorization"))
                .isEqualTo(List.of(""));
    }
}

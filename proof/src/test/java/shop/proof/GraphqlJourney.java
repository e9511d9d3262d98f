package shop.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What a client reads by GraphQL while it shops by REST: the catalog as nobody, and its own cart and orders. */
@BesideOthers
class GraphqlJourney {

    private final Shopper admin = Shopper.admin();

    @Test
    void somebodyReadsTheCatalogWithStockAndRecommendations() {
        var name = "Graphcup " + System.nanoTime();
        var product = admin.createProduct(name, 1250, 7);

        var found = Patience.await("the product to be found with its stock")
                .until(
                        () -> query(Client.ofGateway(), """
                                query($text: String!) { products(text: $text, first: 20) {
                                  nodes { id name price { amountMinor currency } stock { available onHand }
                                          recommendations { product { id name } reason { code text } } }
                                  pageInfo { hasNextPage endCursor } totalCount } }""", Map.of("text", name)),
                        answer -> answer.body().contains("\"available\":7"));

        assertThat(found.json().has("errors")).as(found.body()).isFalse();
        var node = found.json().path("data").path("products").path("nodes").path(0);
        assertThat(node.path("id").asString("")).isEqualTo(product);
        assertThat(node.path("price").path("amountMinor").asLong()).isEqualTo(1250);
        assertThat(node.path("stock").path("onHand").isNull()).isTrue();
        assertThat(node.path("recommendations").isArray()).isTrue();
        assertThat(Integer.parseInt(found.header("X-Query-Cost"))).isBetween(100, 200);
    }

    @Test
    void aCustomerReadsCartAndOrdersAndNobodyElseDoes() {
        var product = admin.createProduct("Graphpot", 900, 20);
        var ada = Shopper.fresh();
        ada.client().post("/api/cart/items", """
                {"productId": "%s", "quantity": 2}""".formatted(product)).expect(200);

        var cart = query(
                ada.client(), "{ cart { items { quantity product { name } } total { amountMinor } } me { email } }");

        assertThat(cart.text("data.cart.items.0.product.name")).isEqualTo("Graphpot");
        assertThat(cart.number("data.cart.total.amountMinor")).isEqualTo(1800);
        assertThat(cart.text("data.me.email")).isEqualTo(ada.email());

        var first = ada.order(product, 1).expect(201).text("id");
        var second = ada.order(product, 3).expect(201).text("id");
        ada.pay(second, "pm_card_visa").expect(201);
        ada.awaitOrder(second, "CONFIRMED");

        var newest = query(
                ada.client(),
                "{ orders(first: 1) { nodes { id status items { quantity product { name } } timeline { status } payments { status amount { amountMinor } } }"
                        + " pageInfo { hasNextPage endCursor } } }");
        assertThat(newest.text("data.orders.nodes.0.id")).as(newest.body()).isEqualTo(second);
        assertThat(newest.text("data.orders.nodes.0.status")).isEqualTo("CONFIRMED");
        assertThat(newest.number("data.orders.nodes.0.payments.0.amount.amountMinor"))
                .isEqualTo(2700);
        assertThat(newest.json().at("/data/orders/nodes/0/timeline").size()).isGreaterThanOrEqualTo(2);
        var next = query(
                ada.client(),
                "query($after: String) { orders(first: 1, after: $after) { nodes { id } pageInfo { hasNextPage } } }",
                Map.of("after", newest.text("data.orders.pageInfo.endCursor")));
        assertThat(next.text("data.orders.nodes.0.id")).isEqualTo(first);

        var document = "query($id: ID!) { order(id: $id) { number } }";
        assertThat(query(Shopper.fresh().client(), document, Map.of("id", first))
                        .text("errors.0.extensions.code"))
                .isEqualTo("order_not_found");
        assertThat(query(Client.ofGateway(), document, Map.of("id", first)).text("errors.0.extensions.code"))
                .isEqualTo("unauthorized");
        assertThat(query(admin.client(), document, Map.of("id", first)).json().has("errors"))
                .isFalse();
        assertThat(query(admin.client(), "{ adminSummary { ordersByState { count } } }")
                        .json()
                        .has("errors"))
                .isFalse();
    }

    @Test
    void aDocumentIsSentOnceAndThenNamedByItsHash() throws NoSuchAlgorithmException {
        var document = "{ categories { slug name } }";
        var hash = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(document.getBytes(StandardCharsets.UTF_8)));
        var persisted = Map.of("persistedQuery", Map.of("version", 1, "sha256Hash", hash));

        post(Client.ofGateway(), Map.of("query", document, "extensions", persisted))
                .expect(200);
        var known = post(Client.ofGateway(), Map.of("extensions", persisted)).expect(200);

        assertThat(known.json().path("data").path("categories").isArray()).isTrue();
    }

    private static Answer query(Client client, String document) {
        return query(client, document, Map.of());
    }

    private static Answer query(Client client, String document, Map<String, ?> variables) {
        return post(client, Map.of("query", document, "variables", variables)).expect(200);
    }

    private static Answer post(Client client, Map<String, ?> body) {
        return client.post("/graphql", JsonMapper.shared().writeValueAsString(body));
    }
}

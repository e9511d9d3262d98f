package shop.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** From orders to what is recommended, through the gateway; and many products with one request. */
@BesideOthers
class RecommendationsJourney {

    private final Shopper admin = Shopper.admin();
    private final Client anybody = Client.ofGateway();

    @Test
    void whatIsBoughtTogetherIsRecommendedUntilTheOrderIsCancelled() {
        var mug = admin.createProduct("Mug to go with a pot", 1250, 20);
        var pot = admin.createProduct("Pot to go with a mug", 3900, 20);
        var ada = Shopper.fresh();
        var kept = order(ada, mug, pot);
        var cancelled = order(ada, mug, pot);
        var page = "/api/products/" + mug + "/recommendations";

        awaitOrders(page, pot, 2);
        assertThat(reason(page, pot).path("text").asString()).isEqualTo("bought with Mug to go with a pot in 2 orders");
        assertThat(ids(anybody.get("/api/recommendations?productIds=" + pot).expect(200)))
                .contains(mug)
                .doesNotContain(pot);
        assertThat(anybody.get("/api/products/recommendations?ids=" + pot + "," + mug)
                        .expect(200)
                        .text("items.1.productId"))
                .isEqualTo(mug);

        ada.client().post("/api/orders/" + cancelled + "/cancel", "{}").expect(202);

        awaitOrders(page, pot, 1);
        assertThat(ada.client().get("/api/orders/" + kept).expect(200).text("status"))
                .isEqualTo("PENDING");
    }

    @Test
    void whatIsSoldOutIsNotRecommended() {
        var lamp = admin.createProduct("Lamp with the last shade", 1250, 20);
        var shade = admin.createProduct("Shade, the last one", 900, 1);
        var ada = Shopper.fresh();
        order(ada, lamp, shade);

        Patience.await("the order to be counted, and the stock").untilAsserted(() -> {
            var ofShade =
                    anybody.get("/api/products/" + shade + "/recommendations").expect(200);
            assertThat(ids(ofShade)).contains(lamp);
            assertThat(ids(anybody.get("/api/products/" + lamp + "/recommendations?size=50")
                            .expect(200)))
                    .doesNotContain(shade);
        });
    }

    @Test
    void manyProductsAndTheirStockAreReadWithOneRequestEach() {
        var made = IntStream.range(0, 3)
                .mapToObj(number -> admin.createProduct("One of many " + number, 100, 5))
                .toList();
        var asked = made.getLast() + "," + "019aa5f0-7a00-7000-8000-000000000002" + "," + made.getFirst();

        var products = anybody.get("/api/products?ids=" + asked).expect(200);
        assertThat(products.json()
                        .get("items")
                        .valueStream()
                        .map(one -> one.get("id").stringValue()))
                .containsExactly(made.getLast(), made.getFirst());
        Patience.await("the stock records").untilAsserted(() -> {
            var stock = anybody.get("/api/inventory?productIds=" + asked).expect(200);
            assertThat(stock.json()
                            .get("items")
                            .valueStream()
                            .map(one -> one.get("productId").stringValue()))
                    .containsExactly(made.getLast(), made.getFirst());
            assertThat(stock.json().at("/items/0").has("onHand")).isFalse();
        });
        assertThat(admin.client()
                        .get("/api/inventory?productIds=" + asked)
                        .expect(200)
                        .number("items.0.onHand"))
                .isEqualTo(5);
        anybody.get("/api/inventory").expectProblem(401, "unauthorized");
        anybody.get("/api/products?ids=x").expect(400);
    }

    private static String order(Shopper shopper, String... products) {
        var items = new ArrayList<String>();
        for (var product : products) {
            items.add("{\"productId\": \"%s\", \"quantity\": 1}".formatted(product));
        }
        return shopper.client()
                .post("/api/orders", """
                        {"items": [%s], "shippingAddress": %s}""".formatted(String.join(",", items), Shopper.ADDRESS))
                .expect(201)
                .text("id");
    }

    private void awaitOrders(String page, String product, int orders) {
        Patience.await("%s in %d orders".formatted(product, orders))
                .until(() -> reason(page, product).path("orders").asInt(0) == orders);
    }

    private JsonNode reason(String page, String product) {
        return anybody.get(page)
                .expect(200)
                .json()
                .get("items")
                .valueStream()
                .filter(one -> one.at("/product/id").stringValue().equals(product))
                .findFirst()
                .map(one -> one.get("reason"))
                .orElseGet(JsonNodeFactory.instance::objectNode);
    }

    private static List<String> ids(Answer found) {
        return found.json()
                .get("items")
                .valueStream()
                .map(one -> one.at("/product/id").stringValue())
                .toList();
    }
}

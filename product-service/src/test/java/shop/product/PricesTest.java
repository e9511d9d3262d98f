package shop.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import shop.test.Api;
import shop.test.Contracts;
import shop.test.FleetTest;
import shop.test.KafkaProbe;
import shop.test.TestTokens;

/** What clients see of prices in several currencies. */
@FleetTest
class PricesTest {

    private final Api anybody;
    private final Api admin;
    private final MongoTemplate mongo;

    @Autowired
    PricesTest(MongoTemplate mongo, @LocalServerPort int port) {
        this.anybody = new Api(port);
        this.admin = anybody.as(TestTokens.admin(new UUID(5, 1)));
        this.mongo = mongo;
    }

    @Test
    void showsAndTellsThePricesInFurtherCurrencies() {
        var prices = List.of(price(1390, "USD"), price(2000, "JPY"));

        var made = admin.post("/api/products", product(prices));

        assertThat(made.status()).as(made.body().toString()).isEqualTo(201);
        var path = "/api/products/" + made.text("id");
        assertThat(anybody.get(path).body().get("prices").toString())
                .isEqualTo("[{\"amountMinor\":1390,\"currency\":\"USD\"},{\"amountMinor\":2000,\"currency\":\"JPY\"}]");
        var published = KafkaProbe.await(
                "product_updated", event -> event.get("subject").stringValue().equals(made.text("id")));
        Contracts.assertValid("product_updated", published);
        assertThat(published.at("/data/prices"))
                .isEqualTo(anybody.get(path).body().get("prices"));

        var changed = admin.patch(path, Map.of("prices", List.of(price(1490, "USD"))));
        assertThat(changed.body().get("prices")).hasSize(1);
        assertThat(changed.number("prices/0/amountMinor")).isEqualTo(1490);
        assertThat(changed.number("version")).isEqualTo(2);
        assertThat(admin.patch(path, "{\"prices\":null}").body().get("prices")).isEmpty();
    }

    @Test
    void readsProductsThatWereStoredBeforeThereWereSuchPrices() {
        var made = admin.post("/api/products", product(List.of()));
        var query = Query.query(Criteria.where("_id").is(UUID.fromString(made.text("id"))));
        mongo.updateFirst(query, new Update().unset("prices"), "products");
        assertThat(Objects.requireNonNull(mongo.findOne(query, Document.class, "products")))
                .doesNotContainKey("prices");

        var path = "/api/products/" + made.text("id");
        assertThat(admin.patch(path, Map.of("name", "New")).body().get("prices"))
                .isEmpty();
        assertThat(anybody.get(path).body().get("prices")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource
    void refusesBadPricesAndNamesTheField(String field, @Nullable Object prices) {
        var answer = admin.post("/api/products", product(prices));

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(400);
        assertThat(answer.wrongFields()).containsExactly(field);
    }

    static Stream<Arguments> refusesBadPricesAndNamesTheField() {
        return Stream.of(
                Arguments.of("prices", List.of(price(1, "EUR"))),
                Arguments.of("prices", List.of(price(1, "USD"), price(2, "USD"))),
                Arguments.of("prices[0].amountMinor", List.of(price(-1, "USD"))),
                Arguments.of("prices[0].currency", List.of(price(1, "EURO"))),
                Arguments.of("prices", "1 USD"));
    }

    private static Map<String, Object> price(long amountMinor, String currency) {
        return Map.of("amountMinor", amountMinor, "currency", currency);
    }

    private static Map<String, @Nullable Object> product(@Nullable Object prices) {
        var body = new HashMap<String, @Nullable Object>();
        body.put("sku", "P-" + Long.toHexString(System.nanoTime()));
        body.put("name", "Blue mug");
        body.put("price", price(1250, "EUR"));
        body.put("prices", prices);
        return body;
    }
}

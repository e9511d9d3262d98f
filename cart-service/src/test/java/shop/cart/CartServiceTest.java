package shop.cart;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.HttpCookie;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import shop.cart.support.ProductServiceFake;
import shop.test.Api;
import shop.test.Api.Answer;
import shop.test.ApiDocument;
import shop.test.Contracts;
import shop.test.FleetTest;
import shop.test.KafkaProbe;
import shop.test.Parallel;
import shop.test.TestTokens;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What customers, guests and the fleet see of the carts. */
@FleetTest
class CartServiceTest {

    private static final AtomicLong NUMBERS = new AtomicLong(System.nanoTime());
    private static final ProductServiceFake PRODUCT_SERVICE =
            new ProductServiceFake(authorization -> authorization.startsWith("Bearer "));

    private final Api anybody;
    private final MongoTemplate mongo;
    private UUID customerId = newId();
    private Api customer;

    @Autowired
    CartServiceTest(MongoTemplate mongo, @LocalServerPort int port) {
        this.mongo = mongo;
        this.anybody = new Api(port);
        this.customer = anybody.as(TestTokens.user(customerId));
    }

    @DynamicPropertySource
    static void registry(DynamicPropertyRegistry properties) {
        properties.add(
                "spring.cloud.discovery.client.simple.instances.product-service[0].uri", PRODUCT_SERVICE::address);
    }

    @BeforeEach
    void comeAsANewCustomer() {
        customerId = newId();
        customer = anybody.as(TestTokens.user(customerId));
    }

    @AfterAll
    static void stopProductService() {
        PRODUCT_SERVICE.stop();
    }

    // Filling a cart

    @Test
    void theApiDocumentSaysWhatIsSo() {
        var document = anybody.get("/v3/api-docs").body();

        ApiDocument.assertSound(document, "shop.cart", "cart_not_found");
        assertThat(document.at("/paths/~1api~1cart~1items/post/responses/403/x-shop-codes")
                        .toString())
                .isEqualTo("[\"csrf_token_invalid\"]");
    }

    @Test
    void showsAnEmptyCartToANewCustomer() {
        var cart = customer.get("/api/cart");

        assertThat(cart.status()).isEqualTo(200);
        assertThat(cart.body().toString())
                .isEqualTo(
                        "{\"items\":[],\"total\":{\"amountMinor\":0,\"currency\":\"EUR\"},\"notices\":[],\"version\":0}");
        assertThat(anybody.get("/api/cart/").body()).isEqualTo(cart.body());
    }

    @Test
    void oneAddressBeginsNoMoreGuestCartsThanItMay() {
        var mug = publishedProduct(1250);
        var item = Map.of("productId", mug, "quantity", 1);
        var crowd = anybody.with("X-Client-Address", "203.0.113.9");
        for (var i = 0; i < 500; i++) {
            assertThat(crowd.post("/api/cart/items", item).status()).isEqualTo(200);
        }

        var refused = crowd.post("/api/cart/items", item);

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.text("code")).isEqualTo("too_many_guest_carts");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isPositive();
        assertThat(anybody.with("X-Client-Address", "203.0.113.10")
                        .post("/api/cart/items", item)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void addsUpWhatIsPutIn() {
        var mug = publishedProduct(1250);
        var lamp = publishedProduct(4000);

        assertThat(add(mug, 2).status()).isEqualTo(200);
        add(lamp, 1);
        var cart = add(mug, 1);

        assertThat(cart.number("total/amountMinor")).isEqualTo(7750);
        assertThat(cart.text("total/currency")).isEqualTo("EUR");
        assertThat(cart.number("version")).isEqualTo(3);
        var line = cart.body().at("/items/0");
        assertThat(line.propertyNames())
                .containsExactlyInAnyOrder("productId", "sku", "name", "unitPrice", "quantity", "lineTotal", "notices");
        assertThat(line.get("productId").stringValue()).isEqualTo(mug.toString());
        assertThat(line.get("sku").stringValue()).isEqualTo("SKU-" + mug);
        assertThat(line.get("quantity").intValue()).isEqualTo(3);
        assertThat(line.at("/lineTotal/amountMinor").longValue()).isEqualTo(3750);
        assertThat(line.get("notices")).isEmpty();
        assertThat(customer.get("/api/cart").body()).isEqualTo(cart.body());
    }

    @Test
    void changesRemovesAndClears() {
        var mug = publishedProduct(1250);
        var lamp = publishedProduct(4000);
        add(mug, 2);
        add(lamp, 2);

        var changed = customer.patch("/api/cart/items/" + mug, Map.of("quantity", 5));

        assertThat(changed.status()).isEqualTo(200);
        assertThat(quantities()).isEqualTo(Map.of(mug.toString(), 5, lamp.toString(), 2));
        assertThat(customer.delete("/api/cart/items/" + mug).status()).isEqualTo(204);
        assertThat(quantities()).isEqualTo(Map.of(lamp.toString(), 2));
        assertThat(customer.delete("/api/cart/items/" + mug).status()).isEqualTo(404);
        assertThat(customer.patch("/api/cart/items/" + mug, Map.of("quantity", 1))
                        .text("code"))
                .isEqualTo("not_in_cart");
        assertThat(customer.delete("/api/cart").status()).isEqualTo(204);
        assertThat(customer.delete("/api/cart").status()).isEqualTo(204);
        assertThat(quantities()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"productId\":\"%s\"}",
                "{\"quantity\":1}",
                "{\"productId\":\"%s\",\"quantity\":0}",
                "{\"productId\":\"%s\",\"quantity\":-1}",
                "{\"productId\":\"%s\",\"quantity\":1000}",
                "{\"productId\":\"%s\",\"quantity\":2147483648}",
                "{\"productId\":\"%s\",\"quantity\":1.5}",
                "{\"productId\":\"%s\",\"quantity\":1e309}",
                "{\"productId\":\"%s\",\"quantity\":\"1 OR 1\"}",
                "{\"productId\":\"%s\",\"quantity\":null}",
                "{\"productId\":\"%s\",\"quantity\":1,\"unitPrice\":1}",
                "{\"productId\":{\"$gt\":\"\"},\"quantity\":1}",
                "{\"productId\":\"mug\",\"quantity\":1}",
            })
    void refusesBadInput(String body) {
        var mug = publishedProduct(1250);

        var answer = customer.post("/api/cart/items", body.formatted(mug));

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(400);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(customer.get("/api/cart").number("version")).isZero();
    }

    @Test
    void keepsWithinItsLimits() {
        var mug = publishedProduct(1250);
        add(mug, 999);

        var answer = add(mug, 1);

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.text("code")).isEqualTo("quantity_limit");
        assertThat(quantities()).isEqualTo(Map.of(mug.toString(), 999));
    }

    @Test
    void staysInOneCurrency() {
        add(publishedProduct(1250), 1);
        var pounds = newId();
        publish(product(pounds, 1, 900, "GBP", false));

        await().atMost(KafkaProbe.PATIENCE)
                .untilAsserted(() -> assertThat(add(pounds, 1).text("code")).isEqualTo("currency_mismatch"));
        assertThat(quantities()).hasSize(1);
    }

    @Test
    void losesNoneOfManyAddsAtOnce() {
        var mug = publishedProduct(100);
        var lamp = publishedProduct(200);

        var answers = Parallel.times(30, () -> NUMBERS.incrementAndGet() % 2 == 0 ? add(mug, 1) : add(lamp, 1));

        assertThat(answers.stream().collect(groupingBy(Answer::status, counting())))
                .isEqualTo(Map.of(200, 30L));
        assertThat(quantities()).isEqualTo(Map.of(mug.toString(), 15, lamp.toString(), 15));
        assertThat(customer.get("/api/cart").number("version")).isEqualTo(30);
    }

    @Test
    void overwritesOnlyTheVersionThatTheCallerSaw() {
        var mug = publishedProduct(100);
        var seen = add(mug, 1);
        var careful = customer.with("If-Match", seen.header("ETag"));

        assertThat(careful.patch("/api/cart/items/" + mug, Map.of("quantity", 2))
                        .status())
                .isEqualTo(200);

        assertThat(careful.patch("/api/cart/items/" + mug, Map.of("quantity", 3))
                        .status())
                .isEqualTo(412);
        assertThat(careful.delete("/api/cart").status()).isEqualTo(412);
        assertThat(quantities()).isEqualTo(Map.of(mug.toString(), 2));
    }

    // Whose cart it is

    @Test
    void showsACartToItsOwnerOnly() {
        var mug = publishedProduct(100);
        add(mug, 3);
        var other = anybody.as(TestTokens.user(newId()));

        assertThat(other.get("/api/cart").body().get("items")).isEmpty();
        assertThat(anybody.get("/api/cart").body().get("items")).isEmpty();
        assertThat(other.patch("/api/cart/items/" + mug, Map.of("quantity", 1)).status())
                .isEqualTo(404);
        assertThat(other.delete("/api/cart/items/" + mug).status()).isEqualTo(404);
        assertThat(other.delete("/api/cart").status()).isEqualTo(204);
        assertThat(anybody.as(TestTokens.admin(newId())).get("/api/cart").body().get("items"))
                .isEmpty();
        assertThat(quantities()).isEqualTo(Map.of(mug.toString(), 3));
    }

    @Test
    void refusesABadTokenInsteadOfTakingItsBearerForAGuest() {
        assertThat(anybody.as(TestTokens.tampered(newId())).get("/api/cart").status())
                .isEqualTo(401);
        assertThat(anybody.as(TestTokens.expired(newId())).get("/api/cart").status())
                .isEqualTo(401);
    }

    @Test
    void tellsOrderServiceOfACartAndNobodyElse() {
        var mug = publishedProduct(100);
        add(mug, 3);
        var orders = anybody.as(TestTokens.service("order-service", "cart-service"));

        assertThat(orders.get("/internal/carts/" + customerId).body().toString())
                .isEqualTo("{\"items\":[{\"productId\":\"" + mug + "\",\"quantity\":3}],\"version\":1}");
        assertThat(orders.get("/internal/carts/" + newId()).body().toString())
                .isEqualTo("{\"items\":[],\"version\":0}");
        assertThat(customer.get("/internal/carts/" + customerId).status()).isIn(401, 403);
        assertThat(anybody.get("/internal/carts/" + customerId).status()).isEqualTo(401);
    }

    // Guests

    @Test
    void keepsAGuestsCartUnderASecretCookie() {
        var mug = publishedProduct(100);

        var begun = anybody.post("/api/cart/items", item(mug, 2));

        var cookie = begun.header("Set-Cookie");
        assertThat(begun.status()).isEqualTo(200);
        assertThat(cookie).contains("HttpOnly", "SameSite=Lax", "Secure", "Path=/;", "Max-Age=2592000");
        var token = HttpCookie.parse(cookie).getFirst().getValue();
        assertThat(token).matches("[A-Za-z0-9_-]{43}");
        var guest = anybody.with("Cookie", "cart=" + token);
        assertThat(guest.get("/api/cart").number("items/0/quantity")).isEqualTo(2);
        assertThat(HttpCookie.parse(guest.post("/api/cart/items", item(mug, 1)).header("Set-Cookie"))
                        .getFirst()
                        .getValue())
                .isEqualTo(token);
        assertThat(guest.patch("/api/cart/items/" + mug, Map.of("quantity", 7)).number("items/0/quantity"))
                .isEqualTo(7);
        assertThat(mongo.findAll(Document.class, "carts").toString())
                .as("the store does not hold what opens the cart")
                .doesNotContain(token);
    }

    @Test
    void doesNotLetAGuestChooseTheToken() {
        var chosen = anybody.with("Cookie", "cart=chosen-by-somebody-else");

        var begun = chosen.post("/api/cart/items", item(publishedProduct(100), 1));

        assertThat(begun.header("Set-Cookie")).isNotEmpty().doesNotContain("chosen-by-somebody-else");
        assertThat(chosen.get("/api/cart").body().get("items")).isEmpty();
        assertThat(chosen.delete("/api/cart").status()).isEqualTo(204);
    }

    @Test
    void mergesAGuestsCartOnce() {
        var mug = publishedProduct(100);
        var lamp = publishedProduct(200);
        var begun = anybody.post("/api/cart/items", item(mug, 2));
        var cookie = "cart="
                + HttpCookie.parse(begun.header("Set-Cookie")).getFirst().getValue();
        anybody.with("Cookie", cookie).post("/api/cart/items", item(lamp, 1));
        add(mug, 3);
        var arriving = customer.with("Cookie", cookie);

        var answers = Parallel.times(5, () -> arriving.post("/api/cart/merge", ""));

        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200));
        assertThat(answers.getFirst().header("Set-Cookie")).startsWith("cart=;").contains("Max-Age=0");
        assertThat(quantities()).isEqualTo(Map.of(mug.toString(), 5, lamp.toString(), 1));
        assertThat(anybody.with("Cookie", cookie).get("/api/cart").body().get("items"))
                .isEmpty();
        assertThat(anybody.with("Cookie", cookie).post("/api/cart/merge", "").status())
                .isEqualTo(401);
        assertThat(customer.post("/api/cart/merge", "").status())
                .as("without a cookie")
                .isEqualTo(200);
    }

    @Test
    void mergesAGuestsCartAtTheFirstReadingAfterALogin() {
        var mug = publishedProduct(100);
        var lamp = publishedProduct(200);
        add(mug, 3);
        var cookie = guestWith(Map.of(mug, 2, lamp, 1));
        var arriving = customer.with("Cookie", cookie);

        var answers = Parallel.times(5, () -> arriving.get("/api/cart"));

        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
            assertThat(answer.header("Set-Cookie")).startsWith("cart=;").contains("Max-Age=0", "Path=/;");
            assertThat(quantitiesOf(answer)).isEqualTo(Map.of(mug.toString(), 5, lamp.toString(), 1));
            assertThat(notices(answer))
                    .containsExactlyInAnyOrder("guest_item_merged " + mug + " 2", "guest_item_merged " + lamp + " 1");
        });
        assertThat(customer.get("/api/cart").header("ETag"))
                .isEqualTo(arriving.get("/api/cart").header("ETag"));
        assertThat(anybody.with("Cookie", cookie).get("/api/cart").body().get("items"))
                .isEmpty();
    }

    @Test
    void mergesNothingForWhomWouldNotTakeTheAnswer() {
        var mug = publishedProduct(100);
        var cookie = guestWith(Map.of(mug, 2));

        var refused = customer.with("Cookie", cookie)
                .with("Accept", "application/xml")
                .get("/api/cart");

        assertThat(refused.status()).isEqualTo(406);
        assertThat(refused.header("Set-Cookie")).isEmpty();
        assertThat(quantitiesOf(anybody.with("Cookie", cookie).get("/api/cart")))
                .isEqualTo(Map.of(mug.toString(), 2));
        assertThat(customer.get("/api/cart").body().get("items")).isEmpty();
    }

    @Test
    void showsWhatWasMergedUntilTheCustomerChangesTheCart() {
        var mug = publishedProduct(100);
        var cookie = guestWith(Map.of(mug, 2));
        customer.with("Cookie", cookie).get("/api/cart");

        assertThat(notices(customer.get("/api/cart"))).containsExactly("guest_item_merged " + mug + " 2");

        assertThat(notices(add(mug, 1))).isEmpty();
        assertThat(notices(customer.with("Cookie", cookie).get("/api/cart"))).isEmpty();
        assertThat(quantities()).isEqualTo(Map.of(mug.toString(), 3));
    }

    @Test
    void saysWhatAMergeLeavesOut() {
        var mug = publishedProduct(100);
        var pounds = publishedProduct(900, "GBP");
        add(mug, 1);
        var arriving = customer.with("Cookie", guestWith(Map.of(pounds, 2)));

        var cart = arriving.get("/api/cart");

        assertThat(quantitiesOf(cart)).isEqualTo(Map.of(mug.toString(), 1));
        assertThat(notices(cart)).containsExactly("guest_item_dropped " + pounds + " 2 currency_mismatch");
        assertThat(cart.text("notices/0/name")).isNotEmpty();
        assertThat(cart.text("notices/0/sku")).isEqualTo("SKU-" + pounds);
        assertThat(cart.text("notices/0/message")).contains("currency");

        customer.patch("/api/cart/items/" + mug, Map.of("quantity", 998));
        var second = customer.with("Cookie", guestWith(Map.of(mug, 3))).post("/api/cart/merge", "");
        assertThat(notices(second))
                .containsExactly("guest_item_merged " + mug + " 1", "guest_item_dropped " + mug + " 2 quantity_limit");
    }

    @Test
    void mergesForTheFleetOnceHoweverOftenItIsAsked() {
        var mug = publishedProduct(100);
        var pounds = publishedProduct(900, "GBP");
        add(mug, 3);
        var token = guestWith(Map.of(mug, 2)).substring("cart=".length());
        var foreign = guestWith(Map.of(pounds, 4)).substring("cart=".length());
        var gateway = anybody.as(TestTokens.service("api-gateway", "cart-service"));
        var path = "/internal/carts/" + customerId + "/merge";

        var answers = Parallel.times(5, () -> gateway.post(path, Map.of("token", token)));

        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
            assertThat(answer.header("Set-Cookie")).startsWith("cart=;");
            assertThat(answer.number("items/0/quantity")).isEqualTo(5);
            assertThat(answer.text("merged/0/productId")).isEqualTo(mug.toString());
            assertThat(answer.number("merged/0/quantity")).isEqualTo(2);
            assertThat(answer.body().get("dropped")).isEmpty();
        });
        assertThat(quantities()).isEqualTo(Map.of(mug.toString(), 5));
        var other = gateway.post(path, Map.of("token", foreign));
        assertThat(other.body().get("merged")).as("of this guest's cart alone").isEmpty();
        assertThat(other.text("dropped/0/reason")).isEqualTo("currency_mismatch");
        assertThat(other.number("dropped/0/quantity")).isEqualTo(4);
        assertThat(notices(customer.get("/api/cart"))).hasSize(2);

        var nothing = gateway.post(path, Map.of("token", "chosen-by-somebody-else"));
        assertThat(nothing.status()).isEqualTo(200);
        assertThat(nothing.body().get("merged")).isEmpty();
        assertThat(gateway.post(path, "{}").status()).isEqualTo(400);
        assertThat(customer.post(path, Map.of("token", token)).status()).isIn(401, 403);
        assertThat(anybody.post(path, Map.of("token", token)).status()).isEqualTo(401);
    }

    @Test
    void readsACartFromBeforeMergesWereRemembered() {
        var mug = publishedProduct(100);
        add(mug, 3);
        mongo.updateFirst(
                Query.query(Criteria.where("_id").is("user:" + customerId)),
                new Update().unset("guestMerges"),
                "carts");

        var cart = customer.with("Cookie", guestWith(Map.of(mug, 2))).get("/api/cart");

        assertThat(quantitiesOf(cart)).isEqualTo(Map.of(mug.toString(), 5));
        assertThat(notices(cart)).containsExactly("guest_item_merged " + mug + " 2");
    }

    // Products

    @Test
    void asksProductServiceForAProductThatItHasNotHeardOf() {
        var fresh = newId();
        PRODUCT_SERVICE.put(fresh, "FRESH", 700, false, 1);

        var cart = add(fresh, 2);

        assertThat(cart.status()).as(cart.body().toString()).isEqualTo(200);
        assertThat(cart.number("total/amountMinor")).isEqualTo(1400);
        var asked = PRODUCT_SERVICE.calls();
        add(fresh, 1);
        assertThat(PRODUCT_SERVICE.calls()).as("asks once").isEqualTo(asked);
    }

    @Test
    void refusesAnUnknownAndAnArchivedProduct() {
        var archived = newId();
        PRODUCT_SERVICE.put(archived, "OLD", 700, true, 4);

        for (var product : List.of(newId(), archived)) {
            var answer = add(product, 1);
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.text("code")).isEqualTo("product_not_found");
        }
        assertThat(quantities()).isEmpty();
    }

    @Test
    void goesOnWithKnownProductsWhileProductServiceIsDown() {
        var mug = publishedProduct(100);
        PRODUCT_SERVICE.goDown();
        try {
            var answer = add(newId(), 1);

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("Retry-After")).isNotEmpty();
            assertThat(add(mug, 1).status()).isEqualTo(200);
            for (var tries = 0; tries < 10; tries++) {
                assertThat(add(newId(), 1).status()).isEqualTo(503);
            }
            var asked = PRODUCT_SERVICE.calls();
            assertThat(add(newId(), 1).status()).isEqualTo(503);
            assertThat(PRODUCT_SERVICE.calls()).as("it is left alone").isEqualTo(asked);
        } finally {
            PRODUCT_SERVICE.comeBack();
        }
        await("the breaker to close again")
                .atMost(KafkaProbe.PATIENCE)
                .untilAsserted(() -> assertThat(add(newId(), 1).status()).isEqualTo(404));
    }

    @Test
    void asksTodaysPriceAndSaysSo() {
        var mug = publishedProduct(100);
        var before = add(mug, 2);
        publish(product(mug, 2, 150, "EUR", false));

        await().atMost(KafkaProbe.PATIENCE)
                .untilAsserted(() -> assertThat(customer.get("/api/cart").number("total/amountMinor"))
                        .isEqualTo(300));
        var after = customer.get("/api/cart");
        assertThat(after.text("items/0/notices/0/code")).isEqualTo("price_changed");
        assertThat(after.number("items/0/notices/0/previousPrice/amountMinor")).isEqualTo(100);
        assertThat(after.number("version")).isEqualTo(1);
        assertThat(after.header("ETag")).isNotEqualTo(before.header("ETag"));
        assertThat(customer.with("If-None-Match", after.header("ETag"))
                        .get("/api/cart")
                        .status())
                .isEqualTo(304);
        assertThat(customer.with("If-Match", before.header("ETag"))
                        .patch("/api/cart/items/" + mug, Map.of("quantity", 1))
                        .body()
                        .at("/items/0/notices"))
                .as("a customer who changes the line has seen the price")
                .isEmpty();
    }

    @Test
    void marksWhatIsNotSoldAnyMoreAndIgnoresOldNews() {
        var mug = publishedProduct(100);
        var lamp = publishedProduct(200);
        add(mug, 1);
        add(lamp, 1);
        publish(product(mug, 3, 100, "EUR", true));
        publish(product(mug, 2, 1, "EUR", false));
        publish(product(mug, 3, 2, "EUR", false));
        // The last word on this key comes after all of the above, since a key has one partition.
        KafkaProbe.sendRaw(
                "product_updated",
                mug.toString(),
                product(lamp, 2, 250, "EUR", false).toString());

        await().atMost(KafkaProbe.PATIENCE)
                .untilAsserted(() -> assertThat(customer.get("/api/cart").number("items/1/unitPrice/amountMinor"))
                        .isEqualTo(250));
        var cart = customer.get("/api/cart");
        assertThat(cart.text("items/0/notices/0/code")).isEqualTo("product_unavailable");
        assertThat(cart.number("items/0/unitPrice/amountMinor")).isEqualTo(100);
        assertThat(cart.number("total/amountMinor")).isEqualTo(250);
    }

    @Test
    void theTagOfOneCartNeverConfirmsAnother() {
        var mug = publishedProduct(100);
        var one = add(mug, 1);
        var other = anybody.as(TestTokens.user(UUID.randomUUID()));
        other.post("/api/cart/items", Map.of("productId", mug, "quantity", 3));

        for (var tag : List.of(one.header("ETag"), customer.get("/api/cart").header("ETag"))) {
            assertThat(tag).startsWith("\"1-");
            assertThat(customer.with("If-None-Match", tag).get("/api/cart").status())
                    .isEqualTo(304);
            var others = other.with("If-None-Match", tag).get("/api/cart");
            assertThat(others.status()).as("another customer, the same version").isEqualTo(200);
            assertThat(others.number("items/0/quantity")).isEqualTo(3);
            assertThat(anybody.with("If-None-Match", tag).get("/api/cart").status())
                    .isEqualTo(200);
        }
        assertThat(String.join(", ", one.headers().allValues("Vary"))).contains("Authorization", "Cookie");
    }

    @Test
    void saysWhatIsLeftAndLetsMoreBePutInThanThereIs() {
        var mug = publishedProduct(100);
        publish(stock(mug, 5, 2));
        awaitStock(mug, 5);

        var cart = add(mug, 3);

        assertThat(cart.status()).isEqualTo(200);
        assertThat(cart.text("items/0/notices/0/code")).isEqualTo("less_available");
        assertThat(cart.number("items/0/notices/0/available")).isEqualTo(2);
        assertThat(cart.number("total/amountMinor")).isEqualTo(300);

        publish(stock(mug, 7, 0));
        awaitStock(mug, 7);
        var soldOut = customer.get("/api/cart");
        assertThat(soldOut.text("items/0/notices/0/code")).isEqualTo("out_of_stock");
        assertThat(soldOut.number("total/amountMinor")).isZero();
        assertThat(soldOut.header("ETag")).isNotEqualTo(cart.header("ETag"));

        publish(stock(mug, 6, 9));
        publish(stock(mug, 8, 3));
        awaitStock(mug, 8);
        assertThat(customer.get("/api/cart").body().at("/items/0/notices")).isEmpty();
    }

    @Test
    void hearsManyNewsAtOnceAndPassesOverWhatItCannotRead() {
        var mug = newId();
        for (var version = 1; version <= 200; version++) {
            KafkaProbe.send("product_updated", product(mug, version, version, "EUR", false));
            KafkaProbe.send("stock_changed", stock(mug, version, version));
            if (version % 50 == 7) {
                KafkaProbe.sendRaw("product_updated", mug.toString(), "{\"half");
                KafkaProbe.sendRaw("stock_changed", mug.toString(), null);
            }
        }

        awaitStock(mug, 200);
        await().atMost(KafkaProbe.PATIENCE)
                .untilAsserted(() -> assertThat(add(mug, 1).number("items/0/unitPrice/amountMinor"))
                        .isEqualTo(200));
        assertThat(KafkaProbe.records("product_updated-dlt"))
                .filteredOn(letter -> letter.key().equals(mug.toString()))
                .hasSize(4);
        assertThat(KafkaProbe.records("stock_changed-dlt"))
                .filteredOn(letter -> letter.key().equals(mug.toString()))
                .hasSize(4);
    }

    @Test
    void hearsOfAStockBeforeItsProductAndStillAsksForTheProduct() {
        var mug = newId();
        publish(stock(mug, 1, 1));
        awaitStock(mug, 1);

        assertThat(add(mug, 1).text("code")).isEqualTo("product_not_found");
        publish(product(mug, 1, 100, "EUR", false));
        await().atMost(KafkaProbe.PATIENCE)
                .untilAsserted(() -> assertThat(add(mug, 1).status()).isEqualTo(200));

        assertThat(add(mug, 1).number("items/0/notices/0/available")).isEqualTo(1);
    }

    // Orders

    @Test
    void takesOutWhatWasPaidForAndKeepsTheRest() {
        var mug = publishedProduct(100);
        var lamp = publishedProduct(200);
        var rug = publishedProduct(300);
        add(mug, 5);
        add(lamp, 1);
        add(rug, 2);

        publish(order(newId(), 2, "CONFIRMED", Map.of(mug, 2, lamp, 1)));

        await().atMost(KafkaProbe.PATIENCE)
                .untilAsserted(() -> assertThat(quantities()).isEqualTo(Map.of(mug.toString(), 3, rug.toString(), 2)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PENDING", "CANCELLED", "EXPIRED", "SHIPPED", "DELIVERED"})
    void leavesTheCartAloneUnlessAnOrderIsPaid(String status) {
        var mug = publishedProduct(100);
        add(mug, 5);
        var order = newId();
        publish(order(order, 2, status, Map.of(mug, 2)));
        publish(order(order, 3, "CONFIRMED", Map.of(mug, 1)));

        await().atMost(KafkaProbe.PATIENCE)
                .untilAsserted(
                        () -> assertThat(quantities().get(mug.toString())).isNotEqualTo(5));
        assertThat(quantities()).isEqualTo(Map.of(mug.toString(), 4));
    }

    @Test
    void takesOutAPaidOrderOnceHoweverOftenItIsTold() {
        var mug = publishedProduct(100);
        add(mug, 9);
        var order = newId();
        var paid = order(order, 2, "CONFIRMED", Map.of(mug, 2));
        publish(paid);
        publish(paid);
        publish(order(order, 5, "CONFIRMED", Map.of(mug, 2)));
        KafkaProbe.sendRaw(
                "order_status",
                order.toString(),
                order(newId(), 2, "CONFIRMED", Map.of(mug, 1)).toString());

        await().atMost(KafkaProbe.PATIENCE)
                .untilAsserted(() -> assertThat(quantities()).isEqualTo(Map.of(mug.toString(), 6)));
    }

    @Test
    void remembersAPaidOrderOfACustomerWithoutACart() {
        var mug = publishedProduct(100);
        var order = newId();
        publish(order(order, 2, "CONFIRMED", Map.of(mug, 2)));
        await().atMost(KafkaProbe.PATIENCE)
                .untilAsserted(() ->
                        assertThat(customer.get("/api/cart").number("version")).isEqualTo(1));
        add(mug, 2);

        publish(order(order, 2, "CONFIRMED", Map.of(mug, 2)));
        KafkaProbe.sendRaw(
                "order_status",
                order.toString(),
                order(newId(), 2, "CONFIRMED", Map.of(mug, 1)).toString());

        await().atMost(KafkaProbe.PATIENCE)
                .untilAsserted(() -> assertThat(quantities()).isEqualTo(Map.of(mug.toString(), 1)));
    }

    @Test
    void losesNoAddWhileAnOrderIsTakenOut() {
        var mug = publishedProduct(100);
        add(mug, 20);
        for (var number = 0; number < 10; number++) {
            publish(order(newId(), 2, "CONFIRMED", Map.of(mug, 2)));
        }
        Parallel.times(10, () -> add(mug, 1));

        await().atMost(KafkaProbe.PATIENCE)
                .untilAsserted(() -> assertThat(quantities()).isEqualTo(Map.of(mug.toString(), 10)));
    }

    // Samples

    private Answer add(UUID product, int quantity) {
        return customer.post("/api/cart/items", item(product, quantity));
    }

    private static Map<String, ?> item(UUID product, int quantity) {
        return Map.of("productId", product.toString(), "quantity", quantity);
    }

    /** The cookie of a guest who has put this into a cart. */
    private String guestWith(Map<UUID, Integer> items) {
        var guest = anybody;
        var cookie = "";
        for (var line : items.entrySet()) {
            var answer = guest.post("/api/cart/items", item(line.getKey(), line.getValue()));
            assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
            cookie = answer.header("Set-Cookie").split(";", 2)[0];
            guest = anybody.with("Cookie", cookie);
        }
        return cookie;
    }

    private static List<String> notices(Answer cart) {
        return cart.body()
                .get("notices")
                .valueStream()
                .map(notice -> Stream.of("code", "productId", "quantity", "reason")
                        .map(field -> notice.path(field).asString(""))
                        .filter(value -> !value.isEmpty())
                        .collect(joining(" ")))
                .toList();
    }

    private Map<String, Integer> quantities() {
        return quantitiesOf(customer.get("/api/cart"));
    }

    private static Map<String, Integer> quantitiesOf(Answer cart) {
        var quantities = new HashMap<String, Integer>();
        cart.body()
                .get("items")
                .forEach(item -> quantities.put(
                        item.get("productId").stringValue(),
                        item.get("quantity").intValue()));
        return quantities;
    }

    /** A product that this service knows. */
    private UUID publishedProduct(long amountMinor) {
        return publishedProduct(amountMinor, "EUR");
    }

    private UUID publishedProduct(long amountMinor, String currency) {
        var id = newId();
        publish(product(id, 1, amountMinor, currency, false));
        await("news of product " + id)
                .atMost(KafkaProbe.PATIENCE)
                .until(() -> mongo.findById(id, Document.class, "products") != null);
        return id;
    }

    private static void publish(JsonNode event) {
        KafkaProbe.send(topic(event), event);
    }

    private static String topic(JsonNode event) {
        return switch (event.get("type").stringValue()) {
            case "product.updated.v1" -> "product_updated";
            case "order.status.v1" -> "order_status";
            case "stock.changed.v1" -> "stock_changed";
            default -> throw new IllegalArgumentException(event.toString());
        };
    }

    private static ObjectNode product(UUID id, long version, long amountMinor, String currency, boolean archived) {
        var event = envelope("product_updated", "product.updated.v1", id, version);
        var data = (ObjectNode) event.get("data");
        data.put("productId", id.toString());
        data.put("sku", "SKU-" + id);
        data.put("version", version);
        data.put("archived", archived);
        ((ObjectNode) data.get("price")).put("amountMinor", amountMinor).put("currency", currency);
        return event;
    }

    private static ObjectNode stock(UUID product, long version, long available) {
        var event = envelope("stock_changed", "stock.changed.v1", product, version);
        ((ObjectNode) event.get("data"))
                .put("productId", product.toString())
                .put("sku", "SKU-" + product)
                .put("onHand", available)
                .put("held", 0)
                .put("available", available);
        return event;
    }

    private void awaitStock(UUID product, long version) {
        await("stock of product " + product).atMost(KafkaProbe.PATIENCE).until(() -> {
            var stored = mongo.findById(product, Document.class, "products");
            return stored != null && stored.getEmbedded(List.of("stock", "version"), 0L) == version;
        });
    }

    private ObjectNode order(UUID id, long version, String status, Map<UUID, Integer> items) {
        var event = envelope("order_status", "order.status.v1", id, version);
        var data = (ObjectNode) event.get("data");
        data.put("orderId", id.toString());
        data.put("userId", customerId.toString());
        data.put("status", status);
        var lines = data.putArray("items");
        items.forEach((product, quantity) -> lines.addObject()
                .put("productId", product.toString())
                .put("sku", "SKU-" + product)
                .put("quantity", quantity));
        return event;
    }

    private static ObjectNode envelope(String topic, String type, UUID subject, long version) {
        var event = Contracts.example(topic, type);
        event.put("id", newId().toString());
        event.put("time", Instant.now().toString());
        event.put("subject", subject.toString());
        event.put("aggregateversion", version);
        return event;
    }

    private static UUID newId() {
        return new UUID(0x019aa5f07a007000L, NUMBERS.incrementAndGet() | Long.MIN_VALUE);
    }
}

package shop.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import shop.notification.support.Events;
import shop.test.Api;
import shop.test.ApiDocument;
import shop.test.FleetTest;
import shop.test.KafkaProbe;
import shop.test.MailProbe;
import shop.test.TestTokens;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What customers are sent, from the event to the mail. */
@FleetTest
@ExtendWith(OutputCaptureExtension.class)
class NotificationServiceTest {

    private final Api api;
    private final int port;

    @Autowired
    NotificationServiceTest(@LocalServerPort int port) {
        this.api = new Api(port);
        this.port = port;
    }

    @Test
    void theApiDocumentSaysWhatIsSo() {
        ApiDocument.assertSound(api.get("/v3/api-docs").body(), "shop.notification");
    }

    @Test
    void welcomesANewCustomer() {
        var user = registered();

        var mail = MailProbe.await(Events.emailOf(user), subject("Welcome to Shopfleet"));
        assertThat(mail.get("from").asString()).contains("shop@example.org");
        assertThat(mail.get("text").asString()).contains("Hello Ada Lovelace,", "Your account is open.");
        assertThat(mail.get("html").asString()).contains("Hello Ada Lovelace,", "Your account is open.");
        assertThat(titles(user)).containsExactly("Welcome to Shopfleet");
    }

    @Test
    void confirmsAnOrderWithItsLines() {
        var user = registered();
        var order = Events.newId();

        KafkaProbe.send("order_placed", Events.orderPlaced(order, user));

        var mail = MailProbe.await(Events.emailOf(user), subject("We have your order"));
        var payLink = "/api/notifications/pay?order=" + order;
        assertThat(mail.get("text").asString())
                .contains("7K3M-9Q4T", "2 x Blue mug: 25.00 EUR", "Total: 25.00 EUR")
                .contains("November 21, 2026, 10:15 UTC", "1 Analytical Row", "N1 9GU London")
                .contains("Pay now: http://localhost:8080" + payLink);
        assertThat(mail.get("html").asString()).contains("7K3M-9Q4T", "Blue mug", "25.00 EUR", payLink);
    }

    @Test
    void thePayLinkLeadsToAPageWithoutALogin() throws IOException, InterruptedException {
        var order = Events.newId();

        HttpResponse<String> page;
        try (var browser = HttpClient.newHttpClient()) {
            page = browser.send(
                    HttpRequest.newBuilder(
                                    URI.create("http://127.0.0.1:" + port + "/api/notifications/pay?order=" + order))
                            .header("Accept", "text/html,*/*;q=0.8")
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/html"));
        assertThat(page.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy).contains("default-src 'none'", "connect-src 'self'"));
        assertThat(page.body()).contains("data-order=\"" + order + "\"").doesNotContain("$nonce", "$order");
        assertThat(api.get("/api/notifications/pay?order=x").status()).isEqualTo(400);
        assertThat(api.get("/api/notifications/pay").status()).isEqualTo(400);
    }

    @Test
    void aMessageInPlaceOfANameIsNotMailed() {
        var user = Events.newId();
        var registered = Events.userRegistered(user);
        ((ObjectNode) registered.get("data")).put("name", "You won 500 EUR: https://evil.example");
        KafkaProbe.send("user_registered", registered);

        var mail = MailProbe.await(Events.emailOf(user), subject("Welcome to Shopfleet"));

        assertThat(mail.toString()).doesNotContain("evil").contains("Hello,");
        // Ids and times of the mail may hold any number.
        assertThat(mail.get("text").asString() + mail.get("html").asString()).doesNotContain("500");
    }

    @Test
    void aConfirmedAndPaidOrderIsOneMail() {
        var user = registered();
        var order = Events.newId();
        KafkaProbe.send("payment_status", Events.paymentStatus(order, user, "PAID"));
        KafkaProbe.send("order_status", Events.orderStatus(order, user, "PENDING", "CONFIRMED"));
        KafkaProbe.send("order_status", Events.orderStatus(order, user, "CONFIRMED", "SHIPPED"));
        // After the payment on the same key, so that nothing of it is still to come.
        KafkaProbe.send("payment_status", Events.paymentStatus(order, user, "REFUNDED"));

        var confirmed = MailProbe.await(Events.emailOf(user), subject("Your order is confirmed"));
        MailProbe.await(Events.emailOf(user), subject("Your order is on its way"));
        MailProbe.await(Events.emailOf(user), subject("Your money is on its way back"));

        assertThat(confirmed.get("text").asString())
                .contains("We have received your payment of 25.00 EUR, and your order 7K3M-9Q4T is confirmed.");
        assertThat(MailProbe.messagesTo(Events.emailOf(user)))
                .noneMatch(mail -> mail.get("subject").asString().equals("We have your payment"));
        assertThat(titles(user)).contains("We have your payment", "Your order is confirmed");
    }

    @Test
    void anEventWithoutTheOrdersNumberTakesItFromAnEarlierOne() {
        var user = registered();
        var order = Events.newId();
        KafkaProbe.send("order_placed", Events.orderPlaced(order, user));
        MailProbe.await(Events.emailOf(user), subject("We have your order"));

        KafkaProbe.send("payment_status", Events.paymentStatus(order, user, "FAILED"));

        var mail = MailProbe.await(Events.emailOf(user), subject("Your payment did not go through"));
        assertThat(mail.get("text").asString())
                .contains("for your order 7K3M-9Q4T did not go through", "Pay now: ")
                .doesNotContain("order " + order);
    }

    @ParameterizedTest
    @CsvSource({
        "PENDING, CONFIRMED, Your order is confirmed",
        "CONFIRMED, SHIPPED, Your order is on its way",
        "PENDING, CANCELLED, Your order is cancelled",
        "PENDING, EXPIRED, Your order has expired"
    })
    void notifiesOfEachStepOfAnOrder(String from, String to, String title) {
        var user = registered();
        var order = Events.newId();

        KafkaProbe.send("order_status", Events.orderStatus(order, user, from, to));

        var mail = MailProbe.await(Events.emailOf(user), subject(title));
        assertThat(mail.get("text").asString()).contains("7K3M-9Q4T");
        assertThat(titles(user)).contains(title);
    }

    @ParameterizedTest
    @CsvSource({
        "FAILED, Your payment did not go through, 25.00 EUR",
        "PARTIALLY_REFUNDED, Part of your money is on its way back, 20.00 EUR",
        "REFUNDED, Your money is on its way back, 20.00 EUR"
    })
    void notifiesOfThePaymentsOutcome(String status, String title, String amount) {
        var user = registered();
        var event = Events.paymentStatus(Events.newId(), user, status);
        ((ObjectNode) event.get("data").get("refunded")).put("amountMinor", 2000);

        KafkaProbe.send("payment_status", event);

        var mail = MailProbe.await(Events.emailOf(user), subject(title));
        assertThat(mail.get("text").asString()).contains(amount);
    }

    @Test
    void saysNothingWhereNothingChangedForTheCustomer() {
        var user = registered();
        var order = Events.newId();
        // Same topics, same keys, so the last one comes after the silent ones.
        KafkaProbe.send("order_status", Events.orderStatus(order, user, "PENDING", "PENDING"));
        KafkaProbe.send("order_status", Events.orderStatus(order, user, "CONFIRMED", "CONFIRMED"));
        KafkaProbe.send("order_status", Events.orderStatus(order, user, "CONFIRMED", "SHIPPED"));
        KafkaProbe.send("payment_status", Events.paymentStatus(order, user, "PROCESSING"));
        KafkaProbe.send("payment_status", Events.paymentStatus(order, user, "PAID"));

        awaitMessages(user, 3);

        assertThat(titles(user))
                .containsExactlyInAnyOrder("Welcome to Shopfleet", "Your order is on its way", "We have your payment");
    }

    @Test
    void anEventThatComesAgainIsToldOnce() {
        var user = registered();
        var order = Events.newId();
        var placed = Events.orderPlaced(order, user);

        for (var times = 0; times < 5; times++) {
            KafkaProbe.send("order_placed", Events.copyOf(placed));
        }
        var next = Events.newId();
        KafkaProbe.send("order_placed", withKey(Events.orderPlaced(next, user), order));

        MailProbe.await(
                Events.emailOf(user), mail -> mail.get("text").asString().contains("order=" + next));
        assertThat(MailProbe.messagesTo(Events.emailOf(user)))
                .filteredOn(mail -> mail.get("text").asString().contains("order=" + order))
                .hasSize(1);
        assertThat(titles(user))
                .containsExactlyInAnyOrder("We have your order", "We have your order", "Welcome to Shopfleet");
    }

    @Test
    void anOrderOfSomebodyNotKnownYetIsMailedOnceTheAddressComes() {
        var user = Events.newId();
        var order = Events.newId();
        KafkaProbe.send("order_placed", Events.orderPlaced(order, user));
        var waiting = await("the delivery to wait for its address")
                .atMost(KafkaProbe.PATIENCE)
                .until(
                        () -> deliveryTo(user),
                        found -> "ADDRESS_UNKNOWN".equals(found.path("problem").asString("")));
        assertThat(waiting.get("state").asString()).isEqualTo("PENDING");
        assertThat(waiting.get("attempts").asInt()).isZero();
        assertThat(titles(user)).containsExactly("We have your order");

        KafkaProbe.send("user_registered", Events.userRegistered(user));

        MailProbe.await(Events.emailOf(user), subject("We have your order"));
    }

    @Test
    void listsOwnMessagesNewestFirstAndOnlyThem() {
        var user = registered();
        var stranger = registered();
        var order = Events.newId();
        var later = Events.orderStatus(order, user, "CONFIRMED", "SHIPPED");
        ((ObjectNode) later.get("data")).put("changedAt", "2026-11-22T10:00:00Z");
        KafkaProbe.send("order_status", later);
        awaitMessages(user, 2);
        awaitMessages(stranger, 1);

        var page =
                api.as(TestTokens.user(user)).get("/api/notifications?size=1").body();

        assertThat(page.get("totalItems").asLong()).isEqualTo(2);
        assertThat(page.get("totalPages").asInt()).isEqualTo(2);
        var newest = page.get("items").get(0);
        assertThat(newest.propertyNames())
                .containsExactlyInAnyOrder("id", "kind", "title", "text", "orderId", "read", "createdAt");
        assertThat(newest.get("kind").asString()).isEqualTo("ORDER_SHIPPED");
        assertThat(newest.get("orderId").asString()).isEqualTo(order.toString());
        assertThat(newest.get("createdAt").asString()).isEqualTo("2026-11-22T10:00:00Z");
        assertThat(newest.get("read").asBoolean()).isFalse();
    }

    @Test
    void aMessageCanBeMarkedAsRead() {
        var user = registered();
        var id = awaitMessages(user, 1).getFirst().get("id").asString();

        var answer = api.as(TestTokens.user(user)).patch("/api/notifications/" + id, "{\"read\":true}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().get("read").asBoolean()).isTrue();
        assertThat(messages(user, "?unread=true")).isEmpty();
        assertThat(messages(user, "?unread=false")).hasSize(1);
    }

    @Test
    void aMessageOfSomebodyElseIsNotThere() {
        var user = registered();
        var id = awaitMessages(user, 1).getFirst().get("id").asString();

        var answer = api.as(TestTokens.user(Events.newId())).patch("/api/notifications/" + id, "{\"read\":true}");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body().get("code").asString()).isEqualTo("notification_not_found");
        assertThat(messages(user, "?unread=true")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"read\":null}", "{\"read\":\"yes\"}", "{\"read\":true,\"title\":\"x\"}", "[]"})
    void aMarkThatMakesNoSenseIsRefused(String body) {
        var user = Events.newId();

        assertThat(api.as(TestTokens.user(user))
                        .patch("/api/notifications/" + Events.newId(), body)
                        .status())
                .isEqualTo(400);
    }

    @Test
    void whoWantsNoMailGetsNoneAndStillReadsInTheShop() {
        var user = registered();
        MailProbe.await(Events.emailOf(user), subject("Welcome to Shopfleet"));
        var token = TestTokens.user(user);
        var before = api.as(token).get("/api/notifications/preferences");
        assertThat(before.body().get("email").asBoolean()).isTrue();

        var off = api.as(token)
                .with("If-Match", before.header("ETag"))
                .put("/api/notifications/preferences", "{\"email\":false}");
        assertThat(off.status()).isEqualTo(200);
        assertThat(off.body().get("email").asBoolean()).isFalse();
        KafkaProbe.send("order_placed", Events.orderPlaced(Events.newId(), user));

        await("the delivery to be dropped")
                .atMost(KafkaProbe.PATIENCE)
                .until(
                        () -> deliveryTo(user),
                        found -> "UNWANTED".equals(found.path("state").asString("")));
        assertThat(MailProbe.messagesTo(Events.emailOf(user))).hasSize(1);
        assertThat(titles(user)).contains("We have your order");
    }

    @Test
    void speaksTheLanguageThatWasChosen() {
        var user = registered();
        MailProbe.await(Events.emailOf(user), subject("Welcome to Shopfleet"));
        var chosen = api.as(TestTokens.user(user))
                .put("/api/notifications/preferences", "{\"email\":true,\"language\":\"de\"}");
        assertThat(chosen.status()).as("%s", chosen).isEqualTo(200);
        assertThat(chosen.text("language")).isEqualTo("de");

        KafkaProbe.send("order_placed", Events.orderPlaced(Events.newId(), user));

        var mail = MailProbe.await(Events.emailOf(user), subject("Ihre Bestellung ist eingegangen"));
        assertThat(mail.get("text").asString()).contains("Guten Tag Ada Lovelace,", "2 x Blue mug: 25,00 EUR");
        assertThat(titles(user)).contains("Ihre Bestellung ist eingegangen");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"email\":true,\"sms\":true} | phone",
                "{\"email\":true,\"phone\":\"0151 12345678\"} | phone",
                "{\"email\":true,\"phone\":\"+49151123456789012\"} | phone",
                "{\"email\":true,\"language\":\"fr\"} | language",
                "{\"sms\":false} | email"
            })
    void preferencesThatMakeNoSenseAreRefused(String body, String field) {
        var answer = api.as(TestTokens.user(Events.newId())).put("/api/notifications/preferences", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.wrongFields()).containsExactly(field);
    }

    /** Nobody is there to send them: there is neither an account at Twilio nor a mail server for them. */
    @Test
    void aWishForShortMessagesThatCannotBeServedIsRefused() {
        var token = TestTokens.user(Events.newId());

        var refused = api.as(token)
                .put("/api/notifications/preferences", "{\"email\":true,\"sms\":true,\"phone\":\"+4915112345678\"}");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text("code")).isEqualTo("sms_unavailable");
        assertThat(api.as(token)
                        .get("/api/notifications/preferences")
                        .body()
                        .get("sms")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void whatIsLeftOutOfPreferencesIsUnset() {
        var token = TestTokens.user(Events.newId());
        var all = "{\"email\":false,\"sms\":false,\"phone\":\"+4915112345678\",\"language\":\"en\"}";

        var first = api.as(token).put("/api/notifications/preferences", all);
        assertThat(first.text("phone")).isEqualTo("+4915112345678");
        assertThat(first.text("language")).isEqualTo("en");
        var second = api.as(token).put("/api/notifications/preferences", "{\"email\":true}");

        assertThat(second.body().propertyNames()).containsExactlyInAnyOrder("email", "sms");
        assertThat(api.as(token).get("/api/notifications/preferences").body()).isEqualTo(second.body());
    }

    @Test
    void theTagOfOneCallersPreferencesNeverConfirmsAnothers() {
        var path = "/api/notifications/preferences";
        var one = TestTokens.user(Events.newId());
        var other = TestTokens.user(Events.newId());
        var first = api.as(one).put(path, "{\"email\":false}");
        var second = api.as(other).put(path, "{\"email\":true}");

        assertThat(api.as(one)
                        .with("If-None-Match", first.header("ETag"))
                        .get(path)
                        .status())
                .isEqualTo(304);
        assertThat(api.as(other)
                        .with("If-None-Match", first.header("ETag"))
                        .get(path)
                        .status())
                .isEqualTo(200);
        assertThat(api.as(one)
                        .with("If-None-Match", second.header("ETag"))
                        .get(path)
                        .status())
                .isEqualTo(200);
        assertThat(String.join(", ", first.headers().allValues("Vary"))).contains("Authorization", "Cookie");
    }

    @Test
    void stalePreferencesAreRefused() {
        var token = TestTokens.user(Events.newId());
        var first = api.as(token).put("/api/notifications/preferences", "{\"email\":false}");
        api.as(token).put("/api/notifications/preferences", "{\"email\":true}");

        var stale = api.as(token)
                .with("If-Match", first.header("ETag"))
                .put("/api/notifications/preferences", "{\"email\":false}");

        assertThat(stale.status()).isEqualTo(412);
        assertThat(api.as(token)
                        .get("/api/notifications/preferences")
                        .body()
                        .get("email")
                        .asBoolean())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/notifications", "/api/notifications/preferences", "/api/notifications/deliveries"})
    void nothingIsOpenToTheWorld(String path) {
        assertThat(api.get(path).status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/notifications/deliveries", "/api/notifications/deliveries/"})
    void deliveriesAreForAdministrators(String path) {
        assertThat(api.as(TestTokens.user(Events.newId())).get(path).status()).isEqualTo(403);
        assertThat(api.as(TestTokens.admin(Events.newId())).get(path).status()).isEqualTo(200);
    }

    @Test
    void personalDataStaysOutOfTheLog(CapturedOutput output) {
        var user = registered();
        KafkaProbe.send("order_placed", Events.orderPlaced(Events.newId(), user));
        MailProbe.await(Events.emailOf(user), subject("We have your order"));

        assertThat(output).doesNotContain(Events.emailOf(user), "Ada Lovelace");
    }

    @Test
    void anUnreadableEventHoldsUpNoOther() {
        var user = Events.newId();
        var broken = Events.userRegistered(user);
        broken.remove("data");
        KafkaProbe.sendRaw("user_registered", user.toString(), broken.toString());

        KafkaProbe.send("user_registered", Events.userRegistered(user));

        MailProbe.await(Events.emailOf(user), subject("Welcome to Shopfleet"));
    }

    @Test
    void otherServicesReadWhatWasToldAboutAnOrder() {
        var user = registered();
        var order = Events.newId();
        var other = Events.newId();
        KafkaProbe.send("order_placed", Events.orderPlaced(order, user));
        KafkaProbe.send("order_placed", Events.orderPlaced(other, user));
        KafkaProbe.send("payment_status", Events.paymentStatus(order, user, "FAILED"));
        var asService = api.as(TestTokens.service("order-service", "notification-service"));
        var path = "/internal/notifications/orders/" + order;

        var notices = await("both notices to be mailed")
                .atMost(KafkaProbe.PATIENCE)
                .until(
                        () -> asService.get(path),
                        answer -> answer.text("items/0/deliveries/0/state").equals("SENT")
                                && answer.text("items/1/deliveries/0/state").equals("SENT"));

        assertThat(notices.body().get("items")).hasSize(2);
        assertThat(notices.text("items/0/kind")).isEqualTo("ORDER_PLACED");
        assertThat(notices.text("items/1/kind")).isEqualTo("PAYMENT_FAILED");
        var delivery = notices.body().at("/items/0/deliveries/0");
        assertThat(delivery.propertyNames()).containsExactlyInAnyOrder("channel", "state", "attempts", "endedAt");
        assertThat(delivery.get("channel").asString()).isEqualTo("EMAIL");
        assertThat(notices.body().toString()).doesNotContain("Ada", Events.emailOf(user));
        assertThat(asService
                        .get("/internal/notifications/orders/" + Events.newId())
                        .body()
                        .get("items"))
                .isEmpty();
        assertThat(api.as(TestTokens.admin(Events.newId())).get(path).status()).isEqualTo(401);
    }

    private static UUID registered() {
        var user = Events.newId();
        KafkaProbe.send("user_registered", Events.userRegistered(user));
        return user;
    }

    private static Predicate<JsonNode> subject(String subject) {
        return mail -> mail.get("subject").asString().equals(subject);
    }

    /** Moves an event to another aggregate, so that it comes after what was sent about that one. */
    private static ObjectNode withKey(ObjectNode envelope, UUID subject) {
        return envelope.put("subject", subject.toString());
    }

    private List<JsonNode> awaitMessages(UUID user, int count) {
        return await("messages of " + user)
                .atMost(KafkaProbe.PATIENCE)
                .until(() -> messages(user, ""), found -> found.size() == count);
    }

    private List<String> titles(UUID user) {
        return messages(user, "").stream()
                .map(message -> message.get("title").asString())
                .toList();
    }

    private List<JsonNode> messages(UUID user, String query) {
        var answer = api.as(TestTokens.user(user)).get("/api/notifications" + query);
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        return StreamSupport.stream(answer.body().get("items").spliterator(), false)
                .toList();
    }

    /** The customer's newest delivery; missing while there is none. */
    private JsonNode deliveryTo(UUID user) {
        var answer = api.as(TestTokens.admin(Events.newId())).get("/api/notifications/deliveries?size=100");
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        return StreamSupport.stream(answer.body().get("items").spliterator(), false)
                .filter(delivery -> delivery.get("userId").asString().equals(user.toString()))
                .findFirst()
                .orElseGet(() -> JsonMapper.shared().missingNode());
    }
}

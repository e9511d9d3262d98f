package shop.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import shop.notification.support.Events;
import shop.notification.support.FakeTwilio;
import shop.test.Api;
import shop.test.FleetTest;
import shop.test.KafkaProbe;
import shop.test.TestTokens;
import tools.jackson.databind.JsonNode;

/** Short messages, from the event to Twilio. */
@FleetTest
@ExtendWith(OutputCaptureExtension.class)
class ShortMessageTest {

    private static final FakeTwilio TWILIO = new FakeTwilio();

    private final Api api;

    @Autowired
    ShortMessageTest(@LocalServerPort int port) {
        this.api = new Api(port);
    }

    @DynamicPropertySource
    static void twilio(DynamicPropertyRegistry settings) {
        settings.add("TWILIO_ACCOUNT_SID", () -> FakeTwilio.SID);
        settings.add("TWILIO_AUTH_TOKEN", () -> FakeTwilio.TOKEN);
        settings.add("TWILIO_FROM", () -> FakeTwilio.FROM);
        settings.add("TWILIO_API_BASE", TWILIO::apiBase);
    }

    @AfterAll
    static void close() {
        TWILIO.close();
    }

    @Test
    void whoWantsShortMessagesGetsEachFactOnce(CapturedOutput output) {
        var number = newNumber();
        var user = customer(number);
        var order = Events.newId();
        var placed = Events.orderPlaced(order, user);

        for (var times = 0; times < 3; times++) {
            KafkaProbe.send("order_placed", Events.copyOf(placed));
        }
        await("the delivery by short message")
                .atMost(KafkaProbe.PATIENCE)
                .until(() -> delivery(order, "SMS").path("state").asString(""), "SENT"::equals);

        assertThat(TWILIO.messagesTo(number)).hasSize(1);
        var message = TWILIO.messagesTo(number).getFirst();
        assertThat(message.get("Body"))
                .startsWith("Ihre Bestellung ist eingegangen. ")
                .contains("7K3M-9Q4T", "25,00 EUR");
        assertThat(output).doesNotContain(number);
    }

    @Test
    void aNumberThatWasStoppedIsGivenUpAtOnce(CapturedOutput output) {
        var user = customer(FakeTwilio.STOPPED);
        var order = Events.newId();

        KafkaProbe.send("order_placed", Events.orderPlaced(order, user));

        var ended = await("the delivery to be given up")
                .atMost(KafkaProbe.PATIENCE)
                .until(
                        () -> delivery(order, "SMS"),
                        found -> found.path("state").asString("").equals("FAILED"));
        assertThat(ended.get("attempts").asInt()).isEqualTo(1);
        assertThat(output).doesNotContain(FakeTwilio.STOPPED);
    }

    @Test
    void aNotNowIsTriedAgain() {
        var user = customer(FakeTwilio.BUSY);
        var order = Events.newId();

        KafkaProbe.send("order_placed", Events.orderPlaced(order, user));

        await("a second try")
                .atMost(KafkaProbe.PATIENCE)
                .until(() -> delivery(order, "SMS").path("attempts").asInt(0), attempts -> attempts > 1);
        assertThat(delivery(order, "SMS").path("state").asString("")).isEqualTo("PENDING");
    }

    @Test
    void whoHasNotAskedForThemGetsNone() {
        var user = Events.newId();
        var order = Events.newId();
        KafkaProbe.send("user_registered", Events.userRegistered(user));
        KafkaProbe.send("order_placed", Events.orderPlaced(order, user));

        await("the mail")
                .atMost(KafkaProbe.PATIENCE)
                .until(() -> delivery(order, "EMAIL").path("state").asString(""), "SENT"::equals);

        assertThat(delivery(order, "SMS").isMissingNode()).isTrue();
    }

    private UUID customer(String number) {
        var user = Events.newId();
        KafkaProbe.send("user_registered", Events.userRegistered(user));
        // Who has asked for short messages before the welcome gets it by one, too.
        await("the welcome")
                .atMost(KafkaProbe.PATIENCE)
                .until(() -> api.as(TestTokens.user(user))
                                .get("/api/notifications")
                                .body()
                                .get("totalItems")
                                .asLong()
                        == 1);
        var answer = api.as(TestTokens.user(user))
                .put(
                        "/api/notifications/preferences",
                        "{\"email\":false,\"sms\":true,\"phone\":\"" + number + "\",\"language\":\"de\"}");
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        return user;
    }

    private JsonNode delivery(UUID order, String channel) {
        var report = api.as(TestTokens.service("order-service", "notification-service"))
                .get("/internal/notifications/orders/" + order)
                .body();
        return report.at("/items/0/deliveries")
                .valueStream()
                .filter(one -> channel.equals(one.path("channel").asString("")))
                .findFirst()
                .orElseGet(() -> report.path("none"));
    }

    private static String newNumber() {
        return "+49151" + ThreadLocalRandom.current().nextInt(10_000_000, 100_000_000);
    }
}

package shop.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;
import shop.notification.support.Events;
import shop.test.Api;
import shop.test.FleetTest;
import shop.test.KafkaProbe;
import shop.test.MailProbe;
import shop.test.TestTokens;

/** Short messages without Twilio, as on a laptop: they can be read where the mails are. */
@FleetTest
@TestPropertySource(properties = "SMS_MAIL_DOMAIN=sms.shop.local")
class MailGatewaySmsSenderTest {

    private final Api api;

    @Autowired
    MailGatewaySmsSenderTest(@LocalServerPort int port) {
        this.api = new Api(port);
    }

    @Test
    void aShortMessageIsShownWhereTheMailsAre() {
        var user = Events.newId();
        var number = "+49151" + ThreadLocalRandom.current().nextInt(10_000_000, 100_000_000);
        var chosen = api.as(TestTokens.user(user))
                .put(
                        "/api/notifications/preferences",
                        "{\"email\":false,\"sms\":true,\"phone\":\"" + number + "\",\"language\":\"en\"}");
        assertThat(chosen.status()).as("%s", chosen).isEqualTo(200);
        assertThat(chosen.body().get("sms").asBoolean()).isTrue();
        var order = Events.newId();
        KafkaProbe.send("user_registered", Events.userRegistered(user));

        KafkaProbe.send("order_placed", Events.orderPlaced(order, user));

        var message = MailProbe.await(
                number + "@sms.shop.local", mail -> mail.get("text").asString().contains("7K3M-9Q4T"));
        assertThat(message.get("text").asString())
                .startsWith("We have your order. ")
                .contains("25.00 EUR");
        await("the delivery to be sent")
                .atMost(KafkaProbe.PATIENCE)
                .until(() -> api.as(TestTokens.service("order-service", "notification-service"))
                        .get("/internal/notifications/orders/" + order)
                        .body()
                        .at("/items/0/deliveries")
                        .valueStream()
                        .anyMatch(delivery ->
                                delivery.path("channel").asString("").equals("SMS")
                                        && delivery.path("state").asString("").equals("SENT")));
    }
}

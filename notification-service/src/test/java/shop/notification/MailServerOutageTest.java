package shop.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import shop.notification.support.Events;
import shop.notification.support.SmtpGate;
import shop.test.Api;
import shop.test.FleetTest;
import shop.test.KafkaProbe;
import shop.test.MailProbe;
import shop.test.TestTokens;

/** The mail server is away when events come, and comes back. */
@FleetTest
class MailServerOutageTest {

    private static final SmtpGate GATE = new SmtpGate();

    private final Api api;

    @Autowired
    MailServerOutageTest(@LocalServerPort int port) {
        this.api = new Api(port);
    }

    @DynamicPropertySource
    static void mailServer(DynamicPropertyRegistry settings) {
        settings.add("spring.mail.host", () -> "127.0.0.1");
        settings.add("spring.mail.port", GATE::port);
        settings.add("shop.notification.deliveries.first-back-off", () -> "200ms");
        settings.add("shop.notification.deliveries.max-back-off", () -> "500ms");
    }

    @AfterAll
    static void shut() {
        GATE.shut();
    }

    @Test
    void eventsAreHeardMeanwhileAndMailsComeAfterwards() {
        var first = Events.newId();
        var second = Events.newId();
        KafkaProbe.send("user_registered", Events.userRegistered(first));
        awaitFailedTry(first.toString());

        // The listener is not held up: what comes after the mail that cannot be sent is in the shop already.
        KafkaProbe.send("user_registered", Events.userRegistered(second));
        awaitFailedTry(second.toString());
        assertThat(api.as(TestTokens.user(second))
                        .get("/api/notifications")
                        .body()
                        .get("totalItems")
                        .asLong())
                .isEqualTo(1);
        assertThat(MailProbe.messagesTo(Events.emailOf(first))).isEmpty();

        GATE.open();

        MailProbe.await(Events.emailOf(first), mail -> true);
        MailProbe.await(Events.emailOf(second), mail -> true);
        await("both deliveries to be marked as sent")
                .atMost(KafkaProbe.PATIENCE)
                .until(() -> state(first.toString()) + state(second.toString()), "SENTSENT"::equals);
        assertThat(MailProbe.messagesTo(Events.emailOf(first))).hasSize(1);
    }

    private void awaitFailedTry(String user) {
        await("a failed try for " + user)
                .atMost(KafkaProbe.PATIENCE)
                .until(() -> delivery(user, "problem"), "SERVER_UNREACHABLE"::equals);
        assertThat(state(user)).isEqualTo("PENDING");
    }

    private String state(String user) {
        return delivery(user, "state");
    }

    private String delivery(String user, String field) {
        var answer = api.as(TestTokens.admin(Events.newId())).get("/api/notifications/deliveries?size=100");
        return StreamSupport.stream(answer.body().get("items").spliterator(), false)
                .filter(delivery -> delivery.get("userId").asString().equals(user))
                .map(delivery -> delivery.path(field).asString(""))
                .findFirst()
                .orElse("");
    }
}

package shop.notification.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import shop.notification.NotificationServiceApplication;
import shop.notification.support.Events;
import shop.test.Api;
import shop.test.SecuredKafka;
import shop.test.TestTokens;

/** The whole service on a broker that knows users, with the rights of {@code access.txt} and no more. */
@ExtendWith(OutputCaptureExtension.class)
class SecuredBrokerTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Begins without rights. */
    private static final String REPLAY = "replay-of-a-test";

    @Test
    void administratorsSeeGroupsAndDeadLettersAndSendThemBackAsAUserWhoMay(CapturedOutput output) {
        var kafka = SecuredKafka.shared();
        kafka.setPassword(REPLAY, kafka.password(REPLAY));
        var settings = new HashMap<>(kafka.settings("notification-service"));
        settings.put("KAFKA_REPLAY_USERNAME", REPLAY);
        settings.put("KAFKA_REPLAY_PASSWORD", kafka.password(REPLAY));
        try (var service = kafka.start(NotificationServiceApplication.class, settings)) {
            var port = service.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
            var admin = new Api(port).as(TestTokens.admin(Events.newId()));
            var key = Events.newId().toString();
            kafka.send("payment_status-dlt", key, "{}");

            var letters = "/api/admin/dead-letters";
            var letter = await("the dead letter")
                    .atMost(PATIENCE)
                    .until(
                            () -> admin.get(letters + "?topic=payment_status&size=100")
                                    .body()
                                    .get("items")
                                    .valueStream()
                                    .filter(item -> key.equals(item.get("key").asString()))
                                    .toList(),
                            found -> !found.isEmpty())
                    .getFirst();
            // Where the machine is busy the broker may not answer in time, and is asked again.
            await("the groups of all listeners").atMost(PATIENCE).untilAsserted(() -> {
                var consumers = admin.get("/api/admin/consumers");
                assertThat(consumers.status()).as("%s", consumers).isEqualTo(200);
                // A topic that it may not describe is left out without a word.
                assertThat(consumers
                                .body()
                                .get("items")
                                .valueStream()
                                .filter(item -> !item.get("topics").isEmpty())
                                .map(item -> item.get("group").asString()))
                        .contains(
                                "notification-service.dead-letters",
                                "notification-service.user_registered",
                                "notification-service.order_placed",
                                "notification-service.order_status",
                                "notification-service.payment_status");
            });

            var replay = letters + "/" + letter.get("id").asString() + "/replay";
            var refused = await("an answer of the broker")
                    .atMost(PATIENCE)
                    .until(() -> admin.send("POST", replay, null), answer -> answer.status() != 503);
            assertThat(refused.status()).as("%s", refused).isEqualTo(409);
            assertThat(refused.text("code")).isEqualTo("not_replayable");
            kafka.allowWrite(REPLAY, "payment_status");
            await("the replay")
                    .atMost(PATIENCE)
                    .until(() -> admin.send("POST", replay, null).status() == 202);
            await("the denied accounts")
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(output).contains("user_status is read"));
        }
        assertThat(output).doesNotContain(kafka.password(REPLAY));
    }
}

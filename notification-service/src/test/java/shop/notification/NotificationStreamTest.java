package shop.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.TestPropertySource;
import shop.notification.message.Messages;
import shop.notification.notice.Notice;
import shop.notification.notice.NoticeKind;
import shop.notification.support.Events;
import shop.test.Api;
import shop.test.Contracts;
import shop.test.FleetTest;
import shop.test.FleetTestInitializer;
import shop.test.KafkaProbe;
import shop.test.TestTokens;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Clients that follow their notifications at either of two instances on one store; heartbeats come too late to help. */
@FleetTest
@TestPropertySource(
        properties = {
            "shop.notification.streams.per-user=2",
            "shop.notification.streams.heartbeat-interval=1h",
            "shop.notification.streams.poll-interval=200ms"
        })
class NotificationStreamTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final int port;
    private final Messages messages;
    private final UUID user = Events.newId();
    private final List<AutoCloseable> open = new ArrayList<>();

    @Autowired
    NotificationStreamTest(@LocalServerPort int port, Messages messages) {
        this.port = port;
        this.messages = messages;
    }

    @AfterEach
    void closeAll() throws Exception {
        for (var one : open) {
            one.close();
        }
    }

    @Test
    void everyInstanceSendsWhatAnyInstanceStoresAndMarks() {
        var other = another();
        var here = stream(port, TestTokens.user(user), null);
        var there = stream(port(other), TestTokens.user(user), null);
        var stranger = stream(port, TestTokens.user(Events.newId()), null);

        var first = store(messages);
        var second = store(other.getBean(Messages.class));
        for (var stream : List.of(here, there)) {
            await().atMost(KafkaProbe.PATIENCE)
                    .untilAsserted(() -> assertThat(stream.ids()).containsExactlyInAnyOrder(first, second));
            await().atMost(KafkaProbe.PATIENCE).until(() -> stream.unread() == 2);
        }
        messages.mark(user, UUID.fromString(first), true);
        for (var stream : List.of(here, there)) {
            await().atMost(KafkaProbe.PATIENCE).until(() -> stream.unread() == 1);
            assertThat(stream.ids()).hasSize(2);
        }
        assertThat(here.notifications.getFirst().propertyNames())
                .containsExactlyInAnyOrder("id", "kind", "title", "text", "orderId", "read", "createdAt");
        assertThat(stranger.ids()).isEmpty();
        assertThat(stranger.unread()).isZero();

        other.close();
        await().atMost(KafkaProbe.PATIENCE).until(() -> there.ended);
        assertThat(here.ended).isFalse();
    }

    @Test
    void aNotificationOfAnEventArrives() {
        var stream = stream(port, TestTokens.user(user), null);

        KafkaProbe.send("user_registered", Events.userRegistered(user));

        await().atMost(KafkaProbe.PATIENCE).until(() -> stream.notifications.size() == 1);
        assertThat(stream.notifications.getFirst().get("kind").asString()).isEqualTo("WELCOME");
        await().atMost(KafkaProbe.PATIENCE).until(() -> stream.unread() == 1);
    }

    @Test
    void aClientResumesAtAnotherInstanceWithoutGapAndWithoutRepeat() throws Exception {
        store(messages);
        var stream = stream(port, TestTokens.user(user), null);
        assertThat(stream.unread()).as("what is there already").isEqualTo(1);
        var begin = stream.lastId;
        var one = store(messages);
        await().atMost(KafkaProbe.PATIENCE).until(() -> stream.ids().equals(List.of(one)));
        var afterOne = stream.lastId;
        stream.close();
        var two = store(messages);
        var three = store(messages);

        var other = another();
        var back = stream(port(other), TestTokens.user(user), afterOne);
        await().atMost(KafkaProbe.PATIENCE)
                .untilAsserted(() -> assertThat(back.ids()).containsExactlyInAnyOrder(two, three));
        var fromTheBeginning = stream(port, TestTokens.user(user), begin);
        await().atMost(KafkaProbe.PATIENCE)
                .untilAsserted(() -> assertThat(fromTheBeginning.ids()).containsExactlyInAnyOrder(one, two, three));
        var four = store(messages);
        await().atMost(KafkaProbe.PATIENCE)
                .untilAsserted(() -> assertThat(back.ids()).containsExactlyInAnyOrder(two, three, four));
    }

    @Test
    void endsWhenTheTokenDoes() {
        // Good for 60 seconds longer than it says.
        var stream = stream(port, TestTokens.userUntil(user, Instant.now().minusSeconds(57)), null);

        await().atMost(KafkaProbe.PATIENCE).until(() -> stream.ended);
    }

    @Test
    void endsWhenTheAccountIsDisabled() {
        var stream = stream(port, TestTokens.user(user), null);
        var disabled = Contracts.example("user_status", "user.status.v1");
        disabled.put("id", Events.newId().toString()).put("subject", user.toString());
        ((ObjectNode) disabled.get("data")).put("userId", user.toString());

        KafkaProbe.send("user_status", disabled);

        await().atMost(KafkaProbe.PATIENCE).until(() -> stream.ended);
    }

    @Test
    void refusesMoreStreamsThanAnAccountMayHave() throws Exception {
        var api = new Api(port).as(TestTokens.user(user)).with("Accept", "text/event-stream");
        var one = stream(port, TestTokens.user(user), null);
        stream(port, TestTokens.user(user), null);

        var refused = api.get("/api/notifications/stream");

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.text("code")).isEqualTo("too_many_connections");
        assertThat(refused.header("Retry-After")).isNotEmpty();
        // The place of one whose client is gone is free once something could not be written to it.
        one.close();
        await().atMost(KafkaProbe.PATIENCE).until(() -> {
            store(messages);
            try (var next = tryStream(port, TestTokens.user(user), null)) {
                return next != null;
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "0",
                "019aa5f0-7a00-4000-8000-000000000009",
                "019aa5f0-7a00-7000-8000-000000000009.",
                "019aa5f0-7a00-7000-8000-000000000009.1234567",
                "019AA5F0-7A00-7000-8000-000000000009"
            })
    void refusesAPositionThatItNeverGave(String position) {
        var mine = new Api(port).as(TestTokens.user(user));

        assertThat(mine.with("Last-Event-ID", position)
                        .get("/api/notifications/stream")
                        .status())
                .isEqualTo(400);
        assertThat(mine.get("/api/notifications/stream?lastEventId=" + position).status())
                .isEqualTo(400);
    }

    @Test
    void refusesStrangersAndUnknownParameters() {
        var api = new Api(port);

        assertThat(api.get("/api/notifications/stream").status()).isEqualTo(401);
        assertThat(api.as(TestTokens.expired(user))
                        .get("/api/notifications/stream")
                        .status())
                .isEqualTo(401);
        assertThat(api.as(TestTokens.user(user))
                        .get("/api/notifications/stream?since=now")
                        .status())
                .isEqualTo(400);
    }

    private String store(Messages at) {
        var id = Events.newId();
        at.addAll(Map.of(Notice.ofAccount(id, user, NoticeKind.WELCOME, Instant.now()), Locale.ENGLISH));
        return id.toString();
    }

    private ConfigurableApplicationContext another() {
        var other = new SpringApplicationBuilder(NotificationServiceApplication.class)
                .initializers(new FleetTestInitializer())
                .run(
                        "--server.port=0",
                        "--shop.notification.streams.heartbeat-interval=1h",
                        "--shop.notification.streams.poll-interval=200ms",
                        "--spring.jmx.enabled=false");
        open.add(other);
        return other;
    }

    private static int port(ConfigurableApplicationContext instance) {
        return Integer.parseInt(Objects.requireNonNull(instance.getEnvironment().getProperty("local.server.port")));
    }

    private Stream stream(int at, String token, @Nullable String seen) {
        return Objects.requireNonNull(tryStream(at, token, seen), "the stream was refused");
    }

    private @Nullable Stream tryStream(int at, String token, @Nullable String seen) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + at + "/api/notifications/stream"))
                .header("Accept", "text/event-stream")
                .header("Authorization", token);
        if (seen != null) {
            request.header("Last-Event-ID", seen);
        }
        try {
            var answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            if (answer.statusCode() != 200) {
                answer.body().close();
                return null;
            }
            assertThat(answer.headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
            var stream = new Stream(answer.body());
            open.add(stream);
            return stream;
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** A stream of events, read as a browser does. */
    private static final class Stream implements AutoCloseable {

        final List<JsonNode> notifications = new CopyOnWriteArrayList<>();
        final List<Integer> unread = new CopyOnWriteArrayList<>();
        final InputStream body;
        volatile @Nullable String lastId;
        volatile boolean ended;

        Stream(InputStream body) {
            this.body = body;
            Thread.ofVirtual().start(this::read);
            await().atMost(KafkaProbe.PATIENCE).until(() -> !unread.isEmpty());
        }

        private void read() {
            var event = "message";
            var id = "";
            try (var lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
                for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith("event: ")) {
                        event = line.substring("event: ".length());
                    } else if (line.startsWith("id: ")) {
                        id = line.substring("id: ".length());
                    } else if (line.startsWith("data: ")) {
                        take(event, JsonMapper.shared().readTree(line.substring("data: ".length())));
                    } else if (line.isEmpty()) {
                        lastId = id;
                        event = "message";
                    }
                }
            } catch (IOException closed) {
                // The end of a stream that a test or a server closes.
            }
            ended = true;
        }

        private void take(String event, JsonNode data) {
            switch (event) {
                case "notification" -> notifications.add(data);
                case "unread" -> unread.add(data.get("unread").intValue());
                default -> throw new IllegalStateException(event);
            }
        }

        List<String> ids() {
            return notifications.stream()
                    .map(message -> message.get("id").asString())
                    .toList();
        }

        int unread() {
            return unread.getLast();
        }

        @Override
        public void close() throws IOException {
            body.close();
        }
    }
}

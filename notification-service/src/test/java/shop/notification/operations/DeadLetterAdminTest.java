package shop.notification.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import shop.notification.support.Events;
import shop.test.Api;
import shop.test.FleetTest;
import shop.test.Infrastructure;
import shop.test.KafkaProbe;
import shop.test.Parallel;
import shop.test.TestTokens;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What administrators do with dead letters, from the topic to the topic. */
@FleetTest
@ExtendWith(OutputCaptureExtension.class)
class DeadLetterAdminTest {

    private static final UUID ADMIN = Events.newId();
    private static final String GROUP = "payment-service.order_placed";
    private static final KafkaProducer<String, byte[]> PRODUCER = new KafkaProducer<>(
            Map.of("bootstrap.servers", Infrastructure.shared().kafka(), "acks", "all"),
            new StringSerializer(),
            new ByteArraySerializer());

    private final Api admin;
    private final Api customer;
    private final MongoOperations mongo;

    @Autowired
    DeadLetterAdminTest(@LocalServerPort int port, MongoOperations mongo) {
        this.mongo = mongo;
        this.admin = new Api(port).as(TestTokens.admin(ADMIN));
        this.customer = new Api(port).as(TestTokens.user(Events.newId()));
    }

    @AfterAll
    static void close() {
        PRODUCER.close();
    }

    @Test
    void showsWhatFailedAndWhere(CapturedOutput output) throws Exception {
        var user = Events.newId();
        var content = Events.userRegistered(user).toString();
        var id = deadLetter("user_registered", user.toString(), content.getBytes(StandardCharsets.UTF_8));

        var listed = await("the letter in the list of its topic")
                .atMost(KafkaProbe.PATIENCE)
                .until(
                        () -> find("?state=OPEN&topic=user_registered-dlt&size=100", id),
                        found -> !found.isMissingNode());

        assertThat(listed.get("topic").asString()).isEqualTo("user_registered");
        assertThat(listed.get("partition").asInt()).isEqualTo(2);
        assertThat(listed.get("offset").asLong()).isEqualTo(77);
        assertThat(listed.get("key").asString()).isEqualTo(user.toString());
        assertThat(listed.get("consumerGroup").asString()).isEqualTo(GROUP);
        assertThat(listed.get("exception").asString()).isEqualTo("java.lang.IllegalStateException");
        assertThat(listed.get("size").asInt()).isEqualTo(content.length());
        assertThat(listed.toString()).doesNotContain(Events.emailOf(user));
        var shown = admin.get("/api/admin/dead-letters/" + id);
        assertThat(shown.text("payload/encoding")).isEqualTo("text");
        assertThat(shown.text("payload/content")).isEqualTo(content);
        assertThat(shown.body().at("/payload/truncated").asBoolean()).isFalse();
        assertThat(shown.text("cause")).isEqualTo("IllegalStateException: no such order");
        assertThat(shown.body().get("headers").toString())
                .contains("traceparent")
                .doesNotContain("ada@");
        assertThat(output).doesNotContain(Events.emailOf(user));
    }

    @Test
    void showsTheBeginningOfWhatIsLargeAndBytesAsTheyAre() throws Exception {
        var large = deadLetter("order_status", "large", "ä".repeat(100_000).getBytes(StandardCharsets.UTF_8));
        var binary = deadLetter("order_status", "binary", new byte[] {(byte) 0xff, 0, 1});

        var text = awaitLetter(large);
        assertThat(text.at("/payload/content").asString()).isEqualTo("ä".repeat(16 * 1024));
        assertThat(text.at("/payload/truncated").asBoolean()).isTrue();
        assertThat(text.at("/deadLetter/size").asInt()).isEqualTo(200_000);
        var bytes = awaitLetter(binary);
        assertThat(bytes.at("/payload/encoding").asString()).isEqualTo("base64");
        assertThat(bytes.at("/payload/content").asString()).isEqualTo("/wAB");
    }

    @Test
    void sendsALetterBackOnceForTheConsumerThatFailed() throws Exception {
        var key = Events.newId().toString();
        var content = "{\"not\":\"ours\"}";
        var id = deadLetter("order_placed", key, content.getBytes(StandardCharsets.UTF_8));
        awaitLetter(id);

        var first = admin.send("POST", "/api/admin/dead-letters/" + id + "/replay", null);
        var again = admin.send("POST", "/api/admin/dead-letters/" + id + "/replay", null);

        assertThat(first.status()).as("%s", first).isEqualTo(202);
        assertThat(first.text("state")).isEqualTo("REPLAYED");
        assertThat(first.text("actions/0/action")).isEqualTo("REPLAY");
        assertThat(first.text("actions/0/by")).isEqualTo(ADMIN.toString());
        assertThat(again.status()).isEqualTo(202);
        assertThat(again.body().get("actions")).hasSize(1);
        var sent = KafkaProbe.records("order_placed").stream()
                .filter(message -> key.equals(message.key()))
                .toList();
        assertThat(sent).hasSize(1);
        assertThat(sent.getFirst().value()).isEqualTo(content);
        assertThat(addressee(sent.getFirst())).isEqualTo(GROUP);
        var discard = admin.delete("/api/admin/dead-letters/" + id);
        assertThat(discard.status()).isEqualTo(409);
        assertThat(discard.text("code")).isEqualTo("dead_letter_closed");
    }

    @Test
    void administratorsWhoDoItAtTheSameTimeSendItOnce() throws Exception {
        var key = Events.newId().toString();
        var id = deadLetter("order_placed", key, "{}".getBytes(StandardCharsets.UTF_8));
        awaitLetter(id);

        var answers = Parallel.times(6, () -> admin.send("POST", "/api/admin/dead-letters/" + id + "/replay", null));

        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isIn(202, 409));
        assertThat(KafkaProbe.records("order_placed").stream().filter(message -> key.equals(message.key())))
                .hasSize(1);
        assertThat(admin.get("/api/admin/dead-letters/" + id).body().at("/deadLetter/actions"))
                .hasSize(1);
    }

    @Test
    void anOldVersionSentBackDoesNotPassForTheNewestOfItsKey() throws Exception {
        var key = Events.newId().toString();
        var old = "{\"version\":1}";
        var id = deadLetter("stock_changed", key, old.getBytes(StandardCharsets.UTF_8));
        awaitLetter(id);

        var answer = admin.send("POST", "/api/admin/dead-letters/" + id + "/replay", null);

        assertThat(answer.status()).as("%s", answer).isEqualTo(202);
        var sent = KafkaProbe.records("stock_changed").stream()
                .filter(message -> old.equals(message.value()))
                .filter(message -> message.key().startsWith(key))
                .toList();
        assertThat(sent).hasSize(1);
        assertThat(sent.getFirst().key()).isNotEqualTo(key);
        assertThat(sent.getFirst().partition()).isEqualTo(2);
    }

    @Test
    void letsALetterGoWithItsContent() throws Exception {
        var id = deadLetter("order_placed", "gone", "secret".getBytes(StandardCharsets.UTF_8));
        awaitLetter(id);

        assertThat(admin.delete("/api/admin/dead-letters/" + id).status()).isEqualTo(204);
        assertThat(admin.delete("/api/admin/dead-letters/" + id).status()).isEqualTo(204);

        var shown = admin.get("/api/admin/dead-letters/" + id);
        assertThat(shown.text("deadLetter/state")).isEqualTo("DISCARDED");
        assertThat(shown.body().at("/deadLetter/actions")).hasSize(1);
        assertThat(shown.body().toString()).doesNotContain("secret");
        var replay = admin.send("POST", "/api/admin/dead-letters/" + id + "/replay", null);
        assertThat(replay.status()).isEqualTo(409);
        assertThat(replay.text("code")).isEqualTo("dead_letter_closed");
    }

    /** A document says of which class it is, and the class was called so before it was fleet-operations'. */
    @Test
    void knowsLettersThatNotificationServiceHasStoredItself() throws Exception {
        var id = deadLetter("order_placed", Events.newId().toString(), utf8("{}"));
        var renamed = mongo.updateFirst(
                Query.query(Criteria.where("_id").is(id)),
                Update.update("_class", "shop.notification.operations.DeadLetterDocument"),
                "dead_letters");
        assertThat(renamed.getModifiedCount()).isEqualTo(1);

        var replayed = admin.send("POST", "/api/admin/dead-letters/" + id + "/replay", null);

        assertThat(replayed.status()).as("%s", replayed).isEqualTo(202);
    }

    @Test
    void doesNotSendBackWhatIsNotWhole() throws Exception {
        var nothing = deadLetter("order_placed", "nothing", null);
        awaitLetter(nothing);

        var answer = admin.send("POST", "/api/admin/dead-letters/" + nothing + "/replay", null);

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.text("code")).isEqualTo("not_replayable");
        assertThat(admin.get("/api/admin/dead-letters/" + nothing).text("deadLetter/state"))
                .isEqualTo("OPEN");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/admin/dead-letters",
        "GET, /api/admin/dead-letters/019aa5f0-7a00-7000-8000-000000000001",
        "POST, /api/admin/dead-letters/019aa5f0-7a00-7000-8000-000000000001/replay",
        "DELETE, /api/admin/dead-letters/019aa5f0-7a00-7000-8000-000000000001",
        "GET, /api/admin/outbox",
        "GET, /api/admin/outbox/parked",
        "POST, /api/admin/outbox/parked/order-service/019aa5f0-7a00-7000-8000-000000000001/release",
        "DELETE, /api/admin/outbox/parked/order-service/019aa5f0-7a00-7000-8000-000000000001",
        "GET, /api/admin/consumers"
    })
    void isForAdministrators(String method, String path) {
        assertThat(customer.send(method, path, null).status()).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({"GET, ''", "POST, /replay", "DELETE, ''"})
    void knowsNoOthers(String method, String what) {
        var answer = admin.send(method, "/api/admin/dead-letters/" + Events.newId() + what, null);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text("code")).isEqualTo("dead_letter_not_found");
    }

    @Test
    void whatTheFleetCannotReadArrivesHere() {
        var key = Events.newId().toString();
        KafkaProbe.sendRaw("payment_status", key, "no JSON");

        var letter = await("the dead letter of the service's own listener")
                .atMost(KafkaProbe.PATIENCE)
                .until(
                        () -> admin.get("/api/admin/dead-letters?topic=payment_status&size=100")
                                .body()
                                .get("items")
                                .valueStream()
                                .filter(item -> key.equals(item.path("key").asString("")))
                                .findFirst(),
                        found -> found.isPresent())
                .orElseThrow();

        assertThat(letter.get("consumerGroup").asString()).isEqualTo("notification-service.payment_status");
        assertThat(letter.get("offset").asLong()).isNotNegative();
    }

    @Test
    void saysHowFarTheConsumersAreBehind() {
        var group = await("the groups of this service")
                .atMost(KafkaProbe.PATIENCE)
                .until(
                        () -> admin.get("/api/admin/consumers")
                                .body()
                                .get("items")
                                .valueStream()
                                .filter(item -> "notification-service.order_placed"
                                        .equals(item.get("group").asString()))
                                .findFirst(),
                        found -> found.isPresent() && found.get().get("members").asInt() > 0)
                .orElseThrow();

        assertThat(group.get("state").asString()).isNotBlank();
        assertThat(group.get("lag").isIntegralNumber()).isTrue();
        assertThat(group.at("/topics/0/topic").asString()).isEqualTo("order_placed");
        assertThat(group.at("/topics/0/partitions").asInt()).isPositive();
    }

    private JsonNode awaitLetter(UUID id) {
        return await("dead letter " + id)
                .atMost(KafkaProbe.PATIENCE)
                .until(() -> admin.get("/api/admin/dead-letters/" + id), answer -> answer.status() == 200)
                .body();
    }

    private JsonNode find(String query, UUID id) {
        return admin.get("/api/admin/dead-letters" + query)
                .body()
                .get("items")
                .valueStream()
                .filter(item -> id.toString().equals(item.get("id").asString()))
                .findFirst()
                .orElseGet(() -> JsonMapper.shared().missingNode());
    }

    /** As fleet-events writes it; returns the id under which it is administered, once it is. */
    private UUID deadLetter(String topic, String key, byte @Nullable [] content)
            throws ExecutionException, InterruptedException {
        var letter = new ProducerRecord<String, byte[]>(topic + "-dlt", key, content);
        letter.headers()
                .add("kafka_dlt-original-topic", utf8(topic))
                .add(
                        "kafka_dlt-original-partition",
                        ByteBuffer.allocate(4).putInt(2).array())
                .add(
                        "kafka_dlt-original-offset",
                        ByteBuffer.allocate(8).putLong(77).array())
                .add("kafka_dlt-original-consumer-group", utf8(GROUP))
                .add(
                        "kafka_dlt-exception-fqcn",
                        utf8("org.springframework.kafka.listener.ListenerExecutionFailedException"))
                .add("kafka_dlt-exception-cause-fqcn", utf8("java.lang.IllegalStateException"))
                .add("kafka_dlt-exception-message", utf8("failed for ada@example.org"))
                .add("shop_cause", utf8("IllegalStateException: no such order"))
                .add("traceparent", utf8("00-0123456789abcdef0123456789abcdef-0123456789abcdef-01"));
        PRODUCER.send(letter).get();
        return await("dead letter with the key " + key)
                .atMost(KafkaProbe.PATIENCE)
                .until(
                        () -> admin.get("/api/admin/dead-letters?size=100&topic=" + topic)
                                .body()
                                .get("items")
                                .valueStream()
                                .filter(item -> key.equals(item.path("key").asString("")))
                                .map(item -> UUID.fromString(item.get("id").asString()))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String addressee(ConsumerRecord<?, ?> message) {
        return new String(message.headers().lastHeader("shop_for-group").value(), StandardCharsets.UTF_8);
    }
}

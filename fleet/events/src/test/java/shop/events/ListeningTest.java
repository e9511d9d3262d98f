package shop.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static shop.events.EventSamples.newId;
import static shop.events.EventSamples.paymentStatus;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.kafka.core.KafkaTemplate;
import shop.test.Infrastructure;
import shop.test.KafkaProbe;
import tools.jackson.databind.node.ObjectNode;

/** What becomes of good and bad records, on a real broker. */
@EventsTest
class ListeningTest {

    static final String TOPIC = "payment_status";

    final RecordingListener listener;
    final KafkaTemplate<Object, Object> kafka;

    @Autowired
    ListeningTest(RecordingListener listener, KafkaTemplate<Object, Object> kafka) {
        this.listener = listener;
        this.kafka = kafka;
    }

    @Test
    void aGoodEventIsHandledOnceWithItsTraceInTheLogContext() {
        var envelope = paymentStatus();

        KafkaProbe.send(TOPIC, envelope);

        awaitHandled(idOf(envelope));
        var consumed = listener.handled(idOf(envelope)).getFirst();
        assertThat(consumed.eventIdInLog()).isEqualTo(envelope.get("id").stringValue());
        assertThat(consumed.traceInLog())
                .isEqualTo(envelope.get("traceparent").stringValue().substring(3, 35));
    }

    @Test
    void aRecordForAnotherGroupIsPassedOver() {
        var foreign = paymentStatus();
        var subject = foreign.get("subject").stringValue();
        var own = paymentStatus().put("subject", subject);
        kafka.send(addressed(foreign, "somebody-else")).join();
        kafka.send(addressed(own, "messaging-test.all")).join();

        awaitHandled(idOf(own));
        assertThat(listener.attempts(idOf(foreign))).isZero();
    }

    @Test
    void poisonForAnotherGroupMakesNoDeadLetter() {
        var next = paymentStatus();
        var subject = next.get("subject").stringValue();
        var poison = new ProducerRecord<Object, Object>(TOPIC, subject, "no JSON");
        poison.headers().add(ReplayTargetFilter.HEADER, "somebody-else".getBytes(StandardCharsets.UTF_8));
        kafka.send(poison).join();
        KafkaProbe.send(TOPIC, next);

        awaitHandled(idOf(next));
        assertThat(KafkaProbe.records(TOPIC + "-dlt")).noneMatch(letter -> subject.equals(letter.key()));
    }

    static Stream<Arguments> poison() {
        return Stream.of(
                Arguments.of("bad JSON", "{\"id\": \"half a"),
                Arguments.of("no object", "[1, 2, 3]"),
                Arguments.of("empty", ""),
                Arguments.of("another system's event", "{\"orderId\": 7}"),
                Arguments.of(
                        "a wrong subject", paymentStatus().put("subject", "7").toString()),
                Arguments.of("deep nesting", "[".repeat(2_000) + "]".repeat(2_000)),
                Arguments.of("null", null));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("poison")
    void poisonGoesToTheDeadLettersAndTheNextEventIsHandled(String kind, @Nullable String value) {
        var key = newId().toString();
        var next = paymentStatus();

        KafkaProbe.sendRaw(TOPIC, key, value);
        KafkaProbe.sendRaw(TOPIC, key, next.toString());

        awaitHandled(idOf(next));
        var letter = awaitDeadLetter(TOPIC, key);
        assertThat(letter.value()).isEqualTo(value);
        assertThat(header(letter, "kafka_dlt-original-topic")).isEqualTo(TOPIC);
        assertThat(header(letter, "kafka_dlt-original-consumer-group")).isEqualTo("messaging-test.all");
        assertThat(letter.headers().lastHeader("kafka_dlt-original-partition")).isNotNull();
        assertThat(letter.headers().lastHeader("kafka_dlt-original-offset")).isNotNull();
        assertThat(header(letter, DeadLetters.CAUSE)).startsWith("UnreadableEventException: ");
    }

    @Test
    void aForeignTypeHeaderLoadsNoClass() {
        var key = newId().toString();
        var good = paymentStatus();
        kafka.send(withType(new ProducerRecord<>(TOPIC, key, "{\"command\": \"calc\"}")))
                .join();
        kafka.send(withType(new ProducerRecord<>(TOPIC, key, good.toString()))).join();

        awaitHandled(idOf(good));
        var letter = awaitDeadLetter(TOPIC, key);
        assertThat(letter.value()).contains("calc");
        assertThat(Loaded.yes).isFalse();
    }

    @Test
    void anErrorIsAFailureLikeAnyOtherAndEndsNoListener() {
        var temporary = paymentStatus();
        listener.failAt(idOf(temporary), attempt -> {
            if (attempt <= 2) {
                throw new StackOverflowError("not yet");
            }
            return null;
        });
        var permanent = paymentStatus();
        listener.failAt(idOf(permanent), _ -> {
            throw new NoClassDefFoundError("shop/Missing");
        });

        KafkaProbe.send(TOPIC, temporary);
        KafkaProbe.send(TOPIC, permanent);

        awaitHandled(idOf(temporary));
        var letter = awaitDeadLetter(TOPIC, permanent.get("subject").stringValue());
        assertThat(header(letter, DeadLetters.CAUSE)).startsWith("NoClassDefFoundError: ");
        var next = paymentStatus().put("subject", permanent.get("subject").stringValue());
        KafkaProbe.send(TOPIC, next);
        awaitHandled(idOf(next));
    }

    @Test
    void anEventWhoseDataDoesNotFitIsNotRetried() {
        var envelope = paymentStatus();
        listener.failAt(idOf(envelope), _ -> new UnreadableEventException("event is no PaymentStatus"));

        KafkaProbe.send(TOPIC, envelope);

        var letter = awaitDeadLetter(TOPIC, envelope.get("subject").stringValue());
        assertThat(letter.value()).isEqualTo(envelope.toString());
        assertThat(listener.attempts(idOf(envelope)))
                .as("once alone, and perhaps once together with others")
                .isBetween(1, 2);
    }

    @Test
    void aListenerThatFailsTwiceHandlesTheEventOnce() {
        var envelope = paymentStatus();
        listener.failAt(idOf(envelope), attempt -> attempt <= 2 ? new IllegalStateException("not yet") : null);

        KafkaProbe.send(TOPIC, envelope);

        awaitHandled(idOf(envelope));
        assertThat(listener.attempts(idOf(envelope))).isEqualTo(3);
        assertThat(KafkaProbe.records(TOPIC + "-dlt"))
                .noneMatch(letter -> envelope.get("subject").stringValue().equals(letter.key()));
    }

    @Test
    void aPoisonedEventOfABatchFailsAloneAndItsNeighboursKeepTheirEffects() {
        var neighbours = Stream.generate(EventSamples::paymentStatus).limit(40).toList();
        var poisoned = neighbours.get(17);
        listener.failAt(idOf(poisoned), _ -> new IllegalStateException("there is no such order"));
        var key = newId().toString();

        neighbours.stream()
                .map(envelope -> kafka.send(TOPIC, key, envelope.toString()))
                .toList()
                .forEach(CompletableFuture::join);

        neighbours.stream()
                .map(ListeningTest::idOf)
                .filter(id -> !id.equals(idOf(poisoned)))
                .forEach(this::awaitHandled);
        var letter = awaitDeadLetter(TOPIC, key);
        assertThat(letter.value()).isEqualTo(poisoned.toString());
        assertThat(header(letter, "kafka_dlt-original-consumer-group")).isEqualTo("messaging-test.all");
        assertThat(listener.handled(idOf(poisoned))).isEmpty();
    }

    @Test
    void aListenerThatGoesOnFailingLeavesADeadLetterWithTheCause() {
        var envelope = paymentStatus();
        var next = paymentStatus().put("subject", envelope.get("subject").stringValue());
        listener.failAt(idOf(envelope), _ -> new IllegalStateException("there is no such order"));

        KafkaProbe.send(TOPIC, envelope);
        KafkaProbe.send(TOPIC, next);

        awaitHandled(idOf(next));
        var letter = awaitDeadLetter(TOPIC, envelope.get("subject").stringValue());
        assertThat(letter.value()).isEqualTo(envelope.toString());
        assertThat(header(letter, "kafka_dlt-exception-cause-fqcn")).isEqualTo(IllegalStateException.class.getName());
        assertThat(header(letter, DeadLetters.CAUSE)).isEqualTo("IllegalStateException: there is no such order");
        assertThat(listener.attempts(idOf(envelope))).isBetween(3, 24);
    }

    @Test
    void anOutageMakesNoDeadLetter() {
        var envelope = paymentStatus();
        // Longer than a fault is retried in this test's settings: 15 attempts at 100 ms.
        listener.failAt(
                idOf(envelope),
                attempt -> attempt <= 15 ? new DataAccessResourceFailureException("the database is away") : null);

        KafkaProbe.send(TOPIC, envelope);

        awaitHandled(idOf(envelope));
        assertThat(KafkaProbe.records(TOPIC + "-dlt"))
                .noneMatch(letter -> envelope.get("subject").stringValue().equals(letter.key()));
    }

    @Test
    void ofARecordTooLargeForTheDeadLettersTheBeginningIsKept() {
        var key = newId().toString();
        var next = paymentStatus();
        kafka.send(EventsTestApplication.LARGE, key, "x".repeat(2 * 1024 * 1024))
                .join();
        kafka.send(EventsTestApplication.LARGE, key, next.toString()).join();

        awaitHandled(idOf(next));
        var letter = awaitDeadLetter(EventsTestApplication.LARGE, key);
        assertThat(letter.value()).hasSize(64 * 1024);
        assertThat(header(letter, DeadLetters.ORIGINAL_SIZE)).isEqualTo(String.valueOf(2 * 1024 * 1024));
    }

    @Test
    void aDeadLetterThatCannotBeWrittenIsTriedUntilItCan() throws Exception {
        var key = newId().toString();
        var next = paymentStatus();
        kafka.send(EventsTestApplication.UNLETTERED, key, "poison").join();
        kafka.send(EventsTestApplication.UNLETTERED, key, next.toString()).join();
        await().during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(4))
                .until(() -> listener.handled(idOf(next)).isEmpty());

        try (var admin =
                Admin.create(Map.of("bootstrap.servers", Infrastructure.shared().kafka()))) {
            var topic = new ConfigResource(ConfigResource.Type.TOPIC, EventsTestApplication.UNLETTERED + "-dlt");
            var lift = new AlterConfigOp(new ConfigEntry("max.message.bytes", ""), OpType.DELETE);
            admin.incrementalAlterConfigs(Map.of(topic, List.of(lift))).all().get();
        }

        awaitHandled(idOf(next));
        assertThat(awaitDeadLetter(EventsTestApplication.UNLETTERED, key).value())
                .isEqualTo("poison");
    }

    /** Sets its flag when it is loaded and initialised, which must not happen. */
    static final class Gadget {
        static {
            Loaded.yes = true;
        }
    }

    static final class Loaded {
        static volatile boolean yes;
    }

    private static ProducerRecord<Object, Object> withType(ProducerRecord<Object, Object> message) {
        message.headers().add("__TypeId__", Gadget.class.getName().getBytes(StandardCharsets.UTF_8));
        return message;
    }

    private static ProducerRecord<Object, Object> addressed(ObjectNode envelope, String group) {
        var message = new ProducerRecord<Object, Object>(
                TOPIC, envelope.get("subject").stringValue(), envelope.toString());
        message.headers().add(ReplayTargetFilter.HEADER, group.getBytes(StandardCharsets.UTF_8));
        return message;
    }

    private void awaitHandled(UUID event) {
        await("event " + event)
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(listener.handled(event)).hasSize(1));
    }

    private static ConsumerRecord<String, String> awaitDeadLetter(String topic, String key) {
        return await("dead letter of " + key)
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(100))
                .until(
                        () -> KafkaProbe.records(topic + "-dlt").stream()
                                .filter(letter -> key.equals(letter.key()))
                                .toList(),
                        letters -> letters.size() == 1)
                .getFirst();
    }

    private static String header(ConsumerRecord<String, String> message, String name) {
        var header = message.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static UUID idOf(ObjectNode envelope) {
        return UUID.fromString(envelope.get("id").stringValue());
    }
}

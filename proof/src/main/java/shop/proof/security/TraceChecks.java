package shop.proof.security;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import shop.proof.Broker;
import shop.proof.Client;
import shop.proof.Shopper;

/** What is left behind in logs and topics, and what comes in by them: checks 58 to 60. */
final class TraceChecks {

    private static final String PAN = "4242424242424242";
    private static final Duration READ_ALL = Duration.ofMinutes(1);
    private static final Duration DEAD = Duration.ofSeconds(10);
    private static final String TOPIC = "order_placed";

    private TraceChecks() {}

    static List<Check> all() {
        return List.of(
                Check.of(
                        58,
                        "body with cardNumber 4242...; then look for card numbers, tokens, passwords in logs and topics",
                        "400; 0 hits",
                        TraceChecks::secrets),
                Check.of(
                        59,
                        "CR, LF, ANSI in a name and in headers; refusals",
                        "escaped in logs; each 401, 403, 429 logged with the request's id",
                        TraceChecks::logs),
                Check.of(
                        60,
                        "Kafka records: foreign __TypeId__, bad JSON, 2 MB, no value",
                        "dead letters within 10 s, the next order goes through",
                        TraceChecks::poison));
    }

    private static void secrets(Trial trial) throws Exception {
        var shopper = Shopper.fresh();
        var product = Shopper.admin().createProduct("Secret", 300, 5);
        var order = shopper.order(product, 1).expect(201).text("id");
        for (var body : List.of(
                "\"cardNumber\": \"" + PAN + "\", \"cvc\": \"987\"",
                "\"method\": {\"type\": \"card\", \"paymentMethod\": \"" + PAN + "\"}",
                "\"method\": {\"type\": \"card\", \"number\": \"" + PAN + "\"}")) {
            trial.expect(
                    "POST /api/payments with " + body,
                    shopper.client().post("/api/payments", """
                    {"orderId": "%s", %s}""".formatted(order, body)),
                    400);
        }
        trial.stranger().post("/api/user/login", Shopper.loginBody(shopper.email(), "wrong-" + shopper.refreshToken()));
        trial.stranger().withToken("eyJ" + "x".repeat(40)).get("/api/orders?card=" + PAN);
        shopper.pay(order, "pm_card_visa").expect(201);
        shopper.awaitOrder(order, "CONFIRMED");

        var secrets = Map.of(
                "the card number",
                PAN,
                "tokens (eyJ...)",
                "eyJ",
                "the password",
                Shopper.PASSWORD,
                "the refresh token",
                shopper.refreshToken());
        secrets.forEach((what, secret) -> {
            var hits = Logs.lines("", line -> line.contains(secret));
            trial.that(
                    "all logs, " + what,
                    "0 hits",
                    hits.isEmpty() ? "0 hits" : hits.size() + " hits: " + hits.getFirst(),
                    hits.isEmpty());
        });
        var inTopics = new HashMap<String, String>();
        try (var consumer = consumer()) {
            readAll(consumer, topics(consumer, _ -> true), (topic, value) -> {
                var text = new String(value, StandardCharsets.ISO_8859_1);
                secrets.forEach((what, secret) -> {
                    if (text.contains(secret)) {
                        inTopics.put(what, topic);
                    }
                });
            });
        }
        secrets.keySet()
                .forEach(what -> trial.that(
                        "all topics, " + what,
                        "0 hits",
                        inTopics.getOrDefault(what, "0 hits"),
                        !inTopics.containsKey(what)));
    }

    private static void logs(Trial trial) throws IOException, InterruptedException {
        var mark = "proof59" + Integer.toHexString(trial.random().nextInt());
        var name = "Eve\r\n2026-01-01 INFO " + mark + " forged\u001b[31m";
        trial.expect(
                "POST /api/user/signup with CR, LF, ANSI in the name",
                trial.stranger()
                        .post("/api/user/signup", Shopper.signUpBody(Shopper.freshEmail(), Shopper.PASSWORD, name)),
                201,
                400);
        trial.expect(
                "POST /api/user/login with them in the mail",
                trial.stranger()
                        .post("/api/user/login", Shopper.loginBody("a\r\n" + mark + "\u001b[31m@example.org", "x")),
                400,
                401);
        for (var header : List.of("X-Request-Id", "traceparent", "User-Agent", "Idempotency-Key", "Authorization")) {
            var reply = Wire.ask(
                    trial.fleet().gateway(),
                    "",
                    "GET /api/orders HTTP/1.1",
                    "Host: localhost",
                    header + ": " + mark + "\u001b[31m\u0085forged");
            trial.that(
                    "GET /api/orders with ANSI in " + header,
                    "400 or 401",
                    reply.brief(),
                    reply.status() == 400 || reply.status() == 401);
        }
        var broken = Logs.lines(
                "",
                line -> line.contains(mark)
                        && (line.contains("\u001b") || line.startsWith("2026-01-01") || line.startsWith(mark)));
        trial.that(
                "lines of all logs that these broke",
                "none",
                broken.isEmpty() ? "none" : broken.getFirst(),
                broken.isEmpty());

        var shopper = Shopper.fresh();
        refusedAndLogged(trial, "GET /api/orders, no token", Client.ofGateway(), "/api/orders", 401);
        refusedAndLogged(
                trial, "GET /api/orders, broken token", Client.ofGateway().withToken("broken"), "/api/orders", 401);
        refusedAndLogged(trial, "GET /api/users as a customer", shopper.client(), "/api/users", 403);
        var guesser = trial.stranger();
        var id = id(trial);
        var body = Shopper.loginBody(shopper.email(), "not the password");
        var refused = guesser.with("X-Request-Id", id).post("/api/user/login", body);
        trial.expect("POST /api/user/login, wrong password", refused, 401);
        Logs.expectSecurityEvent(trial, "user-service", id);
        var last = id;
        for (var tries = 0; tries < 30 && refused.status() != 429; tries++) {
            last = id(trial);
            refused = guesser.with("X-Request-Id", last).post("/api/user/login", body);
        }
        trial.expect("the same until it is too much", refused, 429);
        Logs.expectSecurityEvent(trial, "", last);
    }

    private static void refusedAndLogged(Trial trial, String what, Client client, String path, int status)
            throws InterruptedException {
        var id = id(trial);
        trial.expect(what, client.with("X-Request-Id", id).get(path), status);
        Logs.expectSecurityEvent(trial, "api-gateway", id);
    }

    private static String id(Trial trial) {
        return "proof-59-" + Long.toHexString(trial.random().nextLong());
    }

    private static void poison(Trial trial) throws Exception {
        var before = Shopper.fresh();
        var product = Shopper.admin().createProduct("After poison", 300, 5);
        var sent = new HashMap<String, String>();
        try (var consumer = consumer();
                var producer = Broker.producer()) {
            var dlt = topics(consumer, topic -> topic.equals(TOPIC + "-dlt"));
            consumer.assign(dlt);
            consumer.seekToEnd(dlt);
            dlt.forEach(consumer::position);
            var typed = record(sent, "a foreign __TypeId__", "{\"id\": 1}".getBytes(StandardCharsets.UTF_8));
            typed.headers().add("__TypeId__", "javax.script.ScriptEngineManager".getBytes(StandardCharsets.UTF_8));
            producer.send(typed).get();
            producer.send(record(sent, "bad JSON", "{\"id\": ".getBytes(StandardCharsets.UTF_8)))
                    .get();
            producer.send(record(sent, "no envelope", "[1, 2, 3]".getBytes(StandardCharsets.UTF_8)))
                    .get();
            producer.send(record(sent, "no value", null)).get();
            producer.send(record(
                            sent,
                            "900 KB",
                            ("{\"x\": \"" + "y".repeat(900_000) + "\"}").getBytes(StandardCharsets.UTF_8)))
                    .get();
            String large;
            try {
                producer.send(new ProducerRecord<>(TOPIC, "large", new byte[2 << 20]))
                        .get();
                large = "taken";
            } catch (ExecutionException refused) {
                large = String.valueOf(refused.getCause());
            }
            trial.that("a record of 2 MB", "the broker refuses it", large, large.contains("RecordTooLargeException"));
            var dead = new HashSet<String>();
            var deadline = System.nanoTime() + DEAD.toNanos();
            while (!dead.containsAll(sent.keySet()) && System.nanoTime() - deadline < 0) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> dead.add(record.key()));
            }
            sent.forEach((key, what) -> trial.that(
                    "a record with " + what,
                    "in " + TOPIC + "-dlt within 10 s",
                    dead.contains(key) ? "there" : "missing",
                    dead.contains(key)));
        }
        var order = before.order(product, 1).expect(201).text("id");
        before.pay(order, "pm_card_visa").expect(201);
        trial.that(
                "the next order",
                "CONFIRMED",
                before.awaitOrder(order, "CONFIRMED").text("status"),
                true);
        var loaded = Logs.lines("", line -> line.contains("ScriptEngineManager") && line.contains("loaded"));
        trial.that("logs", "no foreign class loaded", loaded.isEmpty() ? "none" : loaded.getFirst(), loaded.isEmpty());
    }

    private static ProducerRecord<String, byte[]> record(
            Map<String, String> sent, String what, byte @Nullable [] value) {
        var key = UUID.randomUUID().toString();
        sent.put(key, what);
        return new ProducerRecord<>(TOPIC, key, value);
    }

    private static Consumer<String, byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", Broker.address(), "enable.auto.commit", false, "fetch.max.wait.ms", 100),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    private static Set<TopicPartition> topics(Consumer<String, byte[]> consumer, Predicate<String> wanted) {
        var found = new HashSet<TopicPartition>();
        consumer.listTopics().forEach((topic, partitions) -> {
            if (!topic.startsWith("__") && wanted.test(topic)) {
                partitions.forEach(partition -> found.add(new TopicPartition(topic, partition.partition())));
            }
        });
        return found;
    }

    private interface Reader {
        void read(String topic, byte[] value);
    }

    private static void readAll(Consumer<String, byte[]> consumer, Set<TopicPartition> partitions, Reader reader) {
        var ends = consumer.endOffsets(partitions);
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        var deadline = System.nanoTime() + READ_ALL.toNanos();
        while (partitions.stream()
                .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
            if (System.nanoTime() - deadline >= 0) {
                throw new AssertionError("the topics hold more than could be read in " + READ_ALL.toSeconds() + " s");
            }
            consumer.poll(Duration.ofMillis(200)).forEach(record -> {
                if (record.value() != null) {
                    reader.read(record.topic(), record.value());
                }
            });
        }
    }
}

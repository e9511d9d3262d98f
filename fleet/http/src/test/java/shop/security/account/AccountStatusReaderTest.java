package shop.security.account;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import shop.http.sample.SampleApplication;
import shop.http.sample.SampleSettings;
import shop.security.Caller;
import shop.security.Role;
import shop.security.token.BadTokenException;
import shop.test.Api;
import shop.test.Contracts;
import shop.test.Infrastructure;
import shop.test.KafkaProbe;
import shop.test.TestTokens;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The whole way from the broker to a refusal. */
class AccountStatusReaderTest {

    /** Far below the life of an access token, and far above what a busy machine needs. */
    static final Duration SOON = Duration.ofSeconds(20);

    /** Nobody waits it out: a start goes on as soon as the list is complete. */
    static final Duration START_PATIENCE = Duration.ofMinutes(1);

    static final AtomicInteger NEXT = new AtomicInteger();

    static final ListAppender<ILoggingEvent> LOG = new ListAppender<>();

    static ConfigurableApplicationContext service;
    static Api api;

    final UUID account = new UUID(0x0198f3a000007000L, 0x8000000000000000L + NEXT.incrementAndGet());

    @BeforeAll
    static void starts() {
        service = start(Infrastructure.shared().kafka());
        api = api(service);
    }

    @BeforeEach
    void listens() {
        LOG.list.clear();
        listen();
    }

    @AfterEach
    void listensNoLonger() {
        logger().detachAppender(LOG);
    }

    @AfterAll
    static void ends() {
        service.close();
    }

    @Test
    void theExampleOfTheContractIsRead() {
        var example = Contracts.example("user_status", "user.status.v1");

        assertThat(AccountStatus.read(bytes(example)))
                .isEqualTo(new AccountStatus(
                        UUID.fromString("019aa5f0-7a00-7000-8000-000000000001"),
                        true,
                        3,
                        Instant.parse("2026-11-21T10:00:00Z")));
    }

    @Test
    void aDisabledAccountIsRefusedAtOnceAndAnEnabledOneAcceptedAgain() {
        assertThat(statusOf(account, 0)).isEqualTo(200);

        publish(account, "DISABLED", 1);
        Awaitility.await().atMost(SOON).until(() -> statusOf(account, 0) == 401);
        var refused = api.as(TestTokens.user(account, 0)).post("/things/me", Map.of());
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.text("code")).isEqualTo("account_disabled");
        assertThat(refused.header("WWW-Authenticate")).contains("invalid_token");

        publish(account, "ACTIVE", 2);
        Awaitility.await().atMost(SOON).until(() -> codeOf(account, 0).equals("token_revoked"));
        assertThat(statusOf(account, 1)).isEqualTo(401);
        assertThat(statusOf(account, 2)).isEqualTo(200);
    }

    @Test
    void aRestartedServiceKnowsTheListBeforeItAnswers() {
        publish(account, "DISABLED", 1);

        try (var restarted = start(Infrastructure.shared().kafka())) {
            assertThat(api(restarted)
                            .as(TestTokens.user(account, 0))
                            .get("/things/me")
                            .text("code"))
                    .isEqualTo("account_disabled");
        }
    }

    @Test
    void whatCannotBeReadIsPassedOver() throws Exception {
        KafkaProbe.sendRaw("user_status", account.toString(), "{no json");
        KafkaProbe.sendRaw("user_status", account.toString(), "{\"type\":\"user.status.v1\",\"data\":{}}");
        KafkaProbe.sendRaw("user_status", account.toString(), "{\"type\":\"user.status.v2\"}");
        KafkaProbe.sendRaw("user_status", account.toString(), null);
        KafkaProbe.sendRaw("user_status", account.toString(), "x".repeat(500_000));
        sendWithForeignType(event(account, "ACTIVE", 5));
        publish(account, "DISABLED", 6);
        KafkaProbe.sendRaw("user_status", account.toString(), null);

        Awaitility.await().atMost(SOON).until(() -> codeOf(account, 0).equals("account_disabled"));
        assertThat(logged().filter(line -> line.startsWith("passed over an unreadable record")))
                .hasSizeGreaterThanOrEqualTo(3)
                .noneMatch(line -> line.contains("no json"));
    }

    @Test
    void withoutABrokerTheServiceStartsAndRunsOn() {
        try (var alone = start("127.0.0.1:1")) {
            assertThat(api(alone)
                            .as(TestTokens.user(account, 0))
                            .get("/things/me")
                            .status())
                    .isEqualTo(200);
        }
        assertThat(logged()).anyMatch(line -> line.startsWith("user_status could not be read yet"));
    }

    @Test
    void aBrokerThatComesBackIsFoundByItself() {
        var accounts = new AccountList(10);
        var tries = new AtomicInteger();
        var reader = new AccountStatusReader(
                () -> {
                    if (tries.incrementAndGet() == 1) {
                        throw new KafkaException("not there");
                    }
                    return new KafkaConsumer<>(
                            Map.of(
                                    ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                    Infrastructure.shared().kafka()),
                            new ByteArrayDeserializer(),
                            new ByteArrayDeserializer());
                },
                accounts,
                START_PATIENCE);
        publish(account, "DISABLED", 1);

        reader.afterPropertiesSet();
        try {
            reader.start();
            assertThat(isRefused(accounts, account)).isTrue();
            assertThat(tries).hasValueGreaterThanOrEqualTo(2);
        } finally {
            reader.stop();
        }
        assertThat(reader.isRunning()).isFalse();
    }

    /** Called in each start of a service too, as that sets up logging anew and takes all appenders away. */
    private static void listen() {
        LOG.start();
        logger().addAppender(LOG);
    }

    private static Stream<String> logged() {
        return List.copyOf(LOG.list).stream().map(ILoggingEvent::getFormattedMessage);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(AccountStatusReader.class);
    }

    private static boolean isRefused(AccountList accounts, UUID account) {
        try {
            accounts.check(new Caller(account, Set.of(Role.USER)), true);
            return false;
        } catch (BadTokenException refusal) {
            return true;
        }
    }

    private static int statusOf(UUID account, int version) {
        return api.as(TestTokens.user(account, version)).get("/things/me").status();
    }

    private static String codeOf(UUID account, int version) {
        return api.as(TestTokens.user(account, version)).get("/things/me").text("code");
    }

    private static void publish(UUID account, String status, int version) {
        KafkaProbe.send("user_status", event(account, status, version));
    }

    private static ObjectNode event(UUID account, String status, int version) {
        var event = Contracts.example("user_status", "user.status.v1");
        event.put("subject", account.toString()).put("aggregateversion", version);
        ((ObjectNode) event.get("data"))
                .put("userId", account.toString())
                .put("status", status)
                .put("tokenVersion", version);
        Contracts.assertValid("user_status", event);
        return event;
    }

    private static void sendWithForeignType(JsonNode event) throws Exception {
        var message = new ProducerRecord<>("user_status", event.get("subject").stringValue(), event.toString());
        message.headers().add("__TypeId__", "java.lang.ProcessBuilder".getBytes(StandardCharsets.UTF_8));
        var settings = new HashMap<String, Object>();
        settings.put(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, Infrastructure.shared().kafka());
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(message).get();
        }
    }

    private static byte[] bytes(JsonNode json) {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static Api api(ConfigurableApplicationContext service) {
        return new Api(service.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
    }

    private static ConfigurableApplicationContext start(String kafka) {
        return new SpringApplicationBuilder(SampleApplication.class)
                .initializers(new SampleSettings(), context -> listen())
                .properties(
                        "spring.application.name=sample-service",
                        "server.port=0",
                        "spring.kafka.bootstrap-servers=" + kafka,
                        "logging.structured.format.console=",
                        "spring.autoconfigure.exclude="
                                + "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration,"
                                + "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration,"
                                + "org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration,"
                                + "org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration")
                .run("--shop.accounts.start-patience="
                        + (kafka.endsWith(":1") ? "100ms" : START_PATIENCE.toSeconds() + "s"));
    }
}

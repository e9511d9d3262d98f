package shop.http.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.TestPropertySource;
import shop.http.sample.OrderController;
import shop.http.sample.SampleApplication;
import shop.test.Api;
import shop.test.FleetTestInitializer;
import shop.test.Parallel;
import shop.test.TestTokens;

/** The whole way of a key, on PostgreSQL. */
@SpringBootTest(classes = SampleApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = FleetTestInitializer.class)
@TestPropertySource(
        properties = {
            "spring.application.name=sample-service",
            "sample.orders=true",
            "spring.datasource.url=${DB_URL}",
            "spring.datasource.username=${DB_USER}",
            "spring.datasource.password=${DB_PASSWORD}",
            "spring.flyway.enabled=false",
            "shop.idempotency.max-per-client=100",
            "spring.autoconfigure.exclude=org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration,"
                    + "org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration,"
                    + "org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration",
            "logging.structured.format.console="
        })
class IdempotencyTest {

    static final UUID USER = UUID.fromString("0198f3a0-0000-7000-8000-000000000001");
    static final UUID OTHER_USER = UUID.fromString("0198f3a0-0000-7000-8000-000000000002");
    static final Map<String, Object> TWO = Map.of("quantity", 2, "wish", "");

    @LocalServerPort
    int port;

    @Autowired
    OrderController orders;

    Api api;
    String key;

    @BeforeEach
    void startsWithANewKey() {
        orders.made.clear();
        orders.mayEnd = new CountDownLatch(0);
        api = new Api(port).as(TestTokens.user(USER));
        key = IdempotencyInterceptor.newId().toString();
    }

    @Test
    void withoutAKeyEveryRequestIsANewOne() {
        var first = api.post("/things/orders", TWO);
        var second = api.post("/things/orders", TWO);

        assertThat(first.status()).isEqualTo(201);
        assertThat(first.text("id")).isNotEqualTo(second.text("id"));
        assertThat(UUID.fromString(first.text("id")).version()).isEqualTo(7);
        assertThat(first.header("Idempotent-Replayed")).isEmpty();
    }

    @Test
    void aClientThatHasTooManyKeysRememberedIsRefusedAndItsRepeatsAreNot() {
        var greedy = new Api(port).as(TestTokens.user(UUID.randomUUID()));
        for (var count = 0; count < 100; count++) {
            assertThat(greedy.with("Idempotency-Key", "key-" + count)
                            .post("/things/orders", TWO)
                            .status())
                    .isEqualTo(201);
        }

        var refused = greedy.with("Idempotency-Key", "one-more").post("/things/orders", TWO);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.text("code")).isEqualTo("too_many_idempotency_keys");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 3_601);
        assertThat(greedy.with("Idempotency-Key", "key-99")
                        .post("/things/orders", TWO)
                        .header("Idempotent-Replayed"))
                .isEqualTo("true");
        assertThat(greedy.post("/things/orders", TWO).status()).isEqualTo(201);
        assertThat(withKey().post("/things/orders", TWO).status()).isEqualTo(201);
    }

    @Test
    void aRepeatGetsTheFirstAnswerWithoutDoingAnything() {
        var first = withKey().post("/things/orders", TWO);
        var repeat = withKey().post("/things/orders", TWO);

        assertThat(first.status()).isEqualTo(201);
        assertThat(first.header("Idempotent-Replayed")).isEmpty();
        assertThat(repeat.status()).isEqualTo(201);
        assertThat(repeat.body()).isEqualTo(first.body());
        assertThat(repeat.header("Location"))
                .isEqualTo(first.header("Location"))
                .isNotEmpty();
        assertThat(repeat.header("ETag")).isEqualTo("\"1\"");
        assertThat(repeat.header("Content-Type")).isEqualTo(first.header("Content-Type"));
        assertThat(repeat.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(orders.made).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/xml", "application/yaml", "text/html, image/*;q=0.8", "nonsense", "a/b/c"})
    void whoWouldNotTakeTheAnswerGetsNothingDoneAndKeepsTheKey(String accept) {
        for (var tries = 0; tries < 2; tries++) {
            var answer = withKey().with("Accept", accept).post("/things/orders", TWO);

            assertThat(answer.status()).isEqualTo(406);
            assertThat(answer.text("code")).isEqualTo("not_acceptable");
            assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
            assertThat(orders.made).isEmpty();
        }

        assertThat(withKey().post("/things/orders", TWO).header("Idempotent-Replayed"))
                .isEmpty();
        assertThat(orders.made).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*/*; q=0.5, application/xml",
                "application/*",
                "application/json;charset=utf-8",
                "text/html, */*"
            })
    void whoTakesJsonAmongOthersIsServed(String accept) {
        assertThat(withKey().with("Accept", accept).post("/things/orders", TWO).status())
                .isEqualTo(201);
    }

    @Test
    void anAnswerWithoutABodyNeedsNoFormat() {
        assertThat(api.with("Accept", "image/png").post("/things/forgotten", "").status())
                .isEqualTo(204);
    }

    @Test
    void whatAHandlerProducesIsWhatCounts() {
        assertThat(api.with("Accept", "text/plain").post("/things/labels", "").status())
                .isEqualTo(200);
        assertThat(api.with("Accept", "application/json")
                        .post("/things/labels", "")
                        .status())
                .isEqualTo(406);
    }

    @Test
    void theTrailingSlashIsNoOtherPath() {
        withKey().post("/things/orders", TWO);

        assertThat(withKey().post("/things/orders/", TWO).header("Idempotent-Replayed"))
                .isEqualTo("true");
    }

    @Test
    void anotherBodyWithTheSameKeyIsRefused() {
        withKey().post("/things/orders", TWO);
        var answer = withKey().post("/things/orders", Map.of("quantity", 3, "wish", ""));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text("code")).isEqualTo("idempotency_key_reused");
        assertThat(orders.made).hasSize(1);
    }

    @Test
    void whileTheFirstIsRunningARepeatIsAConflict() throws Exception {
        orders.mayEnd = new CountDownLatch(1);
        orders.started = new CountDownLatch(1);
        var first = CompletableFuture.supplyAsync(() -> withKey().post("/things/orders", TWO));
        assertThat(orders.started.await(10, TimeUnit.SECONDS)).isTrue();

        var repeat = withKey().post("/things/orders", TWO);
        orders.mayEnd.countDown();

        assertThat(repeat.status()).isEqualTo(409);
        assertThat(repeat.text("code")).isEqualTo("idempotency_in_progress");
        assertThat(repeat.header("Retry-After")).isNotEmpty();
        assertThat(first.get(10, TimeUnit.SECONDS).status()).isEqualTo(201);
        assertThat(orders.made).hasSize(1);
    }

    @Test
    void ofManyAtOnceOneIsDone() {
        var answers = Parallel.times(20, () -> withKey().post("/things/orders", TWO));

        assertThat(orders.made).hasSize(1);
        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isIn(201, 409));
        assertThat(answers)
                .filteredOn(answer -> answer.status() == 201)
                .isNotEmpty()
                .allSatisfy(answer -> assertThat(answer.text("id"))
                        .isEqualTo(orders.made.getFirst().toString()));
    }

    @Test
    void aRefusalIsAnAnswerToo() {
        var refused = Map.of("quantity", 2, "wish", "refuse");
        withKey().post("/things/orders", refused);
        var repeat = withKey().post("/things/orders", refused);

        assertThat(repeat.status()).isEqualTo(409);
        assertThat(repeat.text("code")).isEqualTo("sample_refused");
        assertThat(repeat.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(orders.made).hasSize(1);
    }

    @Test
    void aValidationErrorLeavesTheKeyFree() {
        assertThat(withKey()
                        .post("/things/orders", Map.of("quantity", 0, "wish", ""))
                        .status())
                .isEqualTo(400);
        assertThat(withKey().post("/things/orders", "{\"quantity\":").status()).isEqualTo(400);

        assertThat(withKey().post("/things/orders", TWO).status()).isEqualTo(201);
    }

    @Test
    void afterAFailureOfOursARepeatTriesTheSameOperationAgain() {
        var crash = Map.of("quantity", 2, "wish", "crash");
        assertThat(withKey().post("/things/orders", crash).status()).isEqualTo(500);
        assertThat(withKey().post("/things/orders", crash).status()).isEqualTo(500);

        assertThat(orders.made).hasSize(2);
        assertThat(new HashSet<>(orders.made)).hasSize(1);
    }

    @Test
    void whoNamedAStaleVersionMayNameTheCurrentOneUnderTheSameKey() {
        var stale = Map.of("quantity", 2, "wish", "stale");
        assertThat(withKey().post("/things/orders", stale).status()).isEqualTo(412);

        assertThat(withKey().post("/things/orders", stale).header("Idempotent-Replayed"))
                .isEmpty();
        assertThat(withKey().post("/things/orders", TWO).status()).isEqualTo(201);
    }

    @Test
    void aLostRaceIsRepeated() {
        var lock = Map.of("quantity", 2, "wish", "lock");
        assertThat(withKey().post("/things/orders", lock).text("code")).isEqualTo("concurrent_update");

        assertThat(withKey().post("/things/orders", lock).header("Idempotent-Replayed"))
                .isEmpty();
        assertThat(orders.made).hasSize(2);
    }

    @Test
    void keysBelongToAUserAndAPath() {
        withKey().post("/things/orders", TWO);
        withKey().as(TestTokens.user(OTHER_USER)).post("/things/orders", TWO);
        withKey().post("/things/others", TWO);

        assertThat(new HashSet<>(orders.made)).hasSize(3);
    }

    @Test
    void aMethodThatPromisesNothingIgnoresTheKey() {
        withKey().post("/things/plain", TWO);
        withKey().post("/things/plain", TWO);

        assertThat(new HashSet<>(orders.made)).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "with space"})
    void aKeyMustBeVisibleAscii(String bad) {
        var answer = api.with("Idempotency-Key", bad).post("/things/orders", TWO);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.wrongFields()).containsExactly("Idempotency-Key");
        assertThat(orders.made).isEmpty();
    }

    @Test
    void aKeyHasAtMost255Characters() {
        assertThat(api.with("Idempotency-Key", "k".repeat(255))
                        .post("/things/orders", TWO)
                        .status())
                .isEqualTo(201);
        assertThat(api.with("Idempotency-Key", "k".repeat(256))
                        .post("/things/orders", TWO)
                        .status())
                .isEqualTo(400);
    }

    @Test
    void aKeyDoesNotOpenADoor() {
        withKey().post("/things/orders", TWO);

        assertThat(new Api(port)
                        .with("Idempotency-Key", key)
                        .post("/things/orders", TWO)
                        .status())
                .isEqualTo(401);
    }

    private Api withKey() {
        return api.with("Idempotency-Key", key);
    }
}

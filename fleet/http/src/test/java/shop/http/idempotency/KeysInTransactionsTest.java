package shop.http.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import shop.http.sample.SampleApplication;
import shop.http.sample.ThingController;
import shop.test.Api;
import shop.test.FleetTestInitializer;
import shop.test.Infrastructure;
import shop.test.Parallel;
import shop.test.TestTokens;

/** Keys that are part of the handler's transactions, with two instances of the service on one PostgreSQL. */
class KeysInTransactionsTest {

    static final UUID USER = UUID.fromString("0198f3a0-0000-7000-8000-000000000003");

    static ConfigurableApplicationContext one;
    static ConfigurableApplicationContext other;
    static JdbcClient jdbc;

    String key;

    @BeforeAll
    static void startsTwoInstances() {
        var database = Infrastructure.shared().newDatabase("instances");
        jdbc = JdbcClient.create(new DriverManagerDataSource(database.url(), database.user(), database.password()));
        jdbc.sql(ThingController.TABLE).update();
        one = instance(database);
        other = instance(database);
    }

    private static ConfigurableApplicationContext instance(Infrastructure.Database database) {
        return new SpringApplicationBuilder(SampleApplication.class)
                .initializers(new FleetTestInitializer())
                .run(
                        "--server.port=0",
                        "--spring.application.name=sample-service",
                        "--sample.orders=true",
                        "--spring.datasource.url=" + database.url(),
                        "--spring.datasource.username=" + database.user(),
                        "--spring.datasource.password=" + database.password(),
                        "--spring.flyway.enabled=false",
                        "--spring.jmx.enabled=false",
                        "--spring.autoconfigure.exclude="
                                + "org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration,"
                                + "org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration,"
                                + "org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration",
                        "--logging.structured.format.console=");
    }

    @AfterAll
    static void stopsThem() {
        one.close();
        other.close();
    }

    @BeforeEach
    void startsWithANewKey() {
        key = IdempotencyInterceptor.newId().toString();
        for (var instance : new ConfigurableApplicationContext[] {one, other}) {
            var things = things(instance);
            things.begun.clear();
            things.claimed = new CountDownLatch(1);
            things.mayEnd = new CountDownLatch(0);
            things.between = new CountDownLatch(1);
            things.mayGoOn = new CountDownLatch(0);
        }
        jdbc.sql("DELETE FROM thing").update();
        jdbc.sql("DELETE FROM idempotency_key").update();
    }

    @Test
    void theKeyTheThingAndTheAnswerAreOneCommit() {
        assertThat(post(one, "once", "").status()).isEqualTo(201);

        assertThat(commits()).isEqualTo("same");
    }

    @Test
    void aKeyClaimedAheadGetsItsAnswerWithTheThing() {
        assertThat(post(one, "ahead", "").status()).isEqualTo(201);

        assertThat(commits()).isEqualTo("same");
    }

    @ParameterizedTest
    @ValueSource(strings = {"once", "twice", "ahead"})
    void aRepeatGetsTheFirstAnswerFromEveryInstance(String path) {
        var first = post(one, path, "");

        for (var instance : new ConfigurableApplicationContext[] {one, other}) {
            var repeat = post(instance, path, "");
            assertThat(first.status()).isEqualTo(201);
            assertThat(repeat.status()).isEqualTo(201);
            assertThat(repeat.body()).isEqualTo(first.body());
            assertThat(repeat.header("Location"))
                    .isEqualTo(first.header("Location"))
                    .isNotEmpty();
            assertThat(repeat.header("ETag")).isEqualTo("\"1\"");
            assertThat(repeat.header("Content-Type")).isEqualTo(first.header("Content-Type"));
            assertThat(repeat.header("Idempotent-Replayed")).isEqualTo("true");
        }
        assertThat(count()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"once", "twice", "ahead"})
    void anotherBodyIsRefusedByEveryInstance(String path) {
        post(one, path, "");

        for (var instance : new ConfigurableApplicationContext[] {one, other}) {
            var answer = post(instance, path, "another");
            assertThat(answer.status()).isEqualTo(422);
            assertThat(answer.text("code")).isEqualTo("idempotency_key_reused");
        }
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void theLoserOfARaceBetweenInstancesWaitsAndGetsTheFirstAnswer() throws Exception {
        things(one).mayEnd = new CountDownLatch(1);
        var first = CompletableFuture.supplyAsync(() -> post(one, "once", ""));
        assertThat(things(one).claimed.await(10, TimeUnit.SECONDS)).isTrue();

        var second = CompletableFuture.supplyAsync(() -> post(other, "once", ""));
        awaitALock();
        things(one).mayEnd.countDown();

        assertThat(first.get(10, TimeUnit.SECONDS).status()).isEqualTo(201);
        assertThat(second.get(10, TimeUnit.SECONDS).body())
                .isEqualTo(first.get().body());
        assertThat(second.get().header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(count()).isEqualTo(1);
        assertThat(things(other).begun).isEmpty();
    }

    @Test
    void whileOneInstanceIsBetweenItsTransactionsTheOtherRefuses() throws Exception {
        things(one).mayGoOn = new CountDownLatch(1);
        var first = CompletableFuture.supplyAsync(() -> post(one, "twice", ""));
        assertThat(things(one).between.await(10, TimeUnit.SECONDS)).isTrue();

        var second = post(other, "twice", "");
        var reused = post(other, "twice", "another");
        things(one).mayGoOn.countDown();

        assertThat(second.status()).isEqualTo(409);
        assertThat(second.text("code")).isEqualTo("idempotency_in_progress");
        assertThat(reused.text("code")).isEqualTo("idempotency_key_reused");
        assertThat(first.get(10, TimeUnit.SECONDS).status()).isEqualTo(201);
    }

    @Test
    void whatOneInstanceClaimedAheadTheOtherRefuses() throws Exception {
        things(one).mayEnd = new CountDownLatch(1);
        var first = CompletableFuture.supplyAsync(() -> post(one, "ahead", ""));
        assertThat(things(one).claimed.await(10, TimeUnit.SECONDS)).isTrue();

        var second = post(other, "ahead", "");
        things(one).mayEnd.countDown();

        assertThat(second.status()).isEqualTo(409);
        assertThat(second.text("code")).isEqualTo("idempotency_in_progress");
        assertThat(first.get(10, TimeUnit.SECONDS).status()).isEqualTo(201);
    }

    @Test
    void whileAnInstanceIsAtItTheSameInstanceRefusesAtOnce() throws Exception {
        things(one).mayEnd = new CountDownLatch(1);
        var first = CompletableFuture.supplyAsync(() -> post(one, "once", ""));
        assertThat(things(one).claimed.await(10, TimeUnit.SECONDS)).isTrue();

        var repeat = post(one, "once", "");
        var reused = post(one, "once", "another");
        things(one).mayEnd.countDown();

        assertThat(repeat.text("code")).isEqualTo("idempotency_in_progress");
        assertThat(reused.text("code")).isEqualTo("idempotency_key_reused");
        assertThat(first.get(10, TimeUnit.SECONDS).status()).isEqualTo(201);
    }

    @Test
    void ofManyAtOnceAtTwoInstancesOneIsDone() {
        var turn = new AtomicInteger();
        var answers = Parallel.times(20, () -> post(turn.getAndIncrement() % 2 == 0 ? one : other, "once", ""));

        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isIn(201, 409));
        assertThat(answers).filteredOn(answer -> answer.status() == 201).isNotEmpty();
        assertThat(count()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"once", "ahead"})
    void aCrashInTheTransactionLeavesNothingOfIt(String path) {
        assertThat(post(one, path, "crash").status()).isEqualTo(500);

        assertThat(count()).isZero();
        assertThat(jdbc.sql("SELECT count(*) FROM idempotency_key WHERE status IS NOT NULL")
                        .query(Long.class)
                        .single())
                .isZero();
        assertThat(post(other, path, "crash").status()).isEqualTo(500);
    }

    @Test
    void aCrashBetweenTheTransactionsIsGoneOnWithByAnyInstance() {
        assertThat(post(one, "twice", "crash").status()).isEqualTo(500);
        var again = post(other, "twice", "crash");

        assertThat(again.status()).isEqualTo(201);
        assertThat(again.header("Idempotent-Replayed")).isEmpty();
        assertThat(count()).isEqualTo(1);
        assertThat(things(other).begun)
                .containsExactly(new OperationId(things(one).begun.getFirst().value(), true));
        assertThat(post(one, "twice", "crash").header("Idempotent-Replayed")).isEqualTo("true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"refuse", "refuse early"})
    void aRefusalIsKeptAlthoughItsTransactionIsUndone(String refuse) {
        var first = post(one, "once", refuse);
        var repeat = post(other, "once", refuse);

        assertThat(first.status()).isEqualTo(409);
        assertThat(first.header("Idempotent-Replayed")).isEmpty();
        assertThat(repeat.status()).isEqualTo(409);
        assertThat(repeat.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(repeat.body()).isEqualTo(first.body());
        assertThat(post(other, "once", "").text("code")).isEqualTo("idempotency_key_reused");
        assertThat(count()).isZero();
    }

    @Test
    void whatIsRefusedTodayDoesNotHideWhatWasAnsweredBefore() {
        var first = post(one, "once", "");

        // The same key, refused before its handler claims it: the stored answer counts, and here it is another body's.
        assertThat(post(one, "once", "refuse early").text("code")).isEqualTo("idempotency_key_reused");
        assertThat(post(one, "once", "").body()).isEqualTo(first.body());
    }

    @Test
    void aValidationErrorLeavesNoTrace() {
        var answer = api(one).with("Idempotency-Key", key).post("/things/once", Map.of("quantity", 0, "wish", ""));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(jdbc.sql("SELECT count(*) FROM idempotency_key")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"once", "twice", "ahead"})
    void withoutAKeyEveryRequestIsANewOne(String path) {
        var first = api(one).post("/things/" + path, body(""));
        var second = api(one).post("/things/" + path, body(""));

        assertThat(first.status()).isEqualTo(201);
        assertThat(second.text("id")).isNotEqualTo(first.text("id"));
        assertThat(count()).isEqualTo(2);
    }

    /** Whether the key's row was last written by the transaction that made the thing. */
    private static String commits() {
        return jdbc.sql("""
                        SELECT CASE WHEN thing.xmin = idempotency_key.xmin AND status = 201 THEN 'same' ELSE 'others' END
                        FROM thing JOIN idempotency_key ON operation_id = thing.id""").query(String.class).single();
    }

    private static void awaitALock() {
        await().until(() -> jdbc.sql("""
                                SELECT count(*) FROM pg_stat_activity
                                WHERE datname = current_database() AND wait_event_type = 'Lock'""").query(Long.class).single() > 0);
    }

    private static long count() {
        return jdbc.sql("SELECT count(*) FROM thing").query(Long.class).single();
    }

    private Api.Answer post(ConfigurableApplicationContext instance, String path, String wish) {
        return api(instance).with("Idempotency-Key", key).post("/things/" + path, body(wish));
    }

    private static Map<String, Object> body(String wish) {
        return Map.of("quantity", 2, "wish", wish);
    }

    private static Api api(ConfigurableApplicationContext instance) {
        var port = instance.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        return new Api(port).as(TestTokens.user(USER));
    }

    private static ThingController things(ConfigurableApplicationContext instance) {
        return instance.getBean(ThingController.class);
    }
}

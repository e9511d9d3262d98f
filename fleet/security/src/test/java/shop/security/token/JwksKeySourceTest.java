package shop.security.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static shop.security.token.TestKeys.FIRST;
import static shop.security.token.TestKeys.SECOND;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import shop.platform.discovery.ServiceAddresses;
import shop.test.Parallel;

class JwksKeySourceTest {

    final TestKeys userService = new TestKeys();
    final AtomicLong nanos = new AtomicLong();

    @AfterEach
    void stops() {
        userService.close();
    }

    @Test
    void keysAreFetchedOnceAndKept() {
        userService.publish("k1", FIRST);
        var source = source(userService.uri());

        assertThat(source.find("k1")).isEqualTo(FIRST.getPublic());
        assertThat(source.find("k1")).isEqualTo(FIRST.getPublic());
        assertThat(userService.fetches).hasValue(1);
    }

    @Test
    void whatIsKnownIsSaidWithoutAsking() {
        userService.publish("k1", FIRST);
        var source = source(userService.uri());

        assertThat(source.knows("k1")).isFalse();
        assertThat(userService.fetches).hasValue(0);

        source.find("k1");
        assertThat(source.knows("k1")).isTrue();
        assertThat(source.knows("k2")).isFalse();
        assertThat(userService.fetches).hasValue(1);
    }

    @Test
    void anUnknownKeyIdFetchesAtMostOncePerHalfMinute() {
        userService.publish("k1", FIRST);
        var source = source(userService.uri());
        source.find("k1");

        for (var i = 0; i < 1000; i++) {
            assertThat(source.find("random-" + i)).isNull();
        }
        assertThat(userService.fetches).hasValue(1);

        passes(30);
        Parallel.times(20, () -> source.find("random") == null);
        assertThat(userService.fetches).hasValue(2);
    }

    @Test
    void aNewKeyIsFoundAndARetiredOneForgotten() {
        userService.publish("k1", FIRST);
        var source = source(userService.uri());
        source.find("k1");

        userService.publish("k2", SECOND);
        passes(30);
        assertThat(source.find("k2")).isEqualTo(SECOND.getPublic());
        assertThat(source.find("k1")).isEqualTo(FIRST.getPublic());

        userService.retire("k1");
        passes(30);
        assertThat(source.find("unknown")).isNull();
        assertThat(source.find("k1")).isNull();
    }

    @Test
    void theKnownKeysStayGoodWhileNobodyAnswers() {
        userService.publish("k1", FIRST);
        var source = source(userService.uri());
        source.find("k1");

        for (var outage :
                List.of("", "{}", "{\"keys\":[]}", "<html>", "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}")) {
            userService.answer(200, outage);
            passes(30);
            assertThat(source.find("unknown")).isNull();
            assertThat(source.find("k1")).isEqualTo(FIRST.getPublic());
        }
        userService.answer(503, "");
        passes(30);
        assertThat(source.find("unknown")).isNull();
        userService.close();
        passes(30);
        assertThat(source.find("unknown")).isNull();
        assertThat(source.find("k1")).isEqualTo(FIRST.getPublic());
    }

    @Test
    void withoutAnyKeyNothingIsKnownOfAToken() {
        userService.answer(503, "");
        var source = source(userService.uri());

        assertThatExceptionOfType(KeysUnavailableException.class).isThrownBy(() -> source.find("k1"));
        assertThatExceptionOfType(KeysUnavailableException.class).isThrownBy(() -> source.find("k1"));
        assertThat(userService.fetches).hasValue(1);

        userService.publish("k1", FIRST);
        userService.answerAgain();
        passes(1);
        assertThat(source.find("k1")).isEqualTo(FIRST.getPublic());
    }

    @Test
    void aServerThatNeverAnswersHoldsNobodyLong() throws IOException {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var source = source(URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/keys"));
            var start = System.nanoTime();

            assertThatExceptionOfType(KeysUnavailableException.class).isThrownBy(() -> source.find("k1"));

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
        }
    }

    @Test
    void whoWaitsForAServerThatNeverAnswersDoesNotAskItAgain() throws Exception {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var asked = new AtomicInteger();
            Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        silent.accept();
                        asked.incrementAndGet();
                    }
                } catch (IOException _) {
                    // The test is over.
                }
            });
            var source = new JwksKeySource(
                    properties(
                            URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/keys"), Duration.ofMinutes(1)),
                    instances("user-service"),
                    System::nanoTime);

            Parallel.times(
                    5,
                    () -> assertThatExceptionOfType(KeysUnavailableException.class)
                            .isThrownBy(() -> source.find("k1")));

            assertThat(asked).hasValue(1);
        }
    }

    @Test
    void theNameOfAServiceIsLookedUpAndEachInstanceTried() {
        userService.publish("k1", FIRST);
        var dead = URI.create("http://127.0.0.1:1");
        var source = new JwksKeySource(
                properties(URI.create("http://user-service/.well-known/jwks.json"), Duration.ofMinutes(1)),
                instances("user-service", dead, userService.base()),
                nanos::get);

        assertThat(source.find("k1")).isEqualTo(FIRST.getPublic());
    }

    @Test
    void keysAreThereBeforeTheFirstRequestAsksForThem() {
        userService.publish("k1", FIRST);
        var refresh = Duration.ofSeconds(1);
        var source = source(userService.uri(), refresh);
        var worker =
                new TokenAutoConfiguration.RemoteKeys().jwksRefresh(source, properties(userService.uri(), refresh));

        worker.start();
        try {
            Awaitility.await().until(() -> userService.fetches.get() == 1);
            source.find("k1");
            assertThat(userService.fetches).hasValue(1);

            // Time for the next round: a key that was retired is forgotten without anybody asking.
            userService.publish("k2", SECOND);
            passes(60);
            Awaitility.await().until(() -> userService.fetches.get() == 2);
            assertThat(source.find("k2")).isEqualTo(SECOND.getPublic());
        } finally {
            worker.stop();
        }
    }

    private JwksKeySource source(URI uri) {
        return source(uri, Duration.ofMinutes(1));
    }

    private JwksKeySource source(URI uri, Duration refresh) {
        return new JwksKeySource(properties(uri, refresh), new ServiceAddresses(_ -> List.of()), nanos::get);
    }

    private static TokenProperties properties(URI uri, Duration refresh) {
        return new TokenProperties(uri, "shopfleet", "secret", refresh, Duration.ofSeconds(30));
    }

    private void passes(int seconds) {
        nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    private static ServiceAddresses instances(String service, URI... known) {
        return new ServiceAddresses(name -> name.equals(service) ? List.of(known) : List.of());
    }
}

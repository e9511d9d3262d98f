package shop.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class TokenBucketsTest {

    private static final String OWNER = "203.0.113.9";

    /** What holds wherever is counted. */
    abstract static class Contract {

        abstract TokenBuckets buckets();

        @Test
        void grantsWhatABucketHolds() {
            assertThat(granted(buckets(), BucketKind.USER, 20)).isEqualTo(5);
        }

        @Test
        void grantsItToMany() {
            var buckets = buckets();
            var granted = Flux.range(0, 100)
                    .flatMap(_ -> buckets.take(BucketKind.USER, OWNER), 100)
                    .filter(BucketState::enough)
                    .count()
                    .block();

            assertThat(granted).isEqualTo(5);
        }

        @Test
        void keepsOwnersAndKindsApart() {
            var buckets = buckets();
            granted(buckets, BucketKind.USER, 5);

            assertThat(ask(buckets.take(BucketKind.USER, OWNER)).enough()).isFalse();
            assertThat(ask(buckets.take(BucketKind.ADDRESS, OWNER)).enough()).isTrue();
            assertThat(ask(buckets.take(BucketKind.USER, "203.0.113.10")).enough())
                    .isTrue();
        }

        @Test
        void saysWhenThereIsATokenAgain() {
            var buckets = buckets();
            granted(buckets, BucketKind.USER, 5);

            assertThat(ask(buckets.take(BucketKind.USER, OWNER)).pause())
                    .isBetween(Duration.ofMinutes(50), Duration.ofMinutes(60));
            assertThat(ask(buckets.peek(BucketKind.USER, OWNER)).pause())
                    .isBetween(Duration.ofMinutes(50), Duration.ofMinutes(60));
        }

        @Test
        void looksWithoutTaking() {
            var buckets = buckets();
            for (int i = 0; i < 20; i++) {
                assertThat(ask(buckets.peek(BucketKind.FAILURES, OWNER)).enough())
                        .isTrue();
            }
            assertThat(granted(buckets, BucketKind.FAILURES, 20)).isEqualTo(3);
        }

        @Test
        void remembersWhatWasChargedBeyondWhatThereWas() {
            var buckets = buckets();
            buckets.charge(BucketKind.FAILURES, OWNER, 10).block();

            assertThat(ask(buckets.peek(BucketKind.FAILURES, OWNER)).enough()).isFalse();
            assertThat(ask(buckets.peek(BucketKind.FAILURES, OWNER)).pause()).isGreaterThan(Duration.ofHours(7));
        }

        @Test
        void takesATokenBack() {
            var buckets = buckets();
            granted(buckets, BucketKind.USER, 5);
            buckets.giveBack(BucketKind.USER, OWNER).block();

            assertThat(granted(buckets, BucketKind.USER, 5)).isEqualTo(1);
        }

        @Test
        void fillsUpAgain() {
            var buckets = buckets();
            granted(buckets, BucketKind.ADDRESS, 2);

            await().atMost(Duration.ofSeconds(5))
                    .until(() -> ask(buckets.peek(BucketKind.ADDRESS, OWNER)).enough());
        }
    }

    @Nested
    class Local extends Contract {

        @Override
        TokenBuckets buckets() {
            return new LocalTokenBuckets(limits(null));
        }

        @Test
        void saysAtOnceHowMuchThereIs() {
            var buckets = buckets();

            assertThat(IntStream.range(0, 20).filter(_ -> buckets.tryTakeNow(BucketKind.USER, OWNER)))
                    .hasSize(5);
            assertThat(ask(buckets.take(BucketKind.USER, OWNER)).enough()).isFalse();
        }
    }

    /** With a real Redis, if this machine has one: {@code apt-get install redis-server}. */
    @Nested
    class InRedis extends Contract {

        @TempDir
        @Nullable Path folder;

        @Override
        TokenBuckets buckets() {
            return connected(start());
        }

        @Test
        void countsTogetherWithOtherGateways() throws Exception {
            try (var redis = start();
                    var one = connected(redis);
                    var other = connected(redis)) {
                assertThat(granted(one, BucketKind.USER, 3)).isEqualTo(3);
                assertThat(granted(other, BucketKind.USER, 20)).isEqualTo(2);
                assertThat(granted(one, BucketKind.USER, 20)).isZero();
            }
        }

        @Test
        void countsAloneWhileRedisIsAwayAndTogetherAfterwards() throws Exception {
            int port;
            try (var redis = start();
                    var buckets = connected(redis)) {
                port = redis.port;
                assertThat(granted(buckets, BucketKind.USER, 5)).isEqualTo(5);
                redis.kill();

                // Its own buckets are full; that Redis knew better is lost with it.
                assertThat(granted(buckets, BucketKind.USER, 20)).isEqualTo(5);

                try (var again = Redis.start(port, folder())) {
                    assertThat(again.port).isEqualTo(port);
                    await().atMost(Duration.ofSeconds(20))
                            .until(() ->
                                    ask(buckets.take(BucketKind.USER, OWNER)).enough());
                }
            }
        }

        private RedisTokenBuckets connected(Redis redis) {
            var limits = limits(URI.create("redis://127.0.0.1:" + redis.port));
            return new RedisTokenBuckets(redis.uri(), limits, new LocalTokenBuckets(limits));
        }

        private Redis start() {
            return Redis.start(freePort(), folder());
        }

        private Path folder() {
            return Optional.ofNullable(folder).orElseThrow();
        }
    }

    /** Nobody listens: what is configured is not there when the gateway starts. */
    @Nested
    class WithoutTheRedisThatIsConfigured extends Contract {

        @Override
        TokenBuckets buckets() {
            var nobody = URI.create("redis://127.0.0.1:" + freePort());
            return new RedisTokenBuckets(nobody, limits(nobody), new LocalTokenBuckets(limits(nobody)));
        }

        /** Others count too, so one would have to ask. */
        @Test
        void saysNothingAtOnce() {
            assertThat(buckets().tryTakeNow(BucketKind.USER, OWNER)).isFalse();
        }
    }

    private static int granted(TokenBuckets buckets, BucketKind kind, int wanted) {
        return (int) IntStream.range(0, wanted)
                .filter(_ -> ask(buckets.take(kind, OWNER)).enough())
                .count();
    }

    private static BucketState ask(Mono<BucketState> answer) {
        return Optional.ofNullable(answer.block(Duration.ofSeconds(10))).orElseThrow();
    }

    private static LimitProperties limits(@Nullable URI redis) {
        return new LimitProperties(
                new Limit(5, 1, Duration.ofHours(1)),
                new Limit(2, 1, Duration.ofMillis(500)),
                new Limit(3, 1, Duration.ofHours(1)),
                redis,
                Duration.ofSeconds(2));
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private record Redis(Process process, int port) implements AutoCloseable {

        static Redis start(int port, Path folder) {
            var program = Arrays.stream(Optional.ofNullable(System.getenv("PATH"))
                            .orElse("")
                            .split(File.pathSeparator, -1))
                    .map(path -> Path.of(path, "redis-server"))
                    .filter(Files::isExecutable)
                    .findFirst();
            assumeTrue(program.isPresent(), "no redis-server on the PATH, so its buckets are not tried here");
            try {
                var process = new ProcessBuilder(
                                program.orElseThrow().toString(),
                                "--port",
                                Integer.toString(port),
                                "--bind",
                                "127.0.0.1",
                                "--save",
                                "",
                                "--dir",
                                folder.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("redis.log").toFile())
                        .start();
                Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
                await().atMost(Duration.ofSeconds(10)).until(() -> listens(port));
                return new Redis(process, port);
            } catch (IOException failed) {
                throw new IllegalStateException(failed);
            }
        }

        URI uri() {
            return URI.create("redis://127.0.0.1:" + port);
        }

        private static boolean listens(int port) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
            } catch (IOException _) {
                return false;
            }
        }

        void kill() {
            process.destroyForcibly();
            process.onExit().join();
        }

        @Override
        public void close() {
            kill();
        }
    }
}

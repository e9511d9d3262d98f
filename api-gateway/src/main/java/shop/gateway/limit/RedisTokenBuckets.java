package shop.gateway.limit;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.AsyncBucketProxy;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.AsyncProxyManager;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Counts in Redis, together with all other gateways. While Redis does not answer, each counts for itself: the limits then hold per gateway,
 * which is better than no limit and better than no service.
 */
final class RedisTokenBuckets implements TokenBuckets, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RedisTokenBuckets.class);

    private static final String PREFIX = "shop:limit:";

    /** After a connection that could not be made; the next request after it tries again. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final RedisClient client;
    private final Mono<AsyncProxyManager<String>> shared;
    private final Map<BucketKind, BucketConfiguration> configurations = new EnumMap<>(BucketKind.class);
    private final TokenBuckets alone;
    private final Duration maxWait;
    private final AtomicBoolean failing = new AtomicBoolean();

    RedisTokenBuckets(URI redis, LimitProperties limits, TokenBuckets alone) {
        this.alone = alone;
        this.maxWait = limits.maxWait();
        for (var kind : BucketKind.values()) {
            configurations.put(kind, configuration(limits.of(kind)));
        }
        var address = RedisURI.create(redis);
        client = RedisClient.create();
        client.setOptions(ClientOptions.builder()
                // What cannot be asked now is counted here, not queued.
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .build());
        shared = Mono.fromFuture(
                        () -> client.connectAsync(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE), address)
                                .toCompletableFuture())
                .map(RedisTokenBuckets::counted)
                .cache(_ -> Duration.ofMillis(Long.MAX_VALUE), _ -> PAUSE, () -> PAUSE);
    }

    private static AsyncProxyManager<String> counted(StatefulRedisConnection<String, byte[]> connection) {
        return Bucket4jLettuce.casBasedBuilder(connection)
                .expirationAfterWrite(
                        ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(Duration.ofMinutes(1)))
                .build()
                .asAsync();
    }

    @Override
    public Mono<BucketState> take(BucketKind kind, String owner) {
        return together(kind, owner, bucket -> bucket.tryConsumeAndReturnRemaining(1))
                .map(probe -> BucketState.of(probe.isConsumed(), probe.getNanosToWaitForRefill()))
                .onErrorResume(failure -> onOurOwn(failure, alone.take(kind, owner)));
    }

    @Override
    public boolean tryTakeNow(BucketKind kind, String owner) {
        return false;
    }

    @Override
    public Mono<BucketState> peek(BucketKind kind, String owner) {
        return together(kind, owner, bucket -> bucket.estimateAbilityToConsume(1))
                .map(probe -> BucketState.of(probe.canBeConsumed(), probe.getNanosToWaitForRefill()))
                .onErrorResume(failure -> onOurOwn(failure, alone.peek(kind, owner)));
    }

    @Override
    public Mono<Void> charge(BucketKind kind, String owner, int tokens) {
        return together(kind, owner, bucket -> bucket.consumeIgnoringRateLimits(tokens))
                .then()
                .onErrorResume(failure -> onOurOwn(failure, alone.charge(kind, owner, tokens)));
    }

    @Override
    public Mono<Void> giveBack(BucketKind kind, String owner) {
        return together(kind, owner, bucket -> bucket.addTokens(1))
                .onErrorResume(failure -> onOurOwn(failure, alone.giveBack(kind, owner)));
    }

    private <T> Mono<T> together(BucketKind kind, String owner, Function<AsyncBucketProxy, CompletableFuture<T>> ask) {
        var key = PREFIX + kind.name().toLowerCase(Locale.ROOT) + ":" + owner;
        var configuration = configurations.get(kind);
        return shared.flatMap(redis -> Mono.fromFuture(() ->
                        ask.apply(redis.builder().build(key, () -> CompletableFuture.completedFuture(configuration)))))
                .timeout(maxWait)
                .doOnSuccess(_ -> {
                    if (failing.compareAndSet(true, false)) {
                        LOG.info("Redis counts for all gateways again");
                    }
                });
    }

    private <T> Mono<T> onOurOwn(Throwable failure, Mono<T> counted) {
        if (failing.compareAndSet(false, true)) {
            LOG.warn("Redis does not answer, so this gateway counts for itself: {}", failure.toString());
        }
        return counted;
    }

    private static BucketConfiguration configuration(Limit limit) {
        return BucketConfiguration.builder()
                .addLimit(tokens -> tokens.capacity(limit.burst()).refillGreedy(limit.refill(), limit.period()))
                .build();
    }

    @Override
    public void close() {
        client.shutdown();
    }
}

package shop.gateway.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import reactor.core.publisher.Mono;

/** Counts in this gateway's memory, which is bounded: of very many addresses the busy ones are remembered. */
final class LocalTokenBuckets implements TokenBuckets {

    /** Some 200 bytes each. */
    private static final int REMEMBERED = 50_000;

    private final Map<BucketKind, Cache<String, Bucket>> buckets = new EnumMap<>(BucketKind.class);
    private final LimitProperties limits;

    LocalTokenBuckets(LimitProperties limits) {
        this.limits = limits;
        for (var kind : BucketKind.values()) {
            buckets.put(
                    kind,
                    Caffeine.newBuilder()
                            .maximumSize(REMEMBERED)
                            // Full again, so as good as new.
                            .expireAfterAccess(limits.of(kind).timeToFill().plus(Duration.ofMinutes(1)))
                            .build());
        }
    }

    @Override
    public Mono<BucketState> take(BucketKind kind, String owner) {
        return Mono.fromSupplier(() -> {
            var probe = bucket(kind, owner).tryConsumeAndReturnRemaining(1);
            return BucketState.of(probe.isConsumed(), probe.getNanosToWaitForRefill());
        });
    }

    @Override
    public boolean tryTakeNow(BucketKind kind, String owner) {
        return bucket(kind, owner).tryConsume(1);
    }

    @Override
    public Mono<BucketState> peek(BucketKind kind, String owner) {
        return Mono.fromSupplier(() -> {
            var probe = bucket(kind, owner).estimateAbilityToConsume(1);
            return BucketState.of(probe.canBeConsumed(), probe.getNanosToWaitForRefill());
        });
    }

    @Override
    public Mono<Void> charge(BucketKind kind, String owner, int tokens) {
        return Mono.fromRunnable(() -> bucket(kind, owner).consumeIgnoringRateLimits(tokens));
    }

    @Override
    public Mono<Void> giveBack(BucketKind kind, String owner) {
        return Mono.fromRunnable(() -> bucket(kind, owner).addTokens(1));
    }

    private Bucket bucket(BucketKind kind, String owner) {
        return Objects.requireNonNull(buckets.get(kind)).get(owner, _ -> full(limits.of(kind)));
    }

    private static Bucket full(Limit limit) {
        return Bucket.builder()
                .addLimit(tokens -> tokens.capacity(limit.burst()).refillGreedy(limit.refill(), limit.period()))
                .build();
    }
}

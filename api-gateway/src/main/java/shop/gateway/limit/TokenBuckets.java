package shop.gateway.limit;

import reactor.core.publisher.Mono;

/** A bucket for each user and each address. */
interface TokenBuckets {

    /** Takes one token, if there is one. */
    Mono<BucketState> take(BucketKind kind, String owner);

    /** Takes one token if that can be said without waiting for anybody; {@code false} says nothing about whether there is one. */
    boolean tryTakeNow(BucketKind kind, String owner);

    /** Whether there is a token; takes none. */
    Mono<BucketState> peek(BucketKind kind, String owner);

    /** Takes tokens, whether they are there or not: what is missing must come back before anything is granted again. */
    Mono<Void> charge(BucketKind kind, String owner, int tokens);

    /** Puts back one token that was taken. */
    Mono<Void> giveBack(BucketKind kind, String owner);
}

package shop.gateway.limit;

import reactor.core.publisher.Mono;

/** A bucket for each user and each address. */
interface Buckets {

    /** Takes one token, if there is one. */
    Mono<Level> take(Kind kind, String owner);

    /** Takes one token if that can be said without waiting for anybody; {@code false} says nothing about whether there is one. */
    boolean takeAtOnce(Kind kind, String owner);

    /** Says whether there is a token, and takes none. */
    Mono<Level> look(Kind kind, String owner);

    /** Takes tokens, whether they are there or not: what is missing must come back before anything is granted again. */
    Mono<Void> charge(Kind kind, String owner, int tokens);

    /** Puts back one token that was taken. */
    Mono<Void> giveBack(Kind kind, String owner);
}

package shop.http.idempotency;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Remembers idempotency keys and what was answered. A key is claimed by one atomic write; of several requests with one key exactly one
 * may go ahead, whatever instance they reach.
 */
interface IdempotencyStore {

    /** Lets the request go ahead, or says why not; part of the transaction that is open, if the store has transactions. */
    Outcome claim(Claim claim);

    /** The same in a commit of its own, for a request that has effects elsewhere before its transaction. */
    Outcome claimAhead(Claim claim);

    /** Keeps the answer for repeats, in the transaction that is open; does nothing if somebody else has taken the claim over. */
    void complete(Claim claim, StoredAnswer answer);

    /** Forgets the key, because the request was refused before it could do anything. */
    void forget(Claim claim);

    /** Lets the next try go ahead at once with the same operation id, because it is not known what this one did. */
    void leave(Claim claim, Instant now);

    /**
     * Removes some of the keys whose time is over.
     *
     * @return how many, at most the limit
     */
    int sweep(Instant now, int limit);

    /** Whether the key is remembered, so that a request with it adds none. */
    boolean isKnown(String id, Instant now);

    /** How many keys of the client are remembered, counted up to the limit. */
    int count(String client, Instant now, int limit);

    /** When the first of the client's keys is forgotten; empty if none is remembered. */
    Optional<Instant> nextExpiry(String client, Instant now);

    /**
     * One try of a request.
     *
     * @param id of the key within its user, method and path
     * @param client a hash of who sent it
     * @param fingerprint of the request's body
     * @param operationId what this try would make, if it is the first
     * @param token names this try; only its holder may settle the claim
     * @param leaseUntil when a try that was never settled counts as crashed
     * @param expiresAt when the key is free again
     */
    record Claim(
            String id,
            String client,
            String fingerprint,
            UUID operationId,
            UUID token,
            Instant now,
            Instant leaseUntil,
            Instant expiresAt) {}

    /** What became of a claim. */
    sealed interface Outcome {

        /** Go ahead, making what has this id. */
        record Granted(UUID operationId) implements Outcome {}

        /** An earlier try was answered with this. */
        record Answered(StoredAnswer answer) implements Outcome {}

        /** An earlier try is still running. */
        record Running() implements Outcome {}

        /** The key was used for another body. */
        record OtherBody() implements Outcome {}
    }

    /** The parts of an answer that a repeat gets again; the body is JSON, thus text. */
    record StoredAnswer(
            int status,
            @Nullable String contentType,
            @Nullable String location,
            @Nullable String etag,
            String body) {}
}

package shop.proof.prove.history;

import java.time.Instant;

/**
 * One request of a client, and what it got.
 *
 * @param number its place in the log; calls of one client that follow each other have rising numbers
 * @param startNanos when it was sent, on the clock of {@link System#nanoTime()}: what decides which of two calls came first
 * @param endNanos when its end was known
 * @param shopper who sent it
 * @param userId the account it was sent for; empty without a login
 * @param key its Idempotency-Key; empty without one
 * @param status of the response; 0 without one
 * @param code of the problem in the response; empty without one
 * @param facts what the request was about and what the response said of it
 */
public record Call(
        long number,
        Instant sentAt,
        long startNanos,
        long endNanos,
        String shopper,
        String userId,
        Intent intent,
        String key,
        String method,
        String path,
        Outcome outcome,
        int status,
        String code,
        Facts facts) {

    /** The request did not arrive in time: it may do so when it is sent again. */
    private static final int TOO_LATE = 408;

    /** Says who may not ask just now, and nothing of what became of an earlier try: its token may be good again when a clock is right. */
    private static final int UNAUTHORIZED = 401;

    private static final int TOO_MANY_REQUESTS = 429;

    /** Whether the client knows that its request was done. */
    public boolean isAcknowledged() {
        return outcome == Outcome.ANSWERED && status >= 200 && status < 300;
    }

    /** Whether the client cannot know if its request was done: no response, or one that promises nothing. */
    public boolean isUnknown() {
        return outcome != Outcome.ANSWERED
                || status >= 500
                || status == TOO_LATE
                || code.equals("idempotency_in_progress");
    }

    /** Whether the client knows that its request was not done and will not be. */
    public boolean isRefused() {
        return !isUnknown() && status >= 400 && status != UNAUTHORIZED && status != TOO_MANY_REQUESTS;
    }

    /** Whether it was over before the other one began. */
    public boolean precedes(Call other) {
        return endNanos < other.startNanos;
    }

    public Call withFacts(Facts other) {
        return new Call(
                number,
                sentAt,
                startNanos,
                endNanos,
                shopper,
                userId,
                intent,
                key,
                method,
                path,
                outcome,
                status,
                code,
                other);
    }

    /** As a message names it. */
    public String brief() {
        return "call %d of %s (%s %s%s -> %s)"
                .formatted(
                        number,
                        shopper,
                        method,
                        path,
                        key.isEmpty() ? "" : ", key " + key,
                        outcome == Outcome.ANSWERED ? status + (code.isEmpty() ? "" : " " + code) : outcome);
    }
}

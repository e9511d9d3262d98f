package shop.http.idempotency;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;
import shop.http.idempotency.IdempotencyStore.Claim;
import shop.platform.problem.Problems;

/**
 * Bounds what one client may have remembered here: each key costs a row for a day. The rows are counted only after a client has sent a
 * tenth of its share through this instance, so that a usual request costs nothing; by as much per instance the bound may be overstepped.
 * A repeat adds no row and is always let through.
 */
final class ClientKeys {

    /** Clients whose keys are counted at the same time; the one that was seen longest ago is forgotten first. */
    private static final int CLIENTS = 10_000;

    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private final IdempotencyStore store;
    private final int max;
    private final Clock clock;
    private final Map<String, Seen> seen = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Seen> eldest) {
            return size() > CLIENTS;
        }
    };

    ClientKeys(IdempotencyStore store, int max, Clock clock) {
        this.store = store;
        this.max = max;
        this.clock = clock;
    }

    /** Throws a refusal (429) if the key is a new one and the client has too many. */
    void check(Claim claim) {
        if (!isToBeCounted(claim.client())) {
            return;
        }
        var now = clock.instant();
        var kept = store.count(claim.client(), now, max);
        if (kept < max) {
            // As many more as may be sent until the rows are worth another count.
            counted(claim.client(), Math.min(step(), max - kept));
        } else if (!store.isKnown(claim.id(), now)) {
            throw refusal(store.nextExpiry(claim.client(), now).orElse(now), now);
        }
    }

    private synchronized boolean isToBeCounted(String client) {
        var left = seen.getOrDefault(client, new Seen(step())).left() - 1;
        seen.put(client, new Seen(Math.max(left, 0)));
        return left < 0;
    }

    private synchronized void counted(String client, int left) {
        // This request is one of them.
        seen.put(client, new Seen(left - 1));
    }

    private int step() {
        return Math.max(1, max / 10);
    }

    private static ErrorResponseException refusal(Instant until, Instant now) {
        var refusal = new ErrorResponseException(
                HttpStatus.TOO_MANY_REQUESTS,
                Problems.problem(
                        HttpStatus.TOO_MANY_REQUESTS,
                        "too_many_idempotency_keys",
                        "As many Idempotency-Keys of yours are remembered as may be."),
                null);
        var wait = Duration.between(now, until);
        var bounded = wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
        refusal.getHeaders().set("Retry-After", String.valueOf(Math.max(1, bounded.toSeconds() + 1)));
        return refusal;
    }

    /** @param left how many more keys may come before they are counted */
    private record Seen(int left) {}
}

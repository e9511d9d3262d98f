package shop.http.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.web.ErrorResponseException;
import shop.http.idempotency.IdempotencyStore.Claim;

class ClientKeysTest {

    static final int MAX = 100;

    Instant now = Instant.parse("2026-11-21T10:00:00Z");
    final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    final CountedStore store = new CountedStore();
    final ClientKeys keys = new ClientKeys(store, MAX, clock);

    @Test
    void aUsualClientIsNeverCounted() {
        for (var request = 0; request < 10; request++) {
            send("anna", "key-" + request);
        }

        assertThat(store.counts).isZero();
    }

    @Test
    void aClientBeyondTheBoundHasToWaitUntilItsFirstKeyIsForgotten() {
        for (var request = 0; request < MAX; request++) {
            send("anna", "key-" + request);
        }
        now = now.plus(23, ChronoUnit.HOURS).plus(50, ChronoUnit.MINUTES);

        var refusal = refused("anna", "one-more");
        assertThat(refusal.getStatusCode().value()).isEqualTo(429);
        assertThat(refusal.getBody().getProperties()).containsEntry("code", "too_many_idempotency_keys");
        assertThat(refusal.getHeaders().getFirst("Retry-After")).isEqualTo("601");
        assertThat(store.counts).isLessThan(MAX / 5);
    }

    @Test
    void aRepeatIsLetThroughAlthoughTheBoundIsReached() {
        for (var request = 0; request < MAX; request++) {
            send("anna", "key-" + request);
        }
        refused("anna", "one-more");

        assertThatNoException().isThrownBy(() -> keys.check(claim("anna", "key-7")));
    }

    @Test
    void anotherClientIsNotHeldUp() {
        for (var request = 0; request < MAX; request++) {
            send("anna", "key-" + request);
        }
        refused("anna", "one-more");

        assertThatNoException().isThrownBy(() -> send("bert", "first"));
    }

    @Test
    void aClientWhoseKeysAreForgottenGoesOn() {
        for (var request = 0; request < MAX; request++) {
            send("anna", "key-" + request);
        }
        refused("anna", "one-more");
        now = now.plus(24, ChronoUnit.HOURS);

        assertThatNoException().isThrownBy(() -> send("anna", "one-more"));
    }

    @Test
    void anInstanceThatHasJustBegunOverstepsTheBoundByAFractionAtMost() {
        for (var request = 0; request < MAX; request++) {
            send("anna", "key-" + request);
        }
        var other = new ClientKeys(store, MAX, clock);

        var passed = 0;
        try {
            while (passed < MAX) {
                var claim = claim("anna", "other-" + passed);
                other.check(claim);
                store.claim(claim);
                passed++;
            }
        } catch (ErrorResponseException refused) {
            assertThat(refused.getStatusCode().value()).isEqualTo(429);
        }
        assertThat(passed).isEqualTo(MAX / 10);
    }

    private void send(String client, String key) {
        var claim = claim(client, key);
        keys.check(claim);
        store.claim(claim);
    }

    private ErrorResponseException refused(String client, String key) {
        return catchThrowableOfType(ErrorResponseException.class, () -> keys.check(claim(client, key)));
    }

    private Claim claim(String client, String key) {
        var id = UUID.randomUUID();
        return new Claim(key, client, "body", id, id, now, now.plusSeconds(60), now.plus(24, ChronoUnit.HOURS));
    }

    /** Keys by their id, as far as they are counted. */
    static final class CountedStore implements IdempotencyStore {

        final Map<String, Claim> claims = new HashMap<>();
        int counts;

        @Override
        public Outcome claim(Claim claim) {
            claims.put(claim.id(), claim);
            return new Outcome.Granted(claim.operationId());
        }

        @Override
        public int count(String client, Instant now, int limit) {
            counts++;
            return Math.toIntExact(claims.values().stream()
                    .filter(claim -> isKept(claim, client, now))
                    .limit(limit)
                    .count());
        }

        @Override
        public boolean isKnown(String id, Instant now) {
            return claims.containsKey(id);
        }

        @Override
        public Optional<Instant> nextExpiry(String client, Instant now) {
            return claims.values().stream()
                    .filter(claim -> isKept(claim, client, now))
                    .map(Claim::expiresAt)
                    .min(Instant::compareTo);
        }

        private static boolean isKept(Claim claim, String client, Instant now) {
            return claim.client().equals(client) && claim.expiresAt().isAfter(now);
        }

        @Override
        public Outcome claimAhead(Claim claim) {
            throw new UnsupportedOperationException("not asked for");
        }

        @Override
        public void complete(Claim claim, StoredAnswer answer) {
            throw new UnsupportedOperationException("not asked for");
        }

        @Override
        public void forget(Claim claim) {
            throw new UnsupportedOperationException("not asked for");
        }

        @Override
        public void leave(Claim claim, Instant now) {
            throw new UnsupportedOperationException("not asked for");
        }

        @Override
        public int sweep(Instant now, int limit) {
            throw new UnsupportedOperationException("not asked for");
        }
    }
}

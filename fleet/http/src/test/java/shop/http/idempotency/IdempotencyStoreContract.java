package shop.http.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import shop.http.idempotency.IdempotencyStore.Claim;
import shop.http.idempotency.IdempotencyStore.Outcome.Answered;
import shop.http.idempotency.IdempotencyStore.Outcome.Granted;
import shop.http.idempotency.IdempotencyStore.Outcome.OtherBody;
import shop.http.idempotency.IdempotencyStore.Outcome.Running;
import shop.http.idempotency.IdempotencyStore.StoredAnswer;
import shop.test.Parallel;

/** What every store must do, tried on the real thing. */
abstract class IdempotencyStoreContract {

    static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    static final StoredAnswer ANSWER =
            new StoredAnswer(201, "application/json", "/orders/1", null, "{\"name\":\"\\u0000 é\"}");

    private static final AtomicInteger KEYS = new AtomicInteger();

    private String key = "%064d".formatted(KEYS.incrementAndGet());
    private final String client = key;

    abstract IdempotencyStore store();

    @Test
    void theFirstTryGoesAheadAndTheSecondWaits() {
        var first = claim("a", NOW);

        assertThat(store().claim(first)).isEqualTo(new Granted(first.operationId()));
        assertThat(store().claim(claim("a", NOW.plusSeconds(59)))).isEqualTo(new Running());
    }

    @Test
    void ofManyTriesAtOnceOneGoesAhead() {
        var outcomes = Parallel.times(20, () -> store().claim(claim("a", NOW)));

        assertThat(outcomes).filteredOn(Granted.class::isInstance).hasSize(1);
        assertThat(outcomes).filteredOn(Running.class::isInstance).hasSize(19);
    }

    @Test
    void aKeyClaimedAheadIsAKeyLikeAnyOther() {
        var first = claim("a", NOW);

        assertThat(store().claimAhead(first)).isEqualTo(new Granted(first.operationId()));
        assertThat(store().claimAhead(claim("a", NOW))).isEqualTo(new Running());
        assertThat(store().claimAhead(claim("a", NOW.plusSeconds(60)))).isEqualTo(new Granted(first.operationId()));
    }

    @Test
    void aRepeatGetsTheFirstAnswer() {
        var first = claim("a", NOW);
        store().claim(first);
        store().complete(first, ANSWER);

        assertThat(store().claim(claim("a", NOW.plusSeconds(3600)))).isEqualTo(new Answered(ANSWER));
    }

    @Test
    void anotherBodyIsRefusedWhileRunningAndAfterwards() {
        var first = claim("a", NOW);
        store().claim(first);

        assertThat(store().claim(claim("b", NOW))).isEqualTo(new OtherBody());
        store().complete(first, ANSWER);
        assertThat(store().claim(claim("b", NOW))).isEqualTo(new OtherBody());
    }

    @Test
    void aCrashedTryIsTakenOverWithItsOperationId() {
        var crashed = claim("a", NOW);
        store().claim(crashed);
        var later = NOW.plusSeconds(60);

        var outcomes = Parallel.times(10, () -> store().claim(claim("a", later)));

        assertThat(outcomes).filteredOn(Granted.class::isInstance).containsExactly(new Granted(crashed.operationId()));
    }

    @Test
    void whoWasTakenOverSettlesNothing() {
        var slow = claim("a", NOW);
        store().claim(slow);
        var second = claim("a", NOW.plusSeconds(61));
        store().claim(second);

        store().forget(slow);
        store().complete(slow, new StoredAnswer(500, null, null, null, ""));
        store().leave(slow, NOW);

        assertThat(store().claim(claim("a", NOW.plusSeconds(62)))).isEqualTo(new Running());
    }

    @Test
    void aTryOfUnknownEndIsRepeatedWithItsOperationId() {
        var first = claim("a", NOW);
        store().claim(first);
        store().leave(first, NOW.plusSeconds(1));

        assertThat(store().claim(claim("a", NOW.plusSeconds(1)))).isEqualTo(new Granted(first.operationId()));
    }

    @Test
    void aForgottenKeyIsFreeForAnotherBody() {
        var first = claim("a", NOW);
        store().claim(first);
        store().forget(first);
        var second = claim("b", NOW);

        assertThat(store().claim(second)).isEqualTo(new Granted(second.operationId()));
    }

    @Test
    void aKeyIsFreeAgainAfterItsTime() {
        var first = claim("a", NOW);
        store().claim(first);
        store().complete(first, ANSWER);
        var nextDay = NOW.plus(24, ChronoUnit.HOURS);

        assertThat(store().claim(claim("a", nextDay.minusSeconds(1)))).isEqualTo(new Answered(ANSWER));
        var second = claim("b", nextDay);
        assertThat(store().claim(second)).isEqualTo(new Granted(second.operationId()));
        assertThat(store().claim(claim("b", nextDay))).isEqualTo(new Running());
    }

    @Test
    void sweepingRemovesOnlyWhatIsOver() {
        var old = claim("a", NOW);
        store().claim(old);
        store().complete(old, ANSWER);

        store().sweep(NOW.plus(23, ChronoUnit.HOURS), 1_000);
        assertThat(store().claim(claim("a", NOW))).isEqualTo(new Answered(ANSWER));
        store().sweep(NOW.plus(24, ChronoUnit.HOURS), 1_000);
        assertThat(store().claim(claim("a", NOW))).isInstanceOf(Granted.class);
    }

    @Test
    void sweepingTakesNoMoreThanItIsAskedToAndTwoInstancesShareIt() {
        var nextDay = NOW.plus(24, ChronoUnit.HOURS);
        store().sweep(nextDay, 1_000_000);
        for (var count = 0; count < 25; count++) {
            store().claim(anotherKey(NOW));
        }
        var young = anotherKey(NOW.plusSeconds(1));
        store().claim(young);

        assertThat(store().sweep(nextDay, 10)).isEqualTo(10);
        assertThat(store().count(client, NOW, 1_000)).isEqualTo(16);
        Parallel.times(2, () -> {
            while (store().sweep(nextDay, 4) == 4) {
                // the next batch
            }
            return true;
        });

        store().sweep(nextDay, 1_000);
        assertThat(store().count(client, NOW, 1_000)).isEqualTo(1);
        assertThat(store().isKnown(young.id(), NOW)).isTrue();
    }

    @Test
    void aClientsKeysAreCountedUpToALimitAndWithoutThoseOfOthers() {
        for (var count = 0; count < 5; count++) {
            store().claim(anotherKey(NOW.plusSeconds(count)));
        }
        var nextDay = NOW.plus(24, ChronoUnit.HOURS);

        assertThat(store().count(client, NOW, 100)).isEqualTo(5);
        assertThat(store().count(client, NOW, 3)).isEqualTo(3);
        assertThat(store().count("f".repeat(64), NOW, 100)).isZero();
        assertThat(store().nextExpiry(client, NOW)).contains(nextDay);
        assertThat(store().count(client, nextDay, 100)).isEqualTo(4);
        assertThat(store().nextExpiry(client, nextDay)).contains(nextDay.plusSeconds(1));
        assertThat(store().nextExpiry("f".repeat(64), NOW)).isEmpty();
    }

    @Test
    void aKeyIsKnownUntilItsTimeIsOver() {
        var first = claim("a", NOW);
        assertThat(store().isKnown(first.id(), NOW)).isFalse();
        store().claim(first);

        assertThat(store().isKnown(first.id(), NOW)).isTrue();
        assertThat(store().isKnown(first.id(), NOW.plus(24, ChronoUnit.HOURS))).isFalse();
    }

    private Claim anotherKey(Instant now) {
        key = "%064d".formatted(KEYS.incrementAndGet());
        return claim("a", now);
    }

    final Claim claim(String body, Instant now) {
        return new Claim(
                key,
                client,
                body.repeat(64),
                IdempotencyInterceptor.newId(),
                IdempotencyInterceptor.newId(),
                now,
                now.plusSeconds(60),
                now.plus(24, ChronoUnit.HOURS));
    }
}

package shop.notification.delivery;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;
import shop.notification.notice.Notice;

/**
 * One notice on its way by one channel.
 *
 * @param id made of event and channel, so that one fact goes one way once
 * @param attempts how often it was handed over
 * @param dueAt when it is to be tried; whoever claims it moves this on by the lease, so that it is due again when the lease is over;
 *     only what waits has it, so that a sparse index over it holds what waits and nothing else
 * @param lease of the one who claimed it last, the event's id while nobody has; only the claimer may say what became of it
 * @param problem of the last try
 */
@Document("deliveries")
record DeliveryDocument(
        @Id String id,
        UUID userId,
        Notice notice,
        DeliveryState state,
        int attempts,
        @Nullable Instant dueAt,
        UUID lease,
        @Nullable DeliveryProblem problem,
        Instant createdAt,
        @Nullable Instant finishedAt) {

    private static final char SEPARATOR = ':';

    static String idOf(UUID eventId, Channel channel) {
        return eventId.toString() + SEPARATOR + channel;
    }

    static DeliveryDocument of(Notice notice, Channel channel, Instant now) {
        return new DeliveryDocument(
                idOf(notice.eventId(), channel),
                notice.userId(),
                notice,
                DeliveryState.PENDING,
                0,
                now,
                notice.eventId(),
                null,
                now,
                null);
    }

    DeliveryDocument claimed(UUID newLease, Instant until, int newAttempts) {
        return new DeliveryDocument(
                id, userId, notice, state, newAttempts, until, newLease, problem, createdAt, finishedAt);
    }

    DeliveryDocument finished(DeliveryState end, @Nullable DeliveryProblem why, Instant now) {
        return new DeliveryDocument(id, userId, notice, end, attempts, null, lease, why, createdAt, now);
    }

    DeliveryDocument postponed(DeliveryProblem why, Instant until) {
        return new DeliveryDocument(id, userId, notice, state, attempts, until, lease, why, createdAt, finishedAt);
    }

    /** As {@link #postponed}, without counting the try: nothing was handed over. */
    DeliveryDocument postponedUntried(@Nullable DeliveryProblem why, Instant until) {
        return new DeliveryDocument(id, userId, notice, state, attempts - 1, until, lease, why, createdAt, finishedAt);
    }

    /** Of one that is not finished. */
    Instant due() {
        return Objects.requireNonNull(dueAt, id);
    }

    Channel channel() {
        return Channel.valueOf(id.substring(id.indexOf(SEPARATOR) + 1));
    }

    Delivery delivery() {
        return new Delivery(
                id,
                notice.eventId(),
                userId,
                notice.kind(),
                channel(),
                state,
                attempts,
                problem,
                createdAt,
                finishedAt);
    }
}

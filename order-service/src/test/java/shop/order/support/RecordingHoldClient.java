package shop.order.support;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import shop.order.application.AttemptId;
import shop.order.application.HoldClient;
import shop.order.domain.OrderId;
import shop.order.domain.OrderLine;

/** An inventory that has everything: it answers a repeat as it answered first, and remembers what was asked of it. */
public final class RecordingHoldClient implements HoldClient {

    private final Map<OrderId, Reservation> held = new HashMap<>();
    private final List<String> calls = new ArrayList<>();
    private final List<AttemptId> attempts = new ArrayList<>();
    private final List<OrderId> released = new ArrayList<>();
    private final List<AttemptId> releasing = new ArrayList<>();
    private @Nullable RuntimeException failure;
    private @Nullable RuntimeException releaseFailure;

    @Override
    public Reservation hold(OrderId order, AttemptId attempt, Instant expiresAt, List<OrderLine> lines) {
        calls.add("hold");
        attempts.add(attempt);
        if (failure != null) {
            throw failure;
        }
        return held.computeIfAbsent(order, id -> reservation(expiresAt, lines));
    }

    @Override
    public void release(OrderId order, AttemptId attempt) {
        releasing.add(attempt);
        releaseAll(order);
    }

    @Override
    public void releaseAll(OrderId order) {
        calls.add("release");
        if (releaseFailure != null) {
            throw releaseFailure;
        }
        released.add(order);
        held.remove(order);
    }

    /** Leaves a hold behind, as a try that died before it saved. */
    public void alreadyHolds(OrderId order, Instant expiresAt, List<OrderLine> lines) {
        held.put(order, reservation(expiresAt, lines));
    }

    /** Every release throws this; null for none. */
    public void failReleasesWith(@Nullable RuntimeException newFailure) {
        releaseFailure = newFailure;
    }

    /** Every hold throws this; null for none. */
    public void failWith(@Nullable RuntimeException newFailure) {
        failure = newFailure;
    }

    /** Until when it is held; null if it is not. */
    public @Nullable Instant heldUntil(OrderId order) {
        var hold = held.get(order);
        return hold == null ? null : hold.expiresAt();
    }

    /** Who asked for holds, in their order. */
    public List<AttemptId> attempts() {
        return attempts;
    }

    /** Whose holds were to be released, in their order. */
    public List<AttemptId> releasing() {
        return releasing;
    }

    public List<OrderId> released() {
        return released;
    }

    public boolean holds(OrderId order) {
        return held.containsKey(order);
    }

    public List<String> calls() {
        return calls;
    }

    private static Reservation reservation(Instant expiresAt, List<OrderLine> lines) {
        return new Reservation(expiresAt, lines.stream().collect(Collectors.toMap(OrderLine::product, line ->
                (long) line.quantity())));
    }
}

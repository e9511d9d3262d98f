package shop.order.application;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Service;
import shop.order.domain.CustomerId;
import shop.order.domain.OrderId;

/**
 * Sends customers each step of their orders while they stay connected. A step that this instance commits is sent if it follows on the
 * position that the client has; whatever else happens only wakes a connection, and what is sent is read from the {@link StepLog}, from
 * that position. So nothing is sent twice or left out whichever instance a client comes to, and next to nothing is kept for a client
 * that does not read: it has a position, and a few steps.
 */
@Service
public class LiveOrders {

    private static final Logger log = LoggerFactory.getLogger(LiveOrders.class);

    /** Entries read at a time. */
    private static final int BATCH = 100;

    /** The pause after the database could not be asked. */
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final StepLog steps;
    private final LivePolicy policy;
    private final Clock clock;
    private final Counter pushed;
    private final Counter slow;
    private final Counter gone;
    private final ConcurrentHashMap<CustomerId, Set<LiveConnection>> connections = new ConcurrentHashMap<>();
    private final AtomicInteger open = new AtomicInteger();
    private volatile boolean closing;

    public LiveOrders(StepLog steps, LivePolicy policy, Clock clock, MeterRegistry meters) {
        this.steps = steps;
        this.policy = policy;
        this.clock = clock;
        this.pushed = Counter.builder("orders.live.pushed")
                .description("Steps that were sent to clients that follow their orders")
                .register(meters);
        this.slow = dropped(meters, "slow");
        this.gone = dropped(meters, "gone");
        Gauge.builder("orders.live.connections", open, AtomicInteger::get)
                .description("Clients that follow their orders at this instance")
                .register(meters);
    }

    private static Counter dropped(MeterRegistry meters, String reason) {
        return Counter.builder("orders.live.dropped")
                .description("Connections that ended while something was sent")
                .tag("reason", reason)
                .register(meters);
    }

    /** The position of the customer's last step: who follows from there receives what comes. */
    public long end(CustomerId customer) {
        return steps.end(customer);
    }

    /**
     * Takes a place for a connection, which gives it back when it is closed.
     *
     * @throws TooManyConnectionsException if there is none
     */
    public LiveConnection open(CustomerId customer) {
        if (open.incrementAndGet() > policy.maxConcurrent()) {
            open.decrementAndGet();
            throw TooManyConnectionsException.atAll(policy.maxConcurrent());
        }
        var connection = new LiveConnection(customer);
        connections.compute(customer, (_, theirs) -> {
            var all = theirs == null ? new HashSet<LiveConnection>() : new HashSet<>(theirs);
            all.add(connection);
            return Set.copyOf(all);
        });
        var theirs = connections.getOrDefault(customer, Set.of());
        if (theirs.size() > policy.maxPerCustomer()) {
            close(connection);
            // One that its client has left is found out by writing to it.
            theirs.forEach(LiveConnection::wake);
            throw TooManyConnectionsException.ofCustomer(policy.maxPerCustomer());
        }
        if (closing) {
            connection.end(LiveConnection.End.SHUTDOWN);
        }
        return connection;
    }

    /** Gives the place back; closing twice changes nothing. */
    public void close(LiveConnection connection) {
        connections.computeIfPresent(connection.customer(), (_, theirs) -> {
            var all = new HashSet<>(theirs);
            if (all.remove(connection)) {
                open.decrementAndGet();
            }
            return all.isEmpty() ? null : Set.copyOf(all);
        });
        connection.end(LiveConnection.End.GONE);
    }

    /**
     * Sends one client each step after a position, until the connection is ended or its time is over. Stays on the caller's thread.
     *
     * @param after what the client has seen; a position that does not exist yet counts as the last one
     * @param until when the right to listen ends
     * @return why it is over
     * @throws IOException if the client is gone or too slow
     */
    public LiveConnection.End follow(LiveConnection connection, long after, Instant until, Listener client)
            throws IOException, InterruptedException {
        try {
            return listen(connection, after, until, client);
        } catch (IOException lost) {
            (isSlow(lost) ? slow : gone).increment();
            throw lost;
        }
    }

    /** Whether a client was given up because it did not receive in time. */
    public static boolean isSlow(IOException lost) {
        return Stream.<Throwable>iterate(lost, Objects::nonNull, Throwable::getCause)
                .anyMatch(SocketTimeoutException.class::isInstance);
    }

    private LiveConnection.End listen(LiveConnection connection, long after, Instant until, Listener client)
            throws IOException, InterruptedException {
        var position = after;
        var woken = true;
        var first = true;
        while (true) {
            var pause = policy.heartbeatInterval();
            try {
                var pushedSteps = connection.pushed().takeAfter(position);
                // Unwoken, it looks for what nobody has woken it for.
                var entries = pushedSteps.isPresent() && woken
                        ? pushedSteps.get()
                        : steps.after(connection.customer(), position, BATCH);
                for (var entry : entries) {
                    client.send(entry);
                    pushed.increment();
                    position = entry.position();
                }
                if (entries.isEmpty() && !first) {
                    client.sendHeartbeat();
                }
                if (entries.size() == BATCH) {
                    connection.pushed().missing();
                    pause = Duration.ZERO;
                }
            } catch (DataAccessException unavailable) {
                connection.pushed().missing();
                log.warn("Live updates wait for the database: {}", unavailable.toString());
                pause = RETRY;
                // So that a client that has gone is noticed meanwhile.
                client.sendHeartbeat();
            }
            first = false;
            var left = Duration.between(clock.instant(), until);
            woken = connection.await(pause.compareTo(left) < 0 ? pause : left);
            var end = connection.end();
            if (end.isPresent()) {
                return end.get();
            }
            if (!clock.instant().isBefore(until)) {
                return LiveConnection.End.TIME_OVER;
            }
        }
    }

    /** Whether nobody follows their orders here. A client that comes in this moment reads what there is by itself. */
    public boolean isIdle() {
        return connections.isEmpty();
    }

    /** Hands over a step that this instance has just committed. */
    public void push(CustomerId customer, StepLog.Entry step) {
        connections.getOrDefault(customer, Set.of()).forEach(connection -> connection.push(step));
    }

    /** Says that an order has got to a version, which is no news to those who have it. */
    public void wake(CustomerId customer, OrderId order, long version) {
        connections.getOrDefault(customer, Set.of()).stream()
                .filter(connection -> !connection.pushed().has(order, version))
                .forEach(LiveConnection::wake);
    }

    /** Says that the customer's orders may have taken steps. */
    public void wake(CustomerId customer) {
        connections.getOrDefault(customer, Set.of()).forEach(LiveConnection::wake);
    }

    /** Says that steps may have been missed, whosever they are. */
    public void wakeAll() {
        connections.values().forEach(theirs -> theirs.forEach(LiveConnection::wake));
    }

    /** Ends all connections, so that the clients go to another instance. */
    public void shutDown() {
        closing = true;
        connections.values().forEach(theirs -> theirs.forEach(one -> one.end(LiveConnection.End.SHUTDOWN)));
    }

    /** A connected client. */
    public interface Listener {

        void send(StepLog.Entry entry) throws IOException;

        /** Keeps the connection alive. */
        void sendHeartbeat() throws IOException;
    }
}

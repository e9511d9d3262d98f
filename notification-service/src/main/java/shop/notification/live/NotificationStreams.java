package shop.notification.live;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Service;
import shop.jobs.Worker;
import shop.notification.config.NotificationProperties;
import shop.notification.message.Message;
import shop.notification.message.MessageChange;
import shop.notification.message.Messages;
import shop.notification.message.MessagesChanged;
import shop.security.AccountCheck;
import shop.security.Caller;
import shop.security.token.BadTokenException;

/**
 * Sends users their new messages while they are connected. A stream is only woken; what it sends is read from the store from its
 * position on, so it needs no queue, and a client can resume at any instance. Changes made by this instance wake at once, those made by
 * others when the store is polled: with one query for all streams together, and none while there are no streams.
 */
@Service
public class NotificationStreams implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(NotificationStreams.class);

    /** Messages read at a time. */
    private static final int BATCH = 100;

    /** The pause after the store did not answer. */
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Messages messages;
    private final AccountCheck accounts;
    private final NotificationProperties.Streams settings;
    private final Clock clock;
    private final Counter sent;
    private final ConcurrentHashMap<UUID, Set<StreamConnection>> connections = new ConcurrentHashMap<>();
    private final AtomicInteger open = new AtomicInteger();

    /** The changes of the last seconds that a poll has found; read by the polling thread only. */
    private final Map<UUID, Instant> polled = new HashMap<>();

    private final Worker poller;
    private volatile boolean closing;

    NotificationStreams(
            Messages messages,
            AccountCheck accounts,
            NotificationProperties properties,
            Clock clock,
            MeterRegistry meters) {
        this.messages = messages;
        this.accounts = accounts;
        this.settings = properties.streams();
        this.clock = clock;
        this.poller = Worker.named("notification-streams")
                .interval(settings.pollInterval())
                .initialDelay(settings.pollInterval())
                .task(this::poll);
        this.sent = Counter.builder("shop.notification.streams.sent")
                .description("Messages that were sent to open streams")
                .register(meters);
        Gauge.builder("shop.notification.streams", open, AtomicInteger::get)
                .description("Open streams at this instance")
                .register(meters);
    }

    /**
     * Reserves a place for a stream, which {@link #close} gives back.
     *
     * @throws TooManyStreamsException if there is none
     */
    public StreamConnection open(Caller caller) {
        if (open.incrementAndGet() > settings.atOnce()) {
            open.decrementAndGet();
            throw TooManyStreamsException.ofInstance(settings.atOnce());
        }
        var connection = new StreamConnection(caller);
        var own = Objects.requireNonNull(connections.compute(caller.id(), (_, others) -> {
            var all = others == null ? new HashSet<StreamConnection>() : new HashSet<>(others);
            all.add(connection);
            return Set.copyOf(all);
        }));
        if (own.size() > settings.perUser()) {
            close(connection);
            // A client that is gone is noticed by writing to it.
            own.forEach(StreamConnection::wake);
            throw TooManyStreamsException.ofUser(settings.perUser());
        }
        if (closing) {
            connection.end(StreamConnection.End.SHUTDOWN);
        }
        return connection;
    }

    /** Gives the place back; closing twice changes nothing. */
    public void close(StreamConnection connection) {
        connections.computeIfPresent(connection.user(), (_, own) -> {
            var all = new HashSet<>(own);
            if (all.remove(connection)) {
                open.decrementAndGet();
            }
            return all.isEmpty() ? null : Set.copyOf(all);
        });
        connection.end(StreamConnection.End.CLIENT_GONE);
    }

    /**
     * Sends what is new until the stream is ended. Stays on the caller's thread.
     *
     * @param resume what the client has seen; null for what is stored from now on
     * @param until when the token expires
     * @return why it has ended
     * @throws IOException if the client is gone, or too slow
     */
    public StreamConnection.End follow(
            StreamConnection connection, @Nullable StreamPosition resume, Instant until, Client client)
            throws IOException, InterruptedException {
        var position = start(connection.user(), resume);
        var unread = messages.unread(connection.user());
        client.begin(resume == null ? position.begin() : resume);
        client.unread(unread);
        var first = true;
        var countOwed = false;
        while (true) {
            var pause = settings.heartbeatInterval();
            try {
                var changes = sendNew(connection.user(), position, client);
                // What was sent is not new the next time: the count is owed until it could be read.
                countOwed |= changes > 0;
                if (countOwed) {
                    client.unread(messages.unread(connection.user()));
                    countOwed = false;
                }
                if (changes >= BATCH) {
                    pause = Duration.ZERO;
                } else if (changes == 0 && !first) {
                    client.heartbeat();
                }
            } catch (DataAccessException unavailable) {
                log.warn("Streams of notifications wait for the store: {}", unavailable.toString());
                pause = RETRY;
                // So that a client that has gone is noticed meanwhile.
                client.heartbeat();
            }
            first = false;
            var left = Duration.between(clock.instant(), until);
            var end = connection.await(pause.compareTo(left) < 0 ? pause : left);
            if (end.isPresent()) {
                return end.get();
            }
            if (!clock.instant().isBefore(until)) {
                return StreamConnection.End.TOKEN_EXPIRED;
            }
        }
    }

    private SentMessages start(UUID user, @Nullable StreamPosition resume) {
        var now = clock.instant();
        if (resume == null) {
            var position = new SentMessages(now, List.of());
            // Another instance, whose clock is slow, may be about to store one with a time of a moment ago. What is
            // there is not new.
            position.read(messages.changedSince(user, position.since(), Integer.MAX_VALUE))
                    .unsent()
                    .forEach(position::send);
            return position;
        }
        var time = messages.storedAt(user, resume.last()).orElseGet(resume::time);
        return new SentMessages(time.isAfter(now) ? now : time, resume.seen());
    }

    /** How many changes there were. */
    private int sendNew(UUID user, SentMessages position, Client client) throws IOException {
        var changes = position.read(messages.changedSince(user, position.since(), position.known() + BATCH));
        for (var message : changes.unsent()) {
            client.message(position.send(message), message.message());
            sent.increment();
        }
        return changes.count();
    }

    @EventListener
    void on(MessagesChanged change) {
        change.users().forEach(this::wake);
    }

    private void wake(UUID user) {
        connections.getOrDefault(user, Set.of()).forEach(StreamConnection::wake);
    }

    /** Ends the streams of accounts that may not use their tokens any longer, and wakes those whose messages others have changed. */
    void poll() {
        var users = Set.copyOf(connections.keySet());
        if (users.isEmpty()) {
            polled.clear();
            return;
        }
        endRefused();
        // What is missed by a poll that fails is read at the next heartbeat.
        var since = clock.instant().minus(SentMessages.OVERLAP);
        polled.values().removeIf(changedAt -> changedAt.isBefore(since));
        messages.changesOf(users, since).stream()
                .filter(change -> !change.changedAt().equals(polled.put(change.id(), change.changedAt())))
                .map(MessageChange::userId)
                .distinct()
                .forEach(this::wake);
    }

    private void endRefused() {
        connections.values().stream().flatMap(Set::stream).forEach(connection -> {
            try {
                accounts.check(connection.caller(), true);
            } catch (BadTokenException refused) {
                connection.end(StreamConnection.End.ACCOUNT_REFUSED);
            }
        });
    }

    @Override
    public void start() {
        closing = false;
        poller.start();
    }

    /** Ends all streams, so that the clients reconnect to another instance. */
    @Override
    public void stop() {
        closing = true;
        connections.values().forEach(own -> own.forEach(one -> one.end(StreamConnection.End.SHUTDOWN)));
        poller.stop();
    }

    /** Together with the web server, which waits for open requests; the registry has been left by then. */
    @Override
    public int getPhase() {
        return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE;
    }

    @Override
    public boolean isRunning() {
        return poller.isRunning();
    }

    /** Where a stream is written to. */
    public interface Client {

        /** Before anything else, and after all that can refuse the request. */
        void begin(StreamPosition position) throws IOException;

        /**
         * Sends one.
         *
         * @param position where the client can resume from now on
         */
        void message(StreamPosition position, Message message) throws IOException;

        void unread(long count) throws IOException;

        /** Shows that the connection lives. */
        void heartbeat() throws IOException;
    }
}

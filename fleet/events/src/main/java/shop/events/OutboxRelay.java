package shop.events;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.transaction.support.TransactionOperations;
import shop.events.OutboxTable.Row;
import shop.events.OutboxTable.Wanted;
import shop.jobs.Next;
import shop.jobs.Worker;
import shop.jobs.failure.Causes;

/**
 * Carries committed events to Kafka.
 *
 * <p>The fast path: a transaction that commits hands its events over in memory; they are sent without a look at the table, and
 * what Kafka has acknowledged is deleted many at once. The table is the safety net: what failed, what an instance left that died, and what
 * is behind events of another instance is claimed from it, at the start, when woken for it, and now and then. The order of a key is kept by
 * {@link InFlightEvents} and by claiming a key by its oldest event; leases only keep two instances from sending the same twice.
 *
 * <p>One thread works on all of this, and never waits for Kafka: a topic or a key that fails holds up nothing else.
 */
final class OutboxRelay implements SmartLifecycle {

    /** Beyond that, events are left to the table until there is room. */
    private static final int MOST_IN_MEMORY = 10_000;

    private static final int MOST_DELETED_AT_ONCE = 1_000;
    private static final int TRIED_OF_A_FAILING_TOPIC = 10;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
    private static final Duration FIRST_BACK_OFF = Duration.ofMillis(200);
    /** Far beyond the producer's delivery time-out: the guard against a client that never answers. */
    private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(60);
    /** After so many failed attempts with the hooks, an event that they refuse is deleted without them. */
    private static final int ATTEMPTS_WITH_HOOKS = 5;

    private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);

    private final OutboxTable table;
    private final TransactionOperations transaction;
    private final EventSender sender;
    private final OutboxMeters meters;
    private final List<PublishedEvents> hooks;
    private final OutboxProperties properties;

    private final InFlightEvents inFlight = new InFlightEvents(System::nanoTime);
    private final FailingTopics failingTopics;
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final Worker worker;

    private volatile boolean lookWanted;

    // From here on, the business of the relay's thread alone.
    private final Map<Row, RecordPosition> acknowledged = new LinkedHashMap<>();
    private final Map<Row, String> failed = new LinkedHashMap<>();
    private final Map<Row, Throwable> hopeless = new LinkedHashMap<>();
    private final Deadline delete = new Deadline();
    private final Deadline look = new Deadline();
    private final Deadline store = new Deadline();
    private Duration pause = FIRST_PAUSE;
    private Duration storeBackOff = FIRST_BACK_OFF;
    private int failedDeletes;
    private boolean inTrouble;

    OutboxRelay(
            OutboxTable table,
            TransactionOperations transaction,
            EventSender sender,
            OutboxMeters meters,
            List<PublishedEvents> hooks,
            OutboxProperties properties) {
        this.table = table;
        this.transaction = transaction;
        this.sender = new NonBlockingSender(sender);
        this.meters = meters;
        this.hooks = List.copyOf(hooks);
        this.properties = properties;
        this.failingTopics = new FailingTopics(properties.maxBackOff(), System::nanoTime);
        this.worker = RelayWorkers.relay("outbox-relay", properties.pollInterval(), properties)
                .task(this::run);
    }

    private record Answer(
            Row row,
            @Nullable RecordPosition position,
            @Nullable Throwable failure) {}

    InFlightEvents inFlight() {
        return inFlight;
    }

    /** How long other instances leave alone what was handed over here. */
    Duration grace() {
        return properties.grace();
    }

    /** Whether these can be handed over in memory; if not, they are left to the table. */
    boolean isFastPathOpen(Collection<PendingEvent> events) {
        return isRunning()
                && inFlight.size() < MOST_IN_MEMORY
                && (failingTopics.isEmpty()
                        || events.stream().noneMatch(event -> failingTopics.contains(event.topic())));
    }

    /** @param forTheTable whether something waits in the table that is not in the memory */
    void wake(boolean forTheTable) {
        if (forTheTable) {
            lookWanted = true;
        }
        worker.signal();
    }

    @Override
    public void start() {
        look.set(Duration.ZERO);
        worker.start();
    }

    @Override
    public void stop() {
        worker.stop();
    }

    @Override
    public boolean isRunning() {
        return worker.isRunning();
    }

    @Override
    public int getPhase() {
        return worker.getPhase();
    }

    /** While it is stopped, what the last requests committed leaves before the service does. */
    private Next run() {
        if (isRunning()) {
            step(true);
            return Next.in(untilNextDeadline());
        }
        step(false);
        return inFlight.sent() > 0 ? Next.SOON : Next.IDLE;
    }

    private void step(boolean withLook) {
        try {
            takeAnswers();
            send(inFlight.takeNext());
            if (!store.isSet() || store.isOver()) {
                work(withLook);
                store.clear();
                storeBackOff = FIRST_BACK_OFF;
                noteTrouble(null);
            }
        } catch (RuntimeException | Error troubled) {
            // An Error too: a thread that has ended while the service says it runs would leave all events unsent.
            noteTrouble(troubled);
            store.set(storeBackOff);
            storeBackOff = doubled(storeBackOff, properties.maxBackOff());
        }
    }

    private void work(boolean withLook) {
        noteFailures();
        var isDeleteDue = delete.isOver() || acknowledged.size() >= MOST_DELETED_AT_ONCE || !isRunning();
        if (!acknowledged.isEmpty() && isDeleteDue) {
            deleteAcknowledged();
        }
        if (withLook) {
            lookIfDue();
        }
        send(inFlight.takeNext());
    }

    private void send(List<Row> rows) {
        for (var row : rows) {
            var event = row.event();
            // Answers come on the producer's I/O thread, which must not be held up.
            var _ = sender.send(event.topic(), event.key(), event.envelope()).whenComplete((position, failure) -> {
                answers.add(new Answer(row, position, failure));
                worker.signal();
            });
        }
    }

    private void takeAnswers() {
        var failures = 0;
        var taken = 0;
        @Nullable Answer answer;
        while ((answer = answers.poll()) != null) {
            var row = answer.row();
            var topic = row.event().topic();
            var position = answer.position();
            var failure = answer.failure();
            if (position != null) {
                taken++;
                if (failingTopics.succeeded(topic)) {
                    wake(true);
                }
                inFlight.acknowledged(row);
                if (acknowledged.isEmpty()) {
                    delete.set(properties.deleteInterval());
                }
                acknowledged.put(row, position);
            } else if (failure != null && OrderedSending.isPermanent(failure)) {
                hopeless.put(row, failure);
            } else {
                var cause = failure == null ? "no reason given" : Causes.innermost(failure);
                if (failures++ == 0) {
                    LOG.warn("the outbox will try again: {} refused an event with {}", topic, cause);
                }
                failingTopics.failed(topic);
                inFlight.abandon(row.event().key());
                failed.put(row, cause);
            }
        }
        meters.sent(taken, failures, 0);
    }

    private void noteFailures() {
        if (!failed.isEmpty()) {
            var due = transaction.execute(_ -> table.backOff(failed, properties.maxBackOff()));
            failed.clear();
            due.ifPresent(this::lookWithin);
        }
        for (var row : List.copyOf(hopeless.keySet())) {
            var failure = hopeless.getOrDefault(row, new IllegalStateException("no reason given"));
            transaction.executeWithoutResult(_ -> table.park(row, Causes.innermost(failure)));
            LOG.error(
                    "event {} for {} can never be sent and is parked in the outbox: its consumers miss it until someone acts",
                    row.event().id(),
                    row.event().topic(),
                    failure);
            meters.sent(0, 0, 1);
            hopeless.remove(row);
            inFlight.remove(row);
        }
    }

    private void deleteAcknowledged() {
        try {
            delete(acknowledged);
        } catch (RuntimeException refused) {
            failedDeletes++;
            if (hooks.isEmpty() || failedDeletes < ATTEMPTS_WITH_HOOKS) {
                throw refused;
            }
            // One event that a hook never takes must not keep all others.
            acknowledged.forEach(this::deleteEvenWithoutHooks);
        }
        failedDeletes = 0;
        acknowledged.keySet().forEach(inFlight::remove);
        acknowledged.clear();
        delete.clear();
    }

    private void delete(Map<Row, RecordPosition> rows) {
        transaction.executeWithoutResult(_ -> {
            table.delete(rows.keySet());
            if (!hooks.isEmpty()) {
                var published = rows.entrySet().stream()
                        .map(one -> PublishedEvent.of(one.getKey().event(), one.getValue()))
                        .toList();
                hooks.forEach(hook -> hook.record(published));
            }
        });
    }

    private void deleteEvenWithoutHooks(Row row, RecordPosition position) {
        try {
            delete(Map.of(row, position));
        } catch (RuntimeException refused) {
            // If the database is what is away, this fails too, and the event stays.
            transaction.executeWithoutResult(_ -> table.delete(List.of(row)));
            LOG.error(
                    "event {} is published, but its position could not be recorded",
                    row.event().id(),
                    refused);
        }
    }

    private void lookIfDue() {
        if (lookWanted) {
            lookWanted = false;
            pause = FIRST_PAUSE;
            look.set(Duration.ZERO);
        }
        if (!look.isOver()) {
            return;
        }
        inFlight.abandonOlderThan(ANSWER_PATIENCE)
                .forEach(row -> LOG.warn(
                        "event {} was not acknowledged for {}: it is left to the table",
                        row.event().id(),
                        ANSWER_PATIENCE));
        if (!table.anyPendingBut(inFlight.known())) {
            pause = FIRST_PAUSE;
            look.set(properties.pollInterval());
            return;
        }
        var rows = inFlight.size() < MOST_IN_MEMORY ? claim() : List.<Row>of();
        inFlight.addClaimed(rows);
        rows.stream().map(row -> row.event().topic()).distinct().forEach(failingTopics::tried);
        if (rows.isEmpty()) {
            // It is in the hands of another instance, or has to wait: look again soon, then later.
            look.set(pause);
            pause = doubled(pause, failingTopics.isEmpty() ? properties.pollInterval() : longestPauseWhileFailing());
        } else {
            pause = FIRST_PAUSE;
            look.set(Duration.ZERO);
        }
    }

    private List<Row> claim() {
        var paused = failingTopics.paused();
        var failing = failingTopics.all();
        return transaction.execute(_ -> table.claim(new Wanted(
                inFlight.known(),
                paused,
                failing,
                properties.batchSize(),
                TRIED_OF_A_FAILING_TOPIC,
                properties.lease())));
    }

    private Duration longestPauseWhileFailing() {
        var longest = properties.maxBackOff();
        return longest.compareTo(properties.pollInterval()) < 0 ? longest : properties.pollInterval();
    }

    private void lookWithin(Duration time) {
        if (look.left().compareTo(time) > 0) {
            look.set(time);
        }
    }

    private Duration untilNextDeadline() {
        if (store.isSet()) {
            return store.left();
        }
        if (lookWanted) {
            return Duration.ZERO;
        }
        var next = look.left();
        return delete.isSet() && delete.left().compareTo(next) < 0 ? delete.left() : next;
    }

    /** A failing store is logged with its stack trace once, not on every attempt. */
    private void noteTrouble(@Nullable Throwable trouble) {
        if (trouble != null && !inTrouble) {
            LOG.warn("the outbox relay cannot work; it keeps trying and nothing is lost", trouble);
        } else if (trouble != null) {
            LOG.debug("the outbox relay still cannot work", trouble);
        } else if (inTrouble) {
            LOG.info("the outbox relay works again");
        }
        inTrouble = trouble != null;
    }

    private static Duration doubled(Duration time, Duration limit) {
        var next = time.multipliedBy(2);
        return next.compareTo(limit) < 0 ? next : limit;
    }

    /** A moment that may come, by the monotonic clock. */
    private static final class Deadline {

        private boolean isSet;
        private long at;

        void set(Duration fromNow) {
            isSet = true;
            at = System.nanoTime() + fromNow.toNanos();
        }

        void clear() {
            isSet = false;
        }

        boolean isSet() {
            return isSet;
        }

        boolean isOver() {
            return isSet && System.nanoTime() - at >= 0;
        }

        Duration left() {
            return Duration.ofNanos(Math.max(0, at - System.nanoTime()));
        }
    }
}

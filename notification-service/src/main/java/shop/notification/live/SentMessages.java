package shop.notification.live;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import shop.notification.message.StoredMessage;

/**
 * What one stream has sent, so that it sends each message once. Changed messages are read in the order of their changes, from a few
 * seconds before the newest known one: the clocks of instances differ, and a write may become visible late. Only these seconds are
 * remembered.
 */
final class SentMessages {

    /** How long after one with a later time a message may become visible. */
    static final Duration OVERLAP = Duration.ofSeconds(10);

    private final Instant start;
    private final Set<String> marks;

    /** By their ids when they changed, all that were read. */
    private final Map<UUID, Instant> read = new HashMap<>();

    /** By their ids when they were stored, in the order in which they were sent. */
    private final Map<UUID, Instant> sent = new LinkedHashMap<>();

    private Instant newest;

    /** @param marks of messages around the start that the client has seen; see {@link StreamPosition#mark} */
    SentMessages(Instant start, List<String> marks) {
        this.start = start;
        this.newest = start;
        this.marks = Set.copyOf(marks);
    }

    /** From when on changes are to be read. */
    Instant since() {
        return newest.minus(OVERLAP);
    }

    /** How many of the changes since then have been read already. */
    int known() {
        return read.size();
    }

    /** What is new in what was read {@link #since() since then}, oldest first. */
    Changes read(List<StoredMessage> messages) {
        var since = since();
        sent.values().removeIf(storedAt -> storedAt.isBefore(since));
        var unsent = new ArrayList<StoredMessage>();
        var changes = 0;
        for (var message : messages) {
            if (!message.changedAt().equals(read.put(message.message().id(), message.changedAt()))) {
                changes++;
                if (isNew(message, since)) {
                    unsent.add(message);
                }
            }
            if (message.changedAt().isAfter(newest)) {
                newest = message.changedAt();
            }
        }
        read.values().removeIf(changedAt -> changedAt.isBefore(since()));
        return new Changes(unsent, changes);
    }

    /** One that was stored before what is remembered has only been marked since. */
    private boolean isNew(StoredMessage message, Instant since) {
        var id = message.message().id();
        return !message.storedAt().isBefore(since) && !sent.containsKey(id) && !isMarked(id, message.storedAt());
    }

    private boolean isMarked(UUID id, Instant storedAt) {
        return isNearStart(storedAt) && marks.contains(StreamPosition.mark(id));
    }

    private boolean isNearStart(Instant storedAt) {
        return !storedAt.isAfter(start.plus(OVERLAP));
    }

    /** Counts a message as sent; where the client can resume then. */
    StreamPosition send(StoredMessage message) {
        var storedAt = message.storedAt();
        var id = message.message().id();
        var position = new StreamPosition(id, marksAround(storedAt));
        sent.put(id, storedAt);
        return position;
    }

    /** Where a client resumes that has not got any message yet. */
    StreamPosition begin() {
        return StreamPosition.at(start, marksAround(start));
    }

    private List<String> marksAround(Instant time) {
        var around = new LinkedHashSet<String>(isNearStart(time.minus(OVERLAP)) ? marks : Set.of());
        sent.entrySet().stream()
                .filter(one -> !one.getValue().isBefore(time.minus(OVERLAP)))
                .map(one -> StreamPosition.mark(one.getKey()))
                .forEach(around::add);
        return around.stream()
                .skip(Math.max(0, around.size() - StreamPosition.MOST_MARKS))
                .toList();
    }

    /**
     * What was read.
     *
     * @param unsent messages to send
     * @param count of all changes that were not known, marks of old messages included
     */
    record Changes(List<StoredMessage> unsent, int count) {

        Changes {
            unsent = List.copyOf(unsent);
        }
    }
}

package shop.proof.prove.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;

/** Whether the events of each aggregate first appear in the order of their versions. */
final class EventOrder {

    private EventOrder() {}

    /**
     * Looks at first appearances alone: a repeat may come at any time.
     *
     * @param events of one topic, in the order of their partitions
     * @param mayHaveGaps of a compacted topic, which keeps the latest
     */
    static List<String> flaws(List<PublishedRecord> events, boolean mayHaveGaps) {
        var flaws = new ArrayList<String>();
        var last = new HashMap<String, PublishedRecord>();
        var seen = new HashSet<String>();
        for (var event : events) {
            if (!seen.add(event.subject() + " " + event.version())) {
                continue;
            }
            var before = last.put(event.subject(), event);
            if (before == null) {
                continue;
            }
            if (mayHaveGaps ? event.version() < before.version() : event.version() != before.version() + 1) {
                flaws.add("%s: version %d of %s comes after version %d"
                        .formatted(event.place(), event.version(), event.subject(), before.version()));
            }
            if (event.partition() != before.partition()) {
                flaws.add(
                        event.place() + ": " + event.subject() + " was in partition " + before.partition() + " before");
            }
        }
        return flaws;
    }
}

package shop.proof.prove.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import shop.proof.prove.history.Call;

/** Whether what one client read of one thing ever went back. */
final class MonotoneReads {

    private MonotoneReads() {}

    /**
     * Compares each call with those that were over before it began; calls side by side may see either state. A repeat of a keyed request
     * is left out as the later one of two: it is answered as the first one was, whatever has happened since.
     *
     * @param calls of one client about one thing, each with the version that it was answered
     * @return a sentence for each call that saw less than an earlier one
     */
    static List<String> flaws(List<Call> calls) {
        var byStart = calls.stream()
                .sorted(Comparator.comparingLong(Call::startNanos))
                .toList();
        var flaws = new ArrayList<String>();
        for (var later : byStart) {
            if (!later.key().isEmpty()) {
                continue;
            }
            byStart.stream()
                    .filter(earlier -> earlier.precedes(later))
                    .max(Comparator.comparingLong(call -> call.facts().version()))
                    .filter(earlier -> earlier.facts().version() > later.facts().version())
                    .ifPresent(earlier -> flaws.add("version %d by %s, then version %d by %s"
                            .formatted(
                                    earlier.facts().version(),
                                    earlier.brief(),
                                    later.facts().version(),
                                    later.brief())));
        }
        return flaws;
    }
}

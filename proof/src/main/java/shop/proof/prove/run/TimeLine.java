package shop.proof.prove.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What was seen during a run, and when: a clock that starts with the load. */
public final class TimeLine {

    private final long beganNanos;
    private final List<Sample> samples = new ArrayList<>();
    private final List<Backlog> backlogs = new ArrayList<>();
    private final List<Span> spans = new ArrayList<>();

    TimeLine(long beganNanos) {
        this.beganNanos = beganNanos;
    }

    /**
     * A request of a client.
     *
     * @param endNanos when its end was known, on the clock of {@link System#nanoTime()}
     * @param outcome the status and, of a refusal, its code; or why there is none
     * @param isError whether the client could not go on as it wished: no response, or one of 5xx
     */
    public record Sample(long endNanos, Duration took, String outcome, boolean isError) {}

    /**
     * Events that have not had their effect yet.
     *
     * @param records on the topics, before all consumers; -1 while the broker does not say
     * @param outbox committed and not published; -1 while the database does not say
     * @param oldest of those in an outbox
     */
    record Backlog(Duration at, long records, long outbox, Duration oldest) {}

    /** A fault, from its strike to its end. */
    record Span(String fault, Duration from, Duration to) {}

    /** A stretch of the run. */
    record Slice(Duration from, int calls, int errors, double p50Millis, double p99Millis) {}

    Duration now() {
        return Duration.ofNanos(System.nanoTime() - beganNanos);
    }

    synchronized void add(List<Sample> more) {
        samples.addAll(more);
    }

    synchronized void add(Backlog backlog) {
        backlogs.add(backlog);
    }

    synchronized void add(Span span) {
        spans.add(span);
    }

    synchronized List<Backlog> backlogs() {
        return List.copyOf(backlogs);
    }

    synchronized List<Span> spans() {
        return List.copyOf(spans);
    }

    synchronized int calls() {
        return samples.size();
    }

    /** How often each outcome was seen, by name. */
    synchronized Map<String, Integer> outcomes() {
        var counted = new TreeMap<String, Integer>();
        samples.forEach(sample -> counted.merge(sample.outcome(), 1, Integer::sum));
        return counted;
    }

    /** The outcomes that were errors, each with how many fell into each slice of this width. */
    synchronized Map<String, int[]> errors(Duration width) {
        var counted = new TreeMap<String, int[]>();
        var slices = slices(width).size();
        for (var sample : samples) {
            if (sample.isError()) {
                var at = slice(sample, width);
                counted.computeIfAbsent(sample.outcome(), _ -> new int[slices])[at]++;
            }
        }
        return counted;
    }

    /** The run in slices of this width, the quiet ones among them. */
    synchronized List<Slice> slices(Duration width) {
        var byNumber = new TreeMap<Integer, List<Sample>>();
        for (var sample : samples) {
            byNumber.computeIfAbsent(slice(sample, width), _ -> new ArrayList<>())
                    .add(sample);
        }
        var slices = new ArrayList<Slice>();
        var many = byNumber.isEmpty() ? 0 : byNumber.lastKey() + 1;
        for (var number = 0; number < many; number++) {
            slices.add(slice(width.multipliedBy(number), byNumber.getOrDefault(number, List.of())));
        }
        return slices;
    }

    /** The last stretch of this length, in a line. */
    synchronized String brief(Duration last) {
        var from = now().minus(last);
        var recent = samples.stream()
                .filter(sample -> at(sample).compareTo(from) >= 0)
                .toList();
        var slice = slice(from, recent);
        var errors = new TreeMap<String, Integer>();
        recent.stream().filter(Sample::isError).forEach(sample -> errors.merge(sample.outcome(), 1, Integer::sum));
        var backlog = backlogs.isEmpty() ? null : backlogs.getLast();
        return String.format(
                Locale.ROOT,
                "%5.1f calls/s  p50 %4.0f ms  p99 %5.0f ms  records waiting %s  outbox %s%s",
                slice.calls() * 1e9 / last.toNanos(),
                slice.p50Millis(),
                slice.p99Millis(),
                backlog == null || backlog.records() < 0 ? "?" : String.valueOf(backlog.records()),
                backlog == null || backlog.outbox() < 0 ? "?" : String.valueOf(backlog.outbox()),
                errors.isEmpty() ? "" : "  errors " + errors);
    }

    private static Slice slice(Duration from, List<Sample> within) {
        var sorted = within.stream()
                .mapToLong(sample -> sample.took().toNanos())
                .sorted()
                .toArray();
        return new Slice(
                from,
                sorted.length,
                (int) within.stream().filter(Sample::isError).count(),
                millis(sorted, 0.5),
                millis(sorted, 0.99));
    }

    private static double millis(long[] sorted, double part) {
        return sorted.length == 0 ? 0 : sorted[(int) Math.min(sorted.length - 1L, (long) (sorted.length * part))] / 1e6;
    }

    private int slice(Sample sample, Duration width) {
        return (int) Math.max(0, at(sample).dividedBy(width));
    }

    private Duration at(Sample sample) {
        return Duration.ofNanos(sample.endNanos() - beganNanos);
    }
}

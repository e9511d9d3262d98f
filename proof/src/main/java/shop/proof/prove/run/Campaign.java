package shop.proof.prove.run;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import shop.proof.prove.fault.Faults;
import shop.proof.prove.fault.Schedule;
import shop.proof.prove.fault.Strike;

/** Runs of consecutive seeds, one after the other, and what came of each. One that is violated or fails does not keep the others. */
final class Campaign {

    private static final Pattern RANGE = Pattern.compile("([0-9]{1,9})-([0-9]{1,9})");

    private final long first;
    private final long last;
    private final Map<String, Integer> drawn;
    private final int each;

    private Campaign(long first, long last, Map<String, Integer> drawn, int each) {
        this.first = first;
        this.last = last;
        this.drawn = drawn;
        this.each = each;
    }

    /** How one seed is run; nothing if that was not possible. */
    @FunctionalInterface
    interface Runner {
        Optional<Outcome> run(long seed) throws IOException, InterruptedException;
    }

    /**
     * Plans the runs.
     *
     * @param range the first and the last seed, with a hyphen between
     * @param named faults instead of those that the seeds draw
     * @param each how often each fault has to be drawn
     * @throws IllegalArgumentException if these seeds draw a fault less often than that
     */
    static Campaign of(String range, Duration load, Optional<List<String>> named, int each) {
        var match = RANGE.matcher(range);
        if (!match.matches()) {
            throw new IllegalArgumentException("--seeds " + range + " (expected: such as 1-40)");
        }
        var first = Long.parseLong(match.group(1));
        var last = Long.parseLong(match.group(2));
        if (last < first) {
            throw new IllegalArgumentException("--seeds " + range + " (expected: the lower one first)");
        }
        var drawn = new TreeMap<String, Integer>();
        named.orElseGet(Faults::all).forEach(kind -> drawn.put(kind, 0));
        for (var seed = first; seed <= last; seed++) {
            var strikes = named.isPresent() ? Schedule.of(named.get(), seed, load) : Schedule.draw(seed, load);
            strikes.stream().map(Strike::kind).forEach(kind -> drawn.merge(kind, 1, Integer::sum));
        }
        var rare = less(drawn, each);
        if (!rare.isEmpty()) {
            throw new IllegalArgumentException("--seeds %s draws these less than %d times: %s (expected: more seeds)"
                    .formatted(range, each, rare));
        }
        return new Campaign(first, last, drawn, each);
    }

    /** What the seeds draw, in a few lines. */
    List<String> planned() {
        var least = drawn.values().stream().mapToInt(Integer::intValue).min().orElse(0);
        return List.of("Seeds %d to %d: %d runs, each of %d faults is drawn %d times at least"
                .formatted(first, last, last - first + 1, drawn.size(), least));
    }

    /**
     * Carries all runs out and prints a line for each as it ends, and the whole table at the end.
     *
     * @param table where the table is kept; written after each run, so that what has been done is known however this ends
     * @return the exit code of {@code ./shop prove}
     */
    int run(Runner runner, PrintStream out, Path table) throws IOException, InterruptedException {
        var struck = new TreeMap<String, Integer>();
        drawn.keySet().forEach(kind -> struck.put(kind, 0));
        var rows = new ArrayList<String>();
        var violated = 0;
        var failed = 0;
        Files.writeString(table, "", StandardCharsets.UTF_8);
        for (var seed = first; seed <= last; seed++) {
            var outcome = runner.run(seed);
            outcome.ifPresent(one -> one.survived().forEach(name -> struck.merge(kind(name), 1, Integer::sum)));
            violated += outcome.filter(one -> !one.violations().isEmpty()).isPresent() ? 1 : 0;
            failed += outcome.filter(one -> one.failed().isEmpty()).isEmpty() ? 1 : 0;
            var row = row(seed, outcome);
            rows.add(row);
            out.println(row);
            Files.writeString(table, row + "\n", StandardCharsets.UTF_8, StandardOpenOption.APPEND);
        }
        var rare = less(struck, each);
        var summary = "%d runs, %d with violations, %d not carried out as planned; strikes: %s"
                .formatted(rows.size(), violated, failed, struck);
        out.println();
        rows.forEach(out::println);
        out.println(summary);
        if (!rare.isEmpty()) {
            out.println("struck less than " + each + " times: " + rare);
        }
        Files.writeString(table, summary + "\n", StandardCharsets.UTF_8, StandardOpenOption.APPEND);
        if (violated > 0) {
            return ProveCommand.VIOLATED;
        }
        return failed > 0 || !rare.isEmpty() ? ProveCommand.NOT_CARRIED_OUT : 0;
    }

    private static String row(long seed, Optional<Outcome> outcome) {
        return outcome.map(one -> "seed %d | %s | %s%s%s"
                        .formatted(
                                seed,
                                one.survived().isEmpty() ? "no fault" : String.join(", ", one.survived()),
                                one.violations().isEmpty()
                                        ? "0 violations"
                                        : one.violations().size() + " VIOLATIONS",
                                one.failed().isEmpty() ? "" : " | not carried out: " + String.join(", ", one.failed()),
                                one.skipped().isEmpty()
                                        ? ""
                                        : " | could not strike: " + String.join(", ", one.skipped())))
                .orElse("seed " + seed + " | the run could not be carried out");
    }

    private static List<String> less(Map<String, Integer> counts, int than) {
        return counts.entrySet().stream()
                .filter(entry -> entry.getValue() < than)
                .map(entry -> entry.getKey())
                .collect(Collectors.toList());
    }

    /** A fault is named after its kind, and after what it strikes. */
    private static String kind(String fault) {
        var colon = fault.indexOf(':');
        return colon < 0 ? fault : fault.substring(0, colon);
    }
}

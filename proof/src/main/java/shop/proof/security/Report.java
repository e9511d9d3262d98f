package shop.proof.security;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import shop.proof.security.Check.Line;
import shop.proof.security.Check.Outcome;
import shop.proof.security.Check.Verdict;

/** The table of a run, written check by check. */
final class Report {

    private static final int REQUEST = 66;
    private static final int EXPECTED = 34;
    private static final int ANSWER = 400;

    private final List<Outcome> outcomes = new ArrayList<>();
    private final PrintStream out;

    Report(PrintStream out) {
        this.out = out;
    }

    void add(Outcome outcome) {
        outcomes.add(outcome);
        out.printf(
                Locale.ROOT,
                "%n%-4s %-15s %s  ->  %s  (%.1f s)%n",
                outcome.check().number(),
                word(outcome.verdict()),
                outcome.check().sent(),
                outcome.check().expected(),
                outcome.took().toMillis() / 1000.0);
        if (!outcome.reason().isEmpty()) {
            out.println("       " + outcome.reason());
        }
        outcome.lines().forEach(this::print);
    }

    void end(long seed) {
        out.println();
        for (var verdict : Verdict.values()) {
            var numbers = outcomes.stream()
                    .filter(outcome -> outcome.verdict() == verdict)
                    .map(outcome -> outcome.check().number())
                    .toList();
            out.printf(Locale.ROOT, "%-15s %3d   %s%n", word(verdict), numbers.size(), String.join(" ", numbers));
        }
        out.println("Seed " + seed
                + "; the numbers are those of the table in RELIABILITY.md, A4 is a feature of PRODUCT.md.");
    }

    private void print(Line line) {
        out.printf(
                Locale.ROOT,
                "     %s %-" + REQUEST + "s  %-" + EXPECTED + "s  %s%n",
                line.ok() ? " " : "!",
                shortened(line.request(), REQUEST),
                shortened(line.expected(), EXPECTED),
                line.ok() ? shortened(line.answer(), ANSWER) : oneLine(line.answer()));
    }

    private static String word(Verdict verdict) {
        return switch (verdict) {
            case GREEN -> "green";
            case RED -> "RED";
            case NOT_APPLICABLE -> "not applicable";
        };
    }

    private static String shortened(String text, int length) {
        var line = oneLine(text);
        return line.length() <= length ? line : line.substring(0, length - 3) + "...";
    }

    /** Foreign text must not move the cursor of whoever reads the table. */
    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ").replaceAll("\\p{Cntrl}", "?");
    }
}

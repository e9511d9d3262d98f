package shop.proof.prove.check;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Checks every invariant of a shop at rest. */
public final class Checker {

    private Checker() {}

    /** One verdict for each invariant, in their order; one that cannot be checked is broken. */
    public static List<Verdict> check(Evidence evidence) throws InterruptedException {
        var verdicts = new ArrayList<Verdict>();
        for (var invariant : Invariants.all()) {
            verdicts.add(check(invariant, evidence));
        }
        return verdicts;
    }

    /** The verdict about one of them. */
    public static Verdict check(int number, Evidence evidence) throws InterruptedException {
        for (var invariant : Invariants.all()) {
            if (invariant.number() == number) {
                return check(invariant, evidence);
            }
        }
        throw new IllegalArgumentException("there is no invariant " + number);
    }

    private static Verdict check(Invariant invariant, Evidence evidence) throws InterruptedException {
        var findings = new Findings(invariant.number());
        try {
            invariant.check(evidence, findings);
        } catch (InterruptedException interrupted) {
            throw interrupted;
        } catch (Exception | AssertionError failed) {
            findings.violated("could not be checked: " + failed);
        }
        return findings.verdict(invariant.title());
    }

    /** How many violations there are altogether. */
    public static int violations(List<Verdict> verdicts) {
        return verdicts.stream()
                .mapToInt(verdict -> verdict.violations().size())
                .sum();
    }

    /** Prints a line for each invariant, with what was compared and what is wrong. */
    public static void print(List<Verdict> verdicts, PrintStream out) {
        for (var verdict : verdicts) {
            out.printf(
                    Locale.ROOT,
                    "%3d %-8s %-40s %8s checked  %s%n",
                    verdict.invariant(),
                    verdict.isKept() ? "kept" : "BROKEN",
                    verdict.title(),
                    verdict.checked() == 0 ? "NOTHING" : verdict.checked(),
                    verdict.note());
            verdict.violations().forEach(violation -> out.println("      ! " + violation.what()));
        }
    }
}

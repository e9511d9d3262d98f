package shop.proof.security;

import java.time.Duration;
import java.util.List;

/**
 * One check of a running fleet.
 *
 * @param number as the table in RELIABILITY.md has it; {@code A4} and the like are features of PRODUCT.md, {@code P1} and the like checks of the pages
 * @param sent what is tried, in one line
 * @param expected what a safe fleet answers, in one line
 * @param headStart begins what takes its time in the fleet, see {@link #start()}
 */
public record Check(String number, String sent, String expected, Procedure procedure, Runnable headStart) {

    /** What a check does to a fleet; what it finds goes to the trial. An error of any kind makes the check red. */
    @FunctionalInterface
    public interface Procedure {
        void run(Trial trial) throws Exception;
    }

    static Check of(int number, String sent, String expected, Procedure procedure) {
        return new Check(Integer.toString(number), sent, expected, procedure, () -> {});
    }

    /** The same with a head start. The procedure must do without: a check may be run that was never started. */
    Check startedBy(Runnable begin) {
        return new Check(number, sent, expected, procedure, begin);
    }

    /**
     * Lets the time begin that this check waits for, while others are run. It fails nothing: what went wrong is for {@link #run} to
     * say.
     */
    public void start() {
        headStart.run();
    }

    /** A check that has nothing to look at yet. */
    static Check notApplicable(int number, String sent, String expected, String reason) {
        return of(number, sent, expected, _ -> {
            throw new NotApplicableException(reason);
        });
    }

    /**
     * Does what the check does and judges it.
     *
     * @param seed what random choices come from
     */
    public Outcome run(long seed) {
        var trial = new Trial(number, seed);
        var began = System.nanoTime();
        try {
            procedure.run(trial);
            trial.requireLines();
        } catch (NotApplicableException absent) {
            return new Outcome(
                    this, Verdict.NOT_APPLICABLE, trial.lines(), String.valueOf(absent.getMessage()), since(began));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        } catch (Exception | AssertionError failed) {
            trial.failed(failed);
        } finally {
            trial.close();
        }
        var verdict = trial.lines().stream().allMatch(Line::ok) ? Verdict.GREEN : Verdict.RED;
        return new Outcome(this, verdict, trial.lines(), "", since(began));
    }

    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    public enum Verdict {
        GREEN,
        RED,
        NOT_APPLICABLE
    }

    /** One request and its answer, as the table shows them. */
    public record Line(String request, String expected, String answer, boolean ok) {}

    /**
     * What came of one check.
     *
     * @param reason why it is not applicable, else empty
     */
    public record Outcome(Check check, Verdict verdict, List<Line> lines, String reason, Duration took) {

        public Outcome {
            lines = List.copyOf(lines);
        }
    }

    /** The fleet has nothing that the check could try. */
    static final class NotApplicableException extends RuntimeException {
        NotApplicableException(String reason) {
            super(reason);
        }
    }
}

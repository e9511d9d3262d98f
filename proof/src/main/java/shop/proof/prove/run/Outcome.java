package shop.proof.prove.run;

import java.util.List;

/**
 * How a run ended.
 *
 * @param survived the faults that struck and were healed
 * @param failed those that did not strike or heal as they should, with what went wrong
 * @param skipped those that could not strike, with the reason
 * @param violations what does not hold that should; nothing is what is expected
 * @param repeat the command that does the same again
 */
record Outcome(
        long seed,
        int minutes,
        List<String> survived,
        List<String> failed,
        List<String> skipped,
        List<String> violations,
        String repeat) {

    Outcome {
        survived = List.copyOf(survived);
        failed = List.copyOf(failed);
        skipped = List.copyOf(skipped);
        violations = List.copyOf(violations);
    }
}

package shop.proof.prove.check;

import java.util.List;

/**
 * What came of checking one invariant.
 *
 * @param checked how many rows, records or calls were compared; 0 says that it had nothing to look at
 * @param note what else there is to say, such as a count that is allowed up to a bound
 */
public record Verdict(int invariant, String title, long checked, List<Violation> violations, String note) {

    public Verdict {
        violations = List.copyOf(violations);
    }

    public boolean isKept() {
        return violations.isEmpty();
    }
}

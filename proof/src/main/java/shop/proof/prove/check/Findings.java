package shop.proof.prove.check;

import java.util.ArrayList;
import java.util.List;

/** What the check of one invariant has found so far. */
final class Findings {

    private static final int MOST_LISTED = 50;

    private final int invariant;
    private final List<Violation> violations = new ArrayList<>();
    private long checked;
    private long unlisted;
    private String note = "";

    Findings(int invariant) {
        this.invariant = invariant;
    }

    void checked(long more) {
        checked += more;
    }

    void violated(String what) {
        if (violations.size() < MOST_LISTED) {
            violations.add(new Violation(invariant, what));
        } else {
            unlisted++;
        }
    }

    /** Counts a comparison, and notes what is wrong if it does not hold. */
    void require(boolean holds, String what) {
        checked++;
        if (!holds) {
            violated(what);
        }
    }

    void note(String more) {
        note = note.isEmpty() ? more : note + "; " + more;
    }

    Verdict verdict(String title) {
        var all = new ArrayList<>(violations);
        if (unlisted > 0) {
            all.add(new Violation(invariant, unlisted + " more of them"));
        }
        return new Verdict(invariant, title, checked, all, note);
    }
}

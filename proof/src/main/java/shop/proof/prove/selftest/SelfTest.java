package shop.proof.prove.selftest;

import java.io.PrintStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import shop.proof.prove.check.Checker;
import shop.proof.prove.check.Evidence;
import shop.proof.prove.check.Invariants;
import shop.proof.prove.check.Violation;

/**
 * Plants violations in the stores of a shop at rest, one at a time, and requires that each is found by its own invariant and by name.
 * What is changed in a database is changed within a transaction that the checker's own connection sees and that is rolled back: no
 * service ever reads it, no timer acts on it, and nothing is left of it. Records that are planted in a topic
 * stay there, so they come last, and a shop that was tried in this way is not checked again.
 */
public final class SelfTest {

    private final Evidence evidence;
    private final PrintStream out;

    public SelfTest(Evidence evidence, PrintStream out) {
        this.evidence = evidence;
        this.out = out;
    }

    /**
     * Plants all and prints a line for each.
     *
     * @return whether each planted violation was found, every invariant had one, and the shop is afterwards as it was before
     */
    public boolean run() throws Exception {
        var undone = new ArrayList<Plant>(Plants.inTheStores());
        undone.addAll(Plants.inTheLog());
        undone.addAll(Plants.elsewhere());
        var found = count(undone);
        var left = Checker.violations(Checker.check(evidence.fresh()));
        out.println(left + " violations after all that was undone (expected: 0)");
        var staying = Plants.inTheTopics();
        found += count(staying);
        var plants = new ArrayList<>(undone);
        plants.addAll(staying);
        var without = without(plants);
        without.forEach(number -> out.println("invariant " + number + " has no planted violation"));
        out.println(found + " of " + plants.size() + " planted violations found");
        return found == plants.size() && without.isEmpty() && left == 0;
    }

    private int count(List<Plant> plants) throws Exception {
        var count = 0;
        for (var plant : plants) {
            var found = find(plant);
            count += found == null ? 0 : 1;
            out.printf(
                    Locale.ROOT,
                    "%3d %-7s %-55s %s%n",
                    plant.invariant(),
                    found == null ? "MISSED" : "found",
                    plant.what(),
                    found == null ? "" : shortened(found.what()));
        }
        return count;
    }

    /** The violation that names what was planted; null if there is none. */
    private @Nullable Violation find(Plant plant) throws Exception {
        var stores = evidence.stores();
        stores.begin();
        Plant.Undo undo = () -> {};
        try {
            var planted = plant.procedure().plant(evidence.fresh());
            undo = planted.undo();
            if (planted.name().isEmpty()) {
                out.println("    there is nothing to plant it in");
                return null;
            }
            return Checker.check(plant.invariant(), planted.evidence()).violations().stream()
                    .filter(violation -> violation.what().contains(planted.name()))
                    .findFirst()
                    .orElse(null);
        } catch (SQLException refused) {
            out.println("    could not be planted: " + refused.getMessage());
            return null;
        } finally {
            stores.rollback();
            undo.undo();
        }
    }

    private static Set<Integer> without(List<Plant> plants) {
        var planted = plants.stream().map(Plant::invariant).collect(Collectors.toSet());
        return Invariants.numbers().stream()
                .filter(number -> !planted.contains(number))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String shortened(String text) {
        return text.length() <= 110 ? text : text.substring(0, 107) + "...";
    }
}

package shop.proof.security;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** All checks, in the order in which they are run: by number, and last those that take something away from the others. */
public final class SecurityChecks {

    private SecurityChecks() {}

    public static List<Check> all() {
        var checks = new ArrayList<Check>();
        checks.addAll(TokenChecks.all());
        checks.addAll(SessionChecks.all());
        checks.addAll(PasswordChecks.all());
        checks.add(Matrix.check());
        checks.addAll(AccessChecks.all());
        checks.addAll(GraphQlChecks.all());
        checks.addAll(InputChecks.all());
        checks.addAll(EdgeChecks.all());
        checks.addAll(MoneyChecks.all());
        checks.addAll(PageChecks.all());
        checks.addAll(AvatarChecks.all());
        checks.addAll(ImportChecks.all());
        checks.addAll(TraceChecks.all());
        checks.addAll(Fuzz.checks());
        checks.sort(Comparator.comparing(Check::number, SecurityChecks::byNumber));
        checks.add(KeyChecks.rotation());
        checks.add(SessionChecks.afterACrash());
        return List.copyOf(checks);
    }

    /**
     * Those of these numbers, in the order in which all are run.
     *
     * @throws IllegalArgumentException if there is no check of some number
     */
    public static List<Check> only(Collection<String> numbers) {
        var known = all().stream().map(Check::number).toList();
        for (var number : numbers) {
            if (!known.contains(number)) {
                throw new IllegalArgumentException("no check " + number + " (known: " + String.join(", ", known) + ")");
            }
        }
        return all().stream().filter(check -> numbers.contains(check.number())).toList();
    }

    private static int byNumber(String one, String other) {
        return Integer.compare(value(one), value(other));
    }

    private static int value(String number) {
        return number.matches("[0-9]+") ? Integer.parseInt(number) : Integer.MAX_VALUE;
    }
}

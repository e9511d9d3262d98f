package shop.proof.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import shop.proof.Alone;
import shop.proof.security.Check.Line;
import shop.proof.security.Check.Verdict;

/** The checks of {@code ./shop check security}, each as a test. */
@Tag("security")
@Alone
class SecurityJourney {

    private final long seed = Long.getLong("shop.seed", System.nanoTime());

    @TestFactory
    Stream<DynamicTest> checks() {
        var checks = SecurityChecks.all();
        checks.forEach(Check::start);
        return checks.stream()
                .map(check -> DynamicTest.dynamicTest(check.number() + " " + check.sent(), () -> run(check)));
    }

    private void run(Check check) {
        var outcome = check.run(seed);
        Assumptions.assumeTrue(outcome.verdict() != Verdict.NOT_APPLICABLE, outcome.reason());
        assertThat(outcome.lines().stream().filter(line -> !line.ok()).map(Line::toString))
                .as("%s -> %s, seed %d", check.sent(), check.expected(), seed)
                .isEmpty();
    }
}

package shop.proof.security;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import shop.proof.security.Check.Outcome;
import shop.proof.security.Check.Verdict;
import tools.jackson.databind.json.JsonMapper;

/** Runs the checks against the fleet that runs, and prints each request with its answer. */
@Command(
        name = "security",
        mixinStandardHelpOptions = true,
        description = "The security checks of RELIABILITY.md, each with request and answer.")
public final class SecurityCommand implements Callable<Integer> {

    @Option(names = "--only", split = ",", paramLabel = "NUMBER", description = "Only these checks, such as 13,14.")
    private List<String> only = List.of();

    @Option(names = "--json", description = "Print one JSON document instead of the table.")
    private boolean json;

    @Option(names = "--seed", description = "What random choices come from. Default: another one each time.")
    private @Nullable Long seed;

    @Override
    public Integer call() {
        List<Check> checks;
        try {
            checks = only.isEmpty() ? SecurityChecks.all() : SecurityChecks.only(only);
        } catch (IllegalArgumentException unknown) {
            System.err.println(unknown.getMessage());
            return 2;
        }
        var from = seed == null ? System.nanoTime() : seed;
        var report = new Report(System.out);
        var outcomes = new ArrayList<Outcome>();
        checks.forEach(Check::start);
        for (var check : checks) {
            var outcome = check.run(from);
            outcomes.add(outcome);
            if (!json) {
                report.add(outcome);
            }
        }
        if (json) {
            System.out.println(document(outcomes, from));
        } else {
            report.end(from);
        }
        return outcomes.stream().anyMatch(outcome -> outcome.verdict() == Verdict.RED) ? 1 : 0;
    }

    private static String document(List<Outcome> outcomes, long seed) {
        var checks = outcomes.stream()
                .map(outcome -> new CheckBody(
                        outcome.check().number(),
                        outcome.check().sent(),
                        outcome.check().expected(),
                        outcome.verdict(),
                        outcome.reason(),
                        outcome.took().toMillis() / 1000.0,
                        outcome.lines()))
                .toList();
        return JsonMapper.shared()
                .writerWithDefaultPrettyPrinter()
                .writeValueAsString(Map.of("seed", seed, "checks", checks));
    }

    private record CheckBody(
            String number,
            String sent,
            String expected,
            Verdict verdict,
            String reason,
            double seconds,
            List<Check.Line> lines) {}
}

package shop.proof.prove.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CampaignTest {

    private static final Duration LOAD = Duration.ofMinutes(1);
    private static final Optional<List<String>> DRAWN = Optional.empty();

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    @Test
    void fortySeedsDrawEachFaultFiveTimesAtLeast() {
        assertThat(Campaign.of("1-40", LOAD, DRAWN, 5).planned().getFirst())
                .matches("Seeds 1 to 40: 40 runs, each of [0-9]+ faults is drawn [5-9] times at least");
    }

    @Test
    void tooFewSeedsForEachFaultAreRefusedBeforeAnythingRuns() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Campaign.of("1-3", LOAD, DRAWN, 1))
                .withMessageContainingAll("1-3", "less than 1 times", "expected: more seeds");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7", "9-7", "a-b", "1-", "-3", "1-2-3", "1..4"})
    void whatIsNoRangeIsRefused(String range) {
        assertThatIllegalArgumentException().isThrownBy(() -> Campaign.of(range, LOAD, DRAWN, 0));
    }

    @Test
    void oneViolatedSeedMakesTheCampaignFailAndKeepsNoOther() throws Exception {
        var seen = new ArrayList<Long>();

        var code = run(campaign(0), seed -> {
            seen.add(seed);
            return Optional.of(
                    outcome(seed, List.of("kill-broker"), seed == 2 ? List.of("4: charged twice") : List.of()));
        });

        assertThat(code).isEqualTo(1);
        assertThat(seen).containsExactly(1L, 2L, 3L);
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains(
                        "seed 1 | kill-broker | 0 violations",
                        "seed 2 | kill-broker | 1 VIOLATIONS",
                        "3 runs, 1 with violations");
        assertThat(Files.readString(folder.resolve("table"))).contains("seed 1 |", "seed 2 |", "seed 3 |");
    }

    @Test
    void aRunThatWasNotCarriedOutIsNoSuccess() throws Exception {
        assertThat(run(
                        campaign(0),
                        seed -> seed == 3 ? Optional.empty() : Optional.of(outcome(seed, List.of(), List.of()))))
                .isEqualTo(2);
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("seed 3 | the run could not be carried out");
    }

    @Test
    void aFaultThatStruckTooSeldomIsNoSuccess() throws Exception {
        assertThat(run(campaign(3), seed -> Optional.of(outcome(seed, List.of("kill-broker"), List.of()))))
                .isZero();
        assertThat(run(
                        campaign(3),
                        seed -> Optional.of(
                                outcome(seed, seed == 2 ? List.of() : List.of("kill-broker: again"), List.of()))))
                .isEqualTo(2);
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("struck less than 3 times: [kill-broker]");
    }

    private static Campaign campaign(int each) {
        return Campaign.of("1-3", LOAD, Optional.of(List.of("kill-broker")), each);
    }

    private int run(Campaign campaign, Campaign.Runner runner) throws IOException, InterruptedException {
        return campaign.run(runner, new PrintStream(printed, true, StandardCharsets.UTF_8), folder.resolve("table"));
    }

    private static Outcome outcome(long seed, List<String> survived, List<String> violations) {
        return new Outcome(seed, 1, survived, List.of(), List.of(), violations, "again");
    }
}

package shop.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;

class PatienceTest {

    @Test
    void whatCannotBeToldYetIsAskedAgain() {
        var answers = new ArrayDeque<Runnable>(List.of(
                () -> {
                    throw new AssertionError("503, expected 200");
                },
                () -> {
                    throw new UncheckedIOException(new ConnectException("refused"));
                },
                () -> {}));

        Patience.await("an answer").until(() -> {
            answers.remove().run();
            return true;
        });

        assertThat(answers).isEmpty();
    }

    @Test
    void whatIsNeverToldIsReportedWithItsLastFailure() {
        assertThatThrownBy(() -> Patience.await("an answer")
                        .atMost(Duration.ofMillis(300))
                        .until(() -> {
                            throw new AssertionError("404, expected 200");
                        }))
                .isInstanceOf(ConditionTimeoutException.class)
                .hasMessageContaining("an answer")
                .hasRootCauseMessage("404, expected 200");
    }
}

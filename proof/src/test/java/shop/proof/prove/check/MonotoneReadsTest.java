package shop.proof.prove.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import shop.proof.prove.history.CallSamples;
import shop.proof.prove.history.Facts;
import shop.proof.prove.history.Intent;

class MonotoneReadsTest {

    @Test
    void readsThatGoForwardAreRight() {
        var calls = List.of(CallSamples.read(1, 1), CallSamples.read(2, 1), CallSamples.read(3, 4));

        assertThat(MonotoneReads.flaws(calls)).isEmpty();
    }

    @Test
    void aReadThatGoesBackIsFound() {
        var calls = List.of(CallSamples.read(1, 1), CallSamples.read(2, 3), CallSamples.read(3, 2));

        assertThat(MonotoneReads.flaws(calls)).singleElement().asString().contains("version 3", "version 2");
    }

    @Test
    void itIsTheStartThatCountsAndNotTheOrderInTheLog() {
        var calls = List.of(CallSamples.read(3, 3), CallSamples.read(1, 1), CallSamples.read(2, 2));

        assertThat(MonotoneReads.flaws(calls)).isEmpty();
    }

    @Test
    void readsSideBySideMaySeeEitherState() {
        var first = CallSamples.lasting(CallSamples.read(1, 3), 0, 100);
        var second = CallSamples.lasting(CallSamples.read(2, 2), 50, 150);

        assertThat(MonotoneReads.flaws(List.of(first, second))).isEmpty();
    }

    @Test
    void aReadBehindTwoSideBySideSeesTheLaterOne() {
        var first = CallSamples.lasting(CallSamples.read(1, 3), 0, 100);
        var second = CallSamples.lasting(CallSamples.read(2, 2), 50, 150);
        var third = CallSamples.lasting(CallSamples.read(3, 2), 200, 300);

        assertThat(MonotoneReads.flaws(List.of(first, second, third))).hasSize(1);
    }

    @Test
    void aRepeatUnderAKeyIsAnsweredAsBefore() {
        var repeat = CallSamples.answered(
                2, Intent.ORDER, "k-1", 201, "", Facts.NONE.withOrder("o-1").withStatus("PENDING", "UNPAID", 1));

        assertThat(MonotoneReads.flaws(List.of(CallSamples.read(1, 3), repeat))).isEmpty();
    }
}

package shop.recommendations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import shop.recommendations.Evaluation.Case;
import shop.recommendations.Evaluation.Cases;

class EvaluationTest {

    @Test
    void countsHitsByTheirPlace() {
        var cases = List.of(new Case(List.of(1), 2), new Case(List.of(1), 3), new Case(List.of(1), 9));

        var result = Evaluation.measure(cases, _ -> List.of(2, 3), 10);

        assertThat(result.hits()).containsExactly(1, 1, 0);
        assertThat(result.gains()[0]).isEqualTo(1);
        assertThat(result.gains()[1]).isCloseTo(1 / 1.585, within(0.001));
        assertThat(result.coverage()).isEqualTo(0.2);
    }

    @Test
    void whatComesAfterTheTenthPlaceIsNotShown() {
        var result = Evaluation.measure(
                List.of(new Case(List.of(50), 10)),
                _ -> IntStream.range(0, 20).boxed().toList(),
                100);

        assertThat(result.hits()).containsExactly(0);
        assertThat(result.coverage()).isEqualTo(0.1);
    }

    @Test
    void hidesOneItemOfEachPurchaseOfTwoOrMore() {
        var cases = Cases.of(List.of(new int[] {1, 2, 3}, new int[] {4}, new int[] {5, 6}), 7);

        assertThat(cases.completing()).hasSize(2);
        assertThat(cases.productPage()).hasSize(2);
        assertThat(cases.completing())
                .allSatisfy(one -> assertThat(one.basket()).doesNotContain(one.hidden()));
        assertThat(cases.productPage()).allSatisfy(one -> {
            assertThat(one.basket()).hasSize(1);
            assertThat(one.basket()).doesNotContain(one.hidden());
        });
        assertThat(Cases.of(List.of(new int[] {1, 2, 3}), 7)).isEqualTo(Cases.of(List.of(new int[] {1, 2, 3}), 7));
    }

    @Test
    void theIntervalHoldsTheMeanAndIsTheSameForTheSameSeed() {
        var values = IntStream.range(0, 400)
                .mapToDouble(number -> number % 4 == 0 ? 1 : 0)
                .toArray();

        var estimate = Evaluation.bootstrap(values, 7);

        assertThat(estimate.mean()).isEqualTo(0.25);
        // The standard error is 0.0217.
        assertThat(estimate.low()).isBetween(0.19, 0.22);
        assertThat(estimate.high()).isBetween(0.28, 0.31);
        assertThat(Evaluation.bootstrap(values, 7)).isEqualTo(estimate);
    }

    @Test
    void comparesTwoModelsCaseByCase() {
        var cases =
                IntStream.range(0, 100).mapToObj(_ -> new Case(List.of(1), 2)).toList();
        var good = Evaluation.measure(cases, _ -> List.of(2), 10);
        var bad = Evaluation.measure(cases, _ -> List.of(3), 10);

        assertThat(good.hitRateAbove(bad, 7).low()).isEqualTo(1);
        assertThat(good.hitRateAbove(good, 7).high()).isZero();
    }
}

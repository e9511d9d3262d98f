package shop.order.domain.risk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RiskModelTest {

    static final RiskModel MODEL = new RiskModel(
            "v7",
            -2,
            Map.of(
                    RiskFeature.DECLINES, new RiskModel.Term(1, 2, 3),
                    RiskFeature.ODD_HOUR, new RiskModel.Term(0, 1, 0.5)),
            List.of(new RiskModel.Rule(
                    "both", "both at once", 0.9, Map.of(RiskFeature.DECLINES, 2.0, RiskFeature.CARD_ACCOUNTS, 1.0))));

    @Test
    void isLogisticInStandardizedFeatures() {
        var score = MODEL.assess(new RiskFeatures(Map.of(RiskFeature.DECLINES, 5.0, RiskFeature.ODD_HOUR, 1.0)));

        assertThat(score.score()).isCloseTo(1 / (1 + Math.exp(-(-2 + 3 * (5.0 - 1) / 2 + 0.5))), within(1e-12));
        assertThat(score.model()).isEqualTo("v7");
        assertThat(score.reasons()).extracting(RiskScore.Reason::code).containsExactly("declines", "odd_hour");
    }

    @Test
    void whatIsNotKnownCountsAsUsual() {
        assertThat(MODEL.assess(new RiskFeatures(Map.of())).score())
                .isEqualTo(MODEL.assess(new RiskFeatures(Map.of(RiskFeature.DECLINES, 1.0, RiskFeature.ODD_HOUR, 0.0)))
                        .score())
                .isCloseTo(1 / (1 + Math.exp(2)), within(1e-12));
    }

    @Test
    void aRuleHoldsOnlyIfAllOfItIsKnownAndLargeEnough() {
        var one = new RiskFeatures(Map.of(RiskFeature.DECLINES, 2.0));
        var small = new RiskFeatures(Map.of(RiskFeature.DECLINES, 2.0, RiskFeature.CARD_ACCOUNTS, 0.9));
        var both = new RiskFeatures(Map.of(RiskFeature.DECLINES, 2.0, RiskFeature.CARD_ACCOUNTS, 1.0));

        assertThat(MODEL.assess(one).score()).isLessThan(0.5);
        assertThat(MODEL.assess(small).score()).isLessThan(0.5);
        assertThat(MODEL.assess(both).score()).isEqualTo(0.9);
        assertThat(MODEL.assess(both).reasons().getFirst().code()).isEqualTo("both");
        assertThat(MODEL.assess(both).sentence()).contains("0.90", "v7", "both at once");
    }

    @Test
    void aRuleDoesNotMakeAScoreLower() {
        var worse = new RiskFeatures(Map.of(RiskFeature.DECLINES, 9.0, RiskFeature.CARD_ACCOUNTS, 1.0));

        assertThat(MODEL.assess(worse).score()).isGreaterThan(0.99);
    }

    @Test
    void whatIsNoModelIsRefused() {
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> new RiskModel.Term(0, 0, 1));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new RiskModel.Rule("empty", "", 0.5, Map.of()));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new RiskModel.Rule("high", "", 1.5, Map.of(RiskFeature.DECLINES, 1.0)));
    }
}

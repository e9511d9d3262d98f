package shop.order.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import shop.order.domain.risk.RiskAssessment;
import shop.order.domain.risk.RiskFeatures;
import shop.order.domain.risk.RiskMoment;
import shop.order.domain.risk.RiskScore;

/**
 * How risky an order was found to be at one moment; for staff only.
 *
 * @param score 0 to 1; null if it was not made in time, and then the order passed
 * @param returnScore how likely the goods come back; it holds no order
 * @param held whether the order was put on hold for it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RiskBody(
        @Schema(implementation = RiskMoment.class) String moment,
        @Nullable Double score,
        @Nullable String model,
        List<Reason> reasons,
        @Nullable Double returnScore,
        @Nullable String returnModel,
        boolean held,
        Map<String, Double> features,
        Instant assessedAt) {

    static RiskBody of(RiskAssessment assessment) {
        var fraud = assessment.fraud();
        var returns = assessment.returns();
        var features = new TreeMap<String, Double>();
        assessment.features().values().forEach((feature, value) -> features.put(feature.code(), value));
        return new RiskBody(
                assessment.moment().name(),
                fraud == null ? null : fraud.score(),
                fraud == null ? null : fraud.model(),
                fraud == null
                        ? List.of()
                        : fraud.reasons().stream()
                                .map(reason -> Reason.of(reason, assessment.features()))
                                .toList(),
                returns == null ? null : returns.score(),
                returns == null ? null : returns.model(),
                assessment.held(),
                features,
                assessment.at());
    }

    /**
     * Why the score is what it is.
     *
     * @param code of the feature or of the rule, for words in other languages
     * @param text the same in English
     * @param count of a feature that counts something: how many
     * @param contribution null for a rule
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "RiskReason")
    record Reason(
            String code,
            String text,
            @Nullable Long count,
            @Nullable Double contribution) {
        static Reason of(RiskScore.Reason reason, RiskFeatures features) {
            return new Reason(
                    reason.code(), reason.text(), features.count(reason.code()).orElse(null), reason.contribution());
        }
    }
}

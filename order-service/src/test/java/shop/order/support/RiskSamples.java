package shop.order.support;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import shop.order.application.AssessRisk;
import shop.order.application.RiskAssessments;
import shop.order.application.RiskPolicy;
import shop.order.domain.risk.RiskFeature;
import shop.order.domain.risk.RiskModel;

/** A model that is easy to calculate with: each further account at the address, or with the card, makes an order riskier. */
public final class RiskSamples {

    /** Long enough for a machine that is busy. */
    public static final Duration PATIENT = Duration.ofMinutes(1);

    private RiskSamples() {}

    public static RiskModel model() {
        return new RiskModel(
                "test-v1",
                -4,
                Map.of(
                        RiskFeature.ADDRESS_ACCOUNTS, new RiskModel.Term(0, 1, 2),
                        RiskFeature.DECLINES, new RiskModel.Term(0, 1, 1),
                        RiskFeature.COUNTRY_MISMATCH, new RiskModel.Term(0, 1, 6)),
                List.of(new RiskModel.Rule(
                        "card_velocity",
                        "many accounts with one card",
                        0.9,
                        Map.of(RiskFeature.CARD_ACCOUNTS, Math.log1p(4)))));
    }

    public static RiskPolicy policy(boolean enabled, Duration deadline) {
        return new RiskPolicy(
                enabled,
                model(),
                model(),
                0.8,
                deadline,
                Duration.ofDays(2),
                ZoneOffset.UTC,
                Set.of(),
                List.of("shared"));
    }

    public static AssessRisk assessing(RiskAssessments assessments, Duration deadline) {
        return new AssessRisk(assessments, policy(true, deadline), Clock.systemUTC(), new SimpleMeterRegistry());
    }

    public static AssessRisk off() {
        return new AssessRisk(
                new InMemoryRiskAssessments(), policy(false, PATIENT), Clock.systemUTC(), new SimpleMeterRegistry());
    }
}

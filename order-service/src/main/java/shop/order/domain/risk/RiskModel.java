package shop.order.domain.risk;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Rules and logistic weights, as their file has them. The score is the highest of the logistic one and those of the rules that hold.
 *
 * @param version of the file, stored with every score
 * @param intercept the score, before it is made a probability, of an order of which every feature is usual
 * @param terms a feature that the model does not weigh is not here
 */
public record RiskModel(String version, double intercept, Map<RiskFeature, Term> terms, List<Rule> rules) {

    /** A feature that adds less than this to the score is no reason. */
    private static final double LEAST_REASON = 0.25;

    public RiskModel {
        terms = Map.copyOf(terms);
        rules = List.copyOf(rules);
    }

    /**
     * A weight.
     *
     * @param mean what is usual
     * @param deviation by which the distance from that is divided
     */
    public record Term(double mean, double deviation, double weight) {

        public Term {
            if (!(deviation > 0)) {
                throw new IllegalArgumentException("deviation: " + deviation + " (expected: above 0)");
            }
        }

        double contribution(double value) {
            return weight * (value - mean) / deviation;
        }
    }

    /**
     * Holds if all its features are known and at least so large.
     *
     * @param score what an order gets for which it holds
     */
    public record Rule(String code, String text, double score, Map<RiskFeature, Double> atLeast) {

        public Rule {
            atLeast = Map.copyOf(atLeast);
            if (atLeast.isEmpty() || !(score >= 0 && score <= 1)) {
                throw new IllegalArgumentException("rule " + code + ": " + score + " for " + atLeast
                        + " (expected: 0 to 1, for a feature at least)");
            }
        }

        boolean holds(RiskFeatures features) {
            return atLeast.entrySet().stream().allMatch(bound -> {
                var value = features.values().get(bound.getKey());
                return value != null && value >= bound.getValue();
            });
        }
    }

    public RiskScore assess(RiskFeatures features) {
        var reasons = new ArrayList<RiskScore.Reason>();
        var sum = intercept;
        for (var feature : RiskFeature.values()) {
            var term = terms.get(feature);
            var value = features.values().get(feature);
            if (term == null || value == null) {
                continue;
            }
            var contribution = term.contribution(value);
            sum += contribution;
            if (contribution >= LEAST_REASON) {
                reasons.add(new RiskScore.Reason(feature.code(), feature.text(), contribution));
            }
        }
        reasons.sort(Comparator.comparingDouble(RiskScore.Reason::contribution).reversed());
        var score = 1 / (1 + Math.exp(-sum));
        for (var rule : rules) {
            if (rule.holds(features)) {
                reasons.addFirst(new RiskScore.Reason(rule.code(), rule.text(), null));
                score = Math.max(score, rule.score());
            }
        }
        return new RiskScore(version, score, reasons);
    }
}

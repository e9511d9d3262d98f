package shop.order.domain.risk;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How risky an order is, and why. For staff only.
 *
 * @param model the version of the model
 * @param score 0 to 1
 * @param reasons rules first, then the features that made it higher, the strongest first
 */
public record RiskScore(String model, double score, List<Reason> reasons) {

    private static final int MOST_IN_A_SENTENCE = 3;

    public RiskScore {
        reasons = List.copyOf(reasons);
    }

    /**
     * One reason.
     *
     * @param contribution to the score before it is made a probability; null for a rule
     */
    public record Reason(String code, String text, @Nullable Double contribution) {}

    public String sentence() {
        return "risk score %.2f of model %s".formatted(score, model)
                + (reasons.isEmpty()
                        ? ""
                        : ": "
                                + reasons.stream()
                                        .limit(MOST_IN_A_SENTENCE)
                                        .map(Reason::text)
                                        .collect(Collectors.joining("; ")));
    }
}

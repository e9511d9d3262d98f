package shop.order.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import shop.order.domain.risk.RiskFeature;
import shop.order.domain.risk.RiskModel;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A model as its file has it; a name that is not known, of a field or of a feature, fails the start.
 *
 * @param about for whoever reads the file: on what it was trained, how, and with what result
 */
public record RiskModelFile(
        String version, List<String> about, double intercept, Map<String, Weight> weights, List<RuleEntry> rules) {

    /** The model of fraud that this build has. */
    public static RiskModel shippedFraud() {
        return shipped("/risk/model-v1.json");
    }

    /** The model of returns that this build has. */
    public static RiskModel shippedReturns() {
        return shipped("/risk/return-model-v1.json");
    }

    private static RiskModel shipped(String file) {
        try (var json = RiskModelFile.class.getResourceAsStream(file)) {
            return read(Objects.requireNonNull(json, file)).toModel();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(file, unreadable);
        }
    }

    static RiskModelFile read(InputStream json) {
        return JsonMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build()
                .readValue(json, RiskModelFile.class);
    }

    public RiskModel toModel() {
        var terms = new EnumMap<RiskFeature, RiskModel.Term>(RiskFeature.class);
        weights.forEach((code, weight) ->
                terms.put(feature(code), new RiskModel.Term(weight.mean(), weight.deviation(), weight.weight())));
        return new RiskModel(
                version,
                intercept,
                terms,
                rules.stream()
                        .map(rule -> new RiskModel.Rule(
                                rule.code(),
                                rule.text(),
                                rule.score(),
                                rule.atLeast().entrySet().stream()
                                        .collect(Collectors.toMap(
                                                bound -> feature(bound.getKey()),
                                                bound -> feature(bound.getKey()).isCount()
                                                        ? Math.log1p(bound.getValue())
                                                        : bound.getValue()))))
                        .toList());
    }

    private static RiskFeature feature(String code) {
        return RiskFeature.of(code)
                .orElseThrow(() -> new IllegalArgumentException("feature: " + code + " (expected: one of "
                        + List.of(RiskFeature.values()).stream()
                                .map(RiskFeature::code)
                                .toList() + ")"));
    }

    public record Weight(double mean, double deviation, double weight) {}

    /**
     * A rule.
     *
     * @param atLeast counts as people count, not their logarithms
     */
    public record RuleEntry(String code, String text, double score, Map<String, Double> atLeast) {}
}

package shop.order.persistence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;
import shop.kernel.PackedText;
import shop.order.domain.risk.RiskFeature;
import shop.order.domain.risk.RiskFeatures;
import shop.order.domain.risk.RiskScore;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * What was found of an order, as it is stored: two are written with each order, and nearly all of them are the names and sentences of the
 * features, which a dictionary knows.
 */
final class PackedFindings {

    private static final ClassPathResource DICTIONARY = new ClassPathResource("risk/findings-1.txt");
    private static final JsonMapper JSON = new JsonMapper();
    private static final TypeReference<Map<String, Double>> FEATURES = new TypeReference<>() {};

    private final PackedText texts;

    /** A dictionary that was ever used is never changed: one that serves better gets a file of its own, and stands behind it here. */
    PackedFindings() {
        try {
            texts = new PackedText(
                    DICTIONARY.getContentAsString(StandardCharsets.UTF_8).strip());
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read " + DICTIONARY, unreadable);
        }
    }

    /**
     * What models found.
     *
     * @param fraud null if it was not found in time
     */
    record Findings(
            RiskFeatures features,
            @Nullable RiskScore fraud,
            @Nullable RiskScore returns) {}

    private record Stored(
            Map<String, Double> features,
            @Nullable RiskScore fraud,
            @Nullable RiskScore returns) {}

    byte[] pack(Findings findings) {
        var named = new LinkedHashMap<String, Double>();
        findings.features().values().forEach((feature, value) -> named.put(feature.code(), value));
        return texts.pack(JSON.writeValueAsString(new Stored(named, findings.fraud(), findings.returns())));
    }

    Findings unpack(byte[] packed) {
        var stored = JSON.readValue(texts.unpack(packed), Stored.class);
        return new Findings(features(stored.features()), stored.fraud(), stored.returns());
    }

    /** A feature that another version stores, and this one does not know, is left out. */
    private static RiskFeatures features(Map<String, Double> named) {
        var values = new EnumMap<RiskFeature, Double>(RiskFeature.class);
        named.forEach((code, value) -> RiskFeature.of(code).ifPresent(feature -> values.put(feature, value)));
        return new RiskFeatures(values);
    }

    RiskFeatures features(String json) {
        return features(JSON.readValue(json, FEATURES));
    }

    @Nullable RiskScore score(@Nullable String json) {
        return json == null ? null : JSON.readValue(json, RiskScore.class);
    }
}

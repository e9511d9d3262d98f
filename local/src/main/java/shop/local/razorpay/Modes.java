package shop.local.razorpay;

import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How the sandbox misbehaves on purpose.
 *
 * @param decline the reason that every payment is refused with, or null for none
 * @param webhookLostRatio the share of webhooks that are never sent, 0 to 1
 * @param webhookDuplicateRatio the share of webhooks that are sent twice, 0 to 1
 * @param webhookBadSignatureRatio the share of webhooks that are sent once more before, with a signature that is not ours, 0 to 1
 * @param webhookReorder whether webhooks overtake each other, by up to two seconds
 * @param webhookDelaySeconds how long every webhook is held back
 * @param latencyMillis how long every API call takes at least
 * @param outage whether every API call fails with 500 before it does anything
 * @param lostAnswerRatio the share of API calls that do their work and then cut the connection without an answer, 0 to 1
 * @param rateLimitRatio the share of API calls that are refused with 429 before they do anything, 0 to 1
 * @param refundDelaySeconds how long a refund stays pending; 0 for one that is processed at once
 * @param refundFails whether a refund ends as failed
 * @param refundFailsAfterSeconds how long after it was processed a refund fails; 0 for never
 * @param feePercent what Razorpay keeps of a payment
 */
record Modes(
        @Nullable String decline,
        double webhookLostRatio,
        double webhookDuplicateRatio,
        double webhookBadSignatureRatio,
        boolean webhookReorder,
        int webhookDelaySeconds,
        int latencyMillis,
        boolean outage,
        double lostAnswerRatio,
        double rateLimitRatio,
        int refundDelaySeconds,
        boolean refundFails,
        int refundFailsAfterSeconds,
        int feePercent) {

    static final Modes NONE = read(Json.object());

    private static final int LONGEST_DELAY_SECONDS = 86_400;
    private static final int LONGEST_LATENCY_MILLIS = 120_000;

    /** Reads a whole set of modes; what is not named is off. Throws {@link RazorpayRefusal} with the offending name. */
    static Modes read(JsonNode json) {
        var names = Set.of(
                "decline",
                "webhookLostRatio",
                "webhookDuplicateRatio",
                "webhookBadSignatureRatio",
                "webhookReorder",
                "webhookDelaySeconds",
                "latencyMillis",
                "outage",
                "lostAnswerRatio",
                "rateLimitRatio",
                "refundDelaySeconds",
                "refundFails",
                "refundFailsAfterSeconds",
                "feePercent");
        json.propertyNames().forEach(name -> {
            if (!names.contains(name)) {
                throw RazorpayRefusal.invalid("unknown mode: " + name + " (expected one of " + names + ")", name);
            }
        });
        return new Modes(
                json.hasNonNull("decline") ? json.path("decline").asString() : null,
                ratio(json, "webhookLostRatio"),
                ratio(json, "webhookDuplicateRatio"),
                ratio(json, "webhookBadSignatureRatio"),
                flag(json, "webhookReorder"),
                whole(json, "webhookDelaySeconds", LONGEST_DELAY_SECONDS),
                whole(json, "latencyMillis", LONGEST_LATENCY_MILLIS),
                flag(json, "outage"),
                ratio(json, "lostAnswerRatio"),
                ratio(json, "rateLimitRatio"),
                whole(json, "refundDelaySeconds", LONGEST_DELAY_SECONDS),
                flag(json, "refundFails"),
                whole(json, "refundFailsAfterSeconds", LONGEST_DELAY_SECONDS),
                whole(json, "feePercent", 100));
    }

    ObjectNode toJson() {
        return Json.object()
                .put("decline", decline)
                .put("webhookLostRatio", webhookLostRatio)
                .put("webhookDuplicateRatio", webhookDuplicateRatio)
                .put("webhookBadSignatureRatio", webhookBadSignatureRatio)
                .put("webhookReorder", webhookReorder)
                .put("webhookDelaySeconds", webhookDelaySeconds)
                .put("latencyMillis", latencyMillis)
                .put("outage", outage)
                .put("lostAnswerRatio", lostAnswerRatio)
                .put("rateLimitRatio", rateLimitRatio)
                .put("refundDelaySeconds", refundDelaySeconds)
                .put("refundFails", refundFails)
                .put("refundFailsAfterSeconds", refundFailsAfterSeconds)
                .put("feePercent", feePercent);
    }

    static boolean happens(double ratio, RandomGenerator random) {
        return ratio > 0 && random.nextDouble() < ratio;
    }

    private static boolean flag(JsonNode json, String name) {
        var value = json.path(name);
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw RazorpayRefusal.invalid(name + ": " + value + " (expected: true or false)", name);
        }
        return value.asBoolean(false);
    }

    private static double ratio(JsonNode json, String name) {
        var value = json.path(name);
        if (!value.isMissingNode() && !(value.isNumber() && value.asDouble() >= 0 && value.asDouble() <= 1)) {
            throw RazorpayRefusal.invalid(name + ": " + value + " (expected: 0 to 1)", name);
        }
        return value.asDouble(0);
    }

    private static int whole(JsonNode json, String name, int most) {
        var value = json.path(name);
        if (!value.isMissingNode() && !(value.isInt() && value.asInt() >= 0 && value.asInt() <= most)) {
            throw RazorpayRefusal.invalid(name + ": " + value + " (expected: 0 to " + most + ")", name);
        }
        return value.asInt(0);
    }
}

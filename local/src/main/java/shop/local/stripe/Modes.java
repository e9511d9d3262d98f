package shop.local.stripe;

import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How the sandbox misbehaves on purpose, for all payments or for one.
 *
 * @param decline the decline code that every card is refused with, or null to let the card decide
 * @param require3ds whether every accepted card asks for 3-D Secure first
 * @param webhookLostRatio the share of webhooks that are never sent, 0 to 1
 * @param webhookDuplicateRatio the share of webhooks that are sent twice, 0 to 1
 * @param webhookReorder whether webhooks overtake each other, by up to two seconds
 * @param webhookDelaySeconds how long every webhook is held back
 * @param latencyMillis how long every API call takes at least
 * @param outage whether every API call fails with 500 before it does anything
 * @param lostAnswerRatio the share of API calls that do their work and then cut the connection without an answer, 0 to 1
 * @param refundDelaySeconds how long a refund stays pending; 0 for one that succeeds at once
 * @param refundFails whether a refund ends as failed
 * @param feeMinor what Stripe keeps of a payment, in minor units; 0 unless it is asked for
 * @param keptErrorRatio the share of keyed API calls that do nothing, answer with 500, and have that kept under their key, 0 to 1
 * @param keptErrorAfterWorkRatio as before, of calls that do their work first
 * @param rateLimitRatio the share of API calls that are refused with 429 before they do anything, 0 to 1
 * @param lockTimeoutRatio as before, because the object is in use
 * @param asyncPaymentSeconds how long the buyer's bank takes to decide on a payment on the hosted page; 0 for at once
 * @param asyncPaymentFails whether it refuses in the end
 * @param refundFailsAfterSeconds how long after it was made a refund fails; 0 for never
 */
record Modes(
        @Nullable String decline,
        boolean require3ds,
        double webhookLostRatio,
        double webhookDuplicateRatio,
        boolean webhookReorder,
        int webhookDelaySeconds,
        int latencyMillis,
        boolean outage,
        double lostAnswerRatio,
        int refundDelaySeconds,
        boolean refundFails,
        int refundFailsAfterSeconds,
        int feeMinor,
        double keptErrorRatio,
        double keptErrorAfterWorkRatio,
        double rateLimitRatio,
        double lockTimeoutRatio,
        int asyncPaymentSeconds,
        boolean asyncPaymentFails) {

    static final Modes NONE = new Modes(null, false, 0, 0, false, 0, 0, false, 0, 0, false, 0, 0, 0, 0, 0, 0, 0, false);

    private static final int LONGEST_DELAY_SECONDS = 86_400;
    private static final int LONGEST_LATENCY_MILLIS = 120_000;
    private static final Set<String> NAMES = Set.of(
            "decline",
            "require3ds",
            "webhookLostRatio",
            "webhookDuplicateRatio",
            "webhookReorder",
            "webhookDelaySeconds",
            "latencyMillis",
            "outage",
            "lostAnswerRatio",
            "refundDelaySeconds",
            "refundFails",
            "refundFailsAfterSeconds",
            "feeMinor",
            "keptErrorRatio",
            "keptErrorAfterWorkRatio",
            "rateLimitRatio",
            "lockTimeoutRatio",
            "asyncPaymentSeconds",
            "asyncPaymentFails");

    /** Reads a whole set of modes; what is not named is off. Throws {@link IllegalArgumentException} with the offending name. */
    static Modes read(JsonNode json) {
        if (!json.isObject()) {
            throw new IllegalArgumentException("modes: expected a JSON object");
        }
        json.propertyNames().forEach(name -> {
            if (!NAMES.contains(name)) {
                throw new IllegalArgumentException("unknown mode: " + name + " (expected one of " + NAMES + ")");
            }
        });
        if (json.hasNonNull("decline") && !json.path("decline").isString()) {
            throw new IllegalArgumentException(
                    "decline: expected a decline code, for example generic_decline, or null");
        }
        return new Modes(
                json.path("decline").isString() ? json.path("decline").asString() : null,
                flag(json, "require3ds"),
                ratio(json, "webhookLostRatio"),
                ratio(json, "webhookDuplicateRatio"),
                flag(json, "webhookReorder"),
                whole(json, "webhookDelaySeconds", LONGEST_DELAY_SECONDS),
                whole(json, "latencyMillis", LONGEST_LATENCY_MILLIS),
                flag(json, "outage"),
                ratio(json, "lostAnswerRatio"),
                whole(json, "refundDelaySeconds", LONGEST_DELAY_SECONDS),
                flag(json, "refundFails"),
                whole(json, "refundFailsAfterSeconds", LONGEST_DELAY_SECONDS),
                whole(json, "feeMinor", 1_000_000),
                ratio(json, "keptErrorRatio"),
                ratio(json, "keptErrorAfterWorkRatio"),
                ratio(json, "rateLimitRatio"),
                ratio(json, "lockTimeoutRatio"),
                whole(json, "asyncPaymentSeconds", LONGEST_DELAY_SECONDS),
                flag(json, "asyncPaymentFails"));
    }

    ObjectNode toJson() {
        return Json.object()
                .put("decline", decline)
                .put("require3ds", require3ds)
                .put("webhookLostRatio", webhookLostRatio)
                .put("webhookDuplicateRatio", webhookDuplicateRatio)
                .put("webhookReorder", webhookReorder)
                .put("webhookDelaySeconds", webhookDelaySeconds)
                .put("latencyMillis", latencyMillis)
                .put("outage", outage)
                .put("lostAnswerRatio", lostAnswerRatio)
                .put("refundDelaySeconds", refundDelaySeconds)
                .put("refundFails", refundFails)
                .put("refundFailsAfterSeconds", refundFailsAfterSeconds)
                .put("feeMinor", feeMinor)
                .put("keptErrorRatio", keptErrorRatio)
                .put("keptErrorAfterWorkRatio", keptErrorAfterWorkRatio)
                .put("rateLimitRatio", rateLimitRatio)
                .put("lockTimeoutRatio", lockTimeoutRatio)
                .put("asyncPaymentSeconds", asyncPaymentSeconds)
                .put("asyncPaymentFails", asyncPaymentFails);
    }

    /** How the bank answers this card while the modes hold. */
    Optional<TestCard.Decline> declineOf(TestCard card) {
        if (decline != null) {
            return Optional.of(new TestCard.Decline("card_declined", decline, "Your card was declined."));
        }
        return card.decline();
    }

    static boolean happens(double ratio, RandomGenerator random) {
        return ratio > 0 && random.nextDouble() < ratio;
    }

    private static boolean flag(JsonNode json, String name) {
        var value = json.path(name);
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: true or false)");
        }
        return value.isBoolean() && value.asBoolean();
    }

    private static double ratio(JsonNode json, String name) {
        var value = json.path(name);
        if (value.isMissingNode()) {
            return 0;
        }
        if (!value.isNumber() || value.asDouble() < 0 || value.asDouble() > 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 0 to 1)");
        }
        return value.asDouble();
    }

    private static int whole(JsonNode json, String name, int most) {
        var value = json.path(name);
        if (value.isMissingNode()) {
            return 0;
        }
        if (!value.isInt() || value.asInt() < 0 || value.asInt() > most) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 0 to " + most + ")");
        }
        return value.asInt();
    }
}

package shop.local.stripe;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A request that Stripe would refuse, and the error object it would answer with. Nothing of the request is kept. */
final class StripeRefusal extends RuntimeException {

    private final int status;
    private final transient ObjectNode error;

    private StripeRefusal(int status, ObjectNode error) {
        super(error.path("message").asString());
        this.status = status;
        this.error = error;
    }

    static StripeRefusal invalid(@Nullable String code, String message, @Nullable String param) {
        return new StripeRefusal(400, error("invalid_request_error", code, message, param));
    }

    static StripeRefusal unknownParameter(String param) {
        return invalid("parameter_unknown", "Received unknown parameter: " + param, param);
    }

    static StripeRefusal missingParameter(String param) {
        return invalid("parameter_missing", "Missing required param: " + param + ".", param);
    }

    /** For what Stripe can do and the sandbox cannot: better a loud refusal than a silent difference. */
    static StripeRefusal unsupported(String param) {
        return invalid("sandbox_unsupported", "The local sandbox does not support " + param + ".", param);
    }

    static StripeRefusal noSuch(String what, String id, String param) {
        return new StripeRefusal(
                404, error("invalid_request_error", "resource_missing", "No such " + what + ": '" + id + "'", param));
    }

    static StripeRefusal noSuchPaymentMethod(String id) {
        return invalid("resource_missing", "No such PaymentMethod: '" + id + "'", "payment_method");
    }

    static StripeRefusal noSuchUrl(String method, String path) {
        return new StripeRefusal(
                404,
                error(
                        "invalid_request_error",
                        null,
                        "Unrecognized request URL (" + method + ": " + path
                                + "). The local sandbox speaks only the part of Stripe that the shop uses.",
                        null));
    }

    static StripeRefusal unauthorized(@Nullable String code, String message) {
        return new StripeRefusal(401, error("invalid_request_error", code, message, null));
    }

    static StripeRefusal tooLarge() {
        return new StripeRefusal(413, error("invalid_request_error", null, "The request is too large.", null));
    }

    static StripeRefusal wrongState(String message, ObjectNode intent) {
        var error = error("invalid_request_error", "payment_intent_unexpected_state", message, null);
        error.set("payment_intent", intent);
        return new StripeRefusal(400, error);
    }

    static StripeRefusal reusedKey(String message) {
        return new StripeRefusal(400, error("idempotency_error", null, message, null));
    }

    static StripeRefusal keyInUse(String key) {
        return new StripeRefusal(
                409,
                error(
                        "idempotency_error",
                        "idempotency_key_in_use",
                        "Another request with the idempotency key '" + key + "' is under way.",
                        null));
    }

    /** @param code {@code rate_limit} for too many requests, {@code lock_timeout} for an object that another request holds */
    static StripeRefusal tooMany(String code) {
        return new StripeRefusal(429, error("invalid_request_error", code, "Try again in a moment: " + code, null));
    }

    static StripeRefusal internal() {
        return new StripeRefusal(500, error("api_error", null, "An unknown error occurred.", null));
    }

    static StripeRefusal outage() {
        return new StripeRefusal(
                500, error("api_error", null, "An unknown error occurred (outage mode of the sandbox).", null));
    }

    static ObjectNode error(String type, @Nullable String code, String message, @Nullable String param) {
        var error = Json.object();
        if (code != null) {
            error.put("code", code);
            error.put("doc_url", "https://docs.stripe.com/error-codes/" + code.replace('_', '-'));
        }
        error.put("message", message);
        if (param != null) {
            error.put("param", param);
        }
        error.put("type", type);
        return error;
    }

    int status() {
        return status;
    }

    ObjectNode body() {
        var body = Json.object();
        body.set("error", error);
        return body;
    }
}

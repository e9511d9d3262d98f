package shop.local.razorpay;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A refusal in Razorpay's own words. */
final class RazorpayRefusal extends RuntimeException {

    private final int status;
    private final String code;
    private final @Nullable String field;

    private RazorpayRefusal(int status, String code, String description, @Nullable String field) {
        super(description, null, false, false);
        this.status = status;
        this.code = code;
        this.field = field;
    }

    static RazorpayRefusal invalid(String description, @Nullable String field) {
        return new RazorpayRefusal(400, "BAD_REQUEST_ERROR", description, field);
    }

    static RazorpayRefusal unknownId() {
        return invalid("The id provided does not exist", null);
    }

    static RazorpayRefusal noSuchUrl() {
        return new RazorpayRefusal(404, "BAD_REQUEST_ERROR", "The requested URL was not found on the server.", null);
    }

    static RazorpayRefusal notAuthenticated() {
        return new RazorpayRefusal(401, "BAD_REQUEST_ERROR", "Authentication failed", null);
    }

    static RazorpayRefusal outage() {
        return new RazorpayRefusal(
                500, "SERVER_ERROR", "We are facing some trouble completing your request at the moment.", null);
    }

    static RazorpayRefusal tooManyRequests() {
        return new RazorpayRefusal(429, "BAD_REQUEST_ERROR", "Request failed. Please try after sometime.", null);
    }

    static RazorpayRefusal underWay() {
        return new RazorpayRefusal(
                409, "BAD_REQUEST_ERROR", "Request failed because another request with the key is in progress", null);
    }

    int status() {
        return status;
    }

    ObjectNode body() {
        var body = Json.object();
        var error = body.putObject("error")
                .put("code", code)
                .put("description", getMessage())
                .put("source", status >= 500 ? "NA" : "business")
                .put("step", "NA")
                .put("reason", status >= 500 ? "NA" : "input_validation_failed");
        error.putObject("metadata");
        if (field != null) {
            error.put("field", field);
        }
        return body;
    }
}

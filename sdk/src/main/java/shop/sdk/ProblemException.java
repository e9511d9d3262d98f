package shop.sdk;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** A refusal (RFC 9457). Programs decide by {@link #code}, never by the text. */
public final class ProblemException extends ShopApiException {

    private static final int NOT_FOUND = 404;
    private static final int UNAUTHORIZED = 401;
    private static final int FIRST_SERVER_ERROR = 500;

    private final int status;
    private final String code;
    private final String detail;
    private final @Nullable String requestId;
    private final @Nullable Duration retryAfter;
    private final List<FieldProblem> errors;
    private final transient JsonNode body;

    private ProblemException(int status, String code, String detail, @Nullable Duration retryAfter, JsonNode body) {
        super(status + " " + code + ": " + detail, null);
        this.status = status;
        this.code = code;
        this.detail = detail;
        this.requestId = body.path("requestId").asString(null);
        this.retryAfter = retryAfter;
        this.errors = errors(body);
        this.body = body;
    }

    /** What is wrong with one field of a request. */
    public record FieldProblem(String field, String code, String message) {}

    static ProblemException of(int status, byte[] content, @Nullable String retryAfter, JsonMapper json) {
        JsonNode body;
        try {
            body = json.readTree(content);
        } catch (JacksonException _) {
            body = JsonNodeFactory.instance.objectNode();
        }
        return new ProblemException(
                status,
                body.path("code").asString("http_" + status),
                body.path("detail").asString(body.path("title").asString("status " + status)),
                seconds(retryAfter),
                body);
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public boolean is(String expected) {
        return code.equals(expected);
    }

    public String detail() {
        return detail;
    }

    public @Nullable String requestId() {
        return requestId;
    }

    /** How long to wait before trying again, where the answer says so. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    public List<FieldProblem> errors() {
        return errors;
    }

    /** A member of the problem beyond the usual ones, such as {@code shortages}; missing if there is none. */
    public JsonNode member(String name) {
        return body.path(name);
    }

    public boolean isNotFound() {
        return status == NOT_FOUND;
    }

    /** Nobody is signed in, or not any more. */
    public boolean isSignedOut() {
        return status == UNAUTHORIZED;
    }

    public boolean isOutage() {
        return status >= FIRST_SERVER_ERROR;
    }

    private static List<FieldProblem> errors(JsonNode body) {
        var errors = new ArrayList<FieldProblem>();
        for (var error : body.path("errors")) {
            errors.add(new FieldProblem(
                    error.path("field").asString(""),
                    error.path("code").asString(""),
                    error.path("message").asString("")));
        }
        return List.copyOf(errors);
    }

    private static @Nullable Duration seconds(@Nullable String retryAfter) {
        try {
            return retryAfter == null ? null : Duration.ofSeconds(Long.parseLong(retryAfter.strip()));
        } catch (NumberFormatException _) {
            return null;
        }
    }
}

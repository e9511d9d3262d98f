package shop.channels.endpoint;

import graphql.ExecutionResult;
import graphql.GraphQLError;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.channels.document.DocumentRefusedException;

/** What a client gets, as the specification of GraphQL has it; every error has a code and a status. */
final class ResponseBody {

    private static final Logger LOG = LoggerFactory.getLogger(ResponseBody.class);

    private static final int INTERNAL = 500;

    private ResponseBody() {}

    static Map<String, Object> of(DocumentRefusedException refusal) {
        var error = new LinkedHashMap<String, Object>();
        error.put("message", refusal.reason());
        if (!refusal.places().isEmpty()) {
            error.put("locations", refusal.places());
        }
        error.put(
                "extensions",
                Map.of("code", refusal.code(), "status", refusal.status().value()));
        return Map.of("errors", List.of(error));
    }

    static Map<String, Object> of(ExecutionResult result) {
        var body = new LinkedHashMap<String, Object>();
        if (!result.getErrors().isEmpty()) {
            body.put(
                    "errors",
                    result.getErrors().stream().map(ResponseBody::error).toList());
        }
        body.put("data", result.getData());
        return body;
    }

    /** The longest time that a part of the shop asks to wait for. */
    static Optional<Duration> retryAfter(ExecutionResult result) {
        return result.getErrors().stream()
                .map(GraphQLError::getExtensions)
                .filter(extensions -> extensions != null && extensions.get("retryAfter") instanceof Number)
                .map(extensions -> Duration.ofSeconds(((Number) extensions.get("retryAfter")).longValue()))
                .max(Duration::compareTo);
    }

    private static Map<String, Object> error(GraphQLError error) {
        var extensions = error.getExtensions();
        var said = extensions != null && extensions.containsKey("code");
        var body = new LinkedHashMap<String, Object>();
        if (said) {
            body.put("message", error.getMessage());
        } else {
            // The engine's own words, of what the schema promises and a service did not keep.
            LOG.error("a response that does not fit the schema at {}: {}", error.getPath(), error.getMessage());
            body.put("message", "Something went wrong on our side.");
        }
        if (error.getLocations() != null) {
            body.put(
                    "locations",
                    error.getLocations().stream()
                            .map(place -> new DocumentRefusedException.Place(place.getLine(), place.getColumn()))
                            .toList());
        }
        if (error.getPath() != null) {
            body.put("path", error.getPath());
        }
        body.put("extensions", said ? extensions : Map.of("code", "internal_error", "status", INTERNAL));
        return body;
    }
}

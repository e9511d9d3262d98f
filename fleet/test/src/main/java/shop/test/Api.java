package shop.test;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls the service under test as any HTTP client does. */
public final class Api {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final URI base;
    private final Map<String, String> headers;

    public Api(int port) {
        this(URI.create("http://127.0.0.1:" + port), Map.of());
    }

    private Api(URI base, Map<String, String> headers) {
        this.base = base;
        this.headers = Map.copyOf(headers);
    }

    /** An answer; the body is missing when there is none. */
    public record Answer(int status, HttpHeaders headers, JsonNode body) {

        /** A field of the body, an inner one with slashes; empty if it is not there. */
        public String text(String path) {
            return body.at("/" + path).asString("");
        }

        public long number(String path) {
            return body.at("/" + path).asLong();
        }

        public String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        /** The fields that a problem complains about. */
        public List<String> wrongFields() {
            return body.path("errors")
                    .valueStream()
                    .map(error -> error.path("field").asString())
                    .toList();
        }
    }

    /** The same with a header more; {@code Authorization} as {@code TestTokens} makes it. */
    public Api with(String name, String value) {
        var more = new HashMap<>(headers);
        more.put(name, value);
        return new Api(base, more);
    }

    public Api as(String authorization) {
        return with("Authorization", authorization);
    }

    public Answer get(String path) {
        return send("GET", path, null);
    }

    public Answer post(String path, Object body) {
        return send("POST", path, body);
    }

    public Answer put(String path, Object body) {
        return send("PUT", path, body);
    }

    public Answer patch(String path, Object body) {
        return send("PATCH", path, body);
    }

    public Answer delete(String path) {
        return send("DELETE", path, null);
    }

    /** Sends text and bytes as they are, and anything else as JSON. */
    public Answer send(String method, String path, @Nullable Object body) {
        var request = HttpRequest.newBuilder(base.resolve(path)).method(method, publisher(body));
        if (body != null && !headers.containsKey("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        headers.forEach(request::header);
        try {
            var answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            var json = answer.body().isEmpty()
                    ? JsonMapper.shared().missingNode()
                    : JsonMapper.shared().readTree(answer.body());
            return new Answer(answer.statusCode(), answer.headers(), json);
        } catch (IOException failed) {
            throw new IllegalStateException(method + " " + path + " failed", failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static BodyPublisher publisher(@Nullable Object body) {
        return switch (body) {
            case null -> BodyPublishers.noBody();
            case byte[] bytes -> BodyPublishers.ofByteArray(bytes);
            case String text -> BodyPublishers.ofString(text);
            default -> BodyPublishers.ofString(JsonMapper.shared().writeValueAsString(body));
        };
    }
}

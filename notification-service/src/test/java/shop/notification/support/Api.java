package shop.notification.support;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls the service under test as any HTTP client does. */
public final class Api {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final URI base;

    public Api(int port) {
        this.base = URI.create("http://127.0.0.1:" + port);
    }

    /** An answer; the body is missing when there is none. */
    public record Answer(int status, @Nullable String etag, JsonNode body) {}

    public Answer get(String path, @Nullable String bearer) {
        return send("GET", path, null, Map.of(), bearer);
    }

    public Answer patch(String path, String body, @Nullable String bearer) {
        return send("PATCH", path, body, Map.of(), bearer);
    }

    public Answer put(String path, String body, Map<String, String> headers, @Nullable String bearer) {
        return send("PUT", path, body, headers, bearer);
    }

    private Answer send(
            String method, String path, @Nullable String body, Map<String, String> headers, @Nullable String bearer) {
        var request = HttpRequest.newBuilder(base.resolve(path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .header("Content-Type", "application/json");
        if (bearer != null) {
            request.header("Authorization", bearer);
        }
        headers.forEach(request::header);
        try {
            var answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            var json = answer.body().isEmpty()
                    ? JsonMapper.shared().missingNode()
                    : JsonMapper.shared().readTree(answer.body());
            return new Answer(
                    answer.statusCode(), answer.headers().firstValue("ETag").orElse(null), json);
        } catch (IOException failed) {
            throw new IllegalStateException(method + " " + path + " failed", failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}

package shop.channels.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sends queries as a client does. */
public final class GraphQlClient {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final URI endpoint;
    private final Map<String, String> headers;

    public record Response(int status, Map<String, String> headers, String text, JsonNode body) {

        public JsonNode data(String field) {
            return body.path("data").path(field);
        }

        /** What the first error of a GraphQL response says for programs. */
        public JsonNode extension(String name) {
            return body.path("errors").path(0).path("extensions").path(name);
        }

        /** Of the first error of a GraphQL response, or of a problem document. */
        public String code() {
            return (body.has("code") ? body.path("code") : extension("code")).asString("");
        }
    }

    public GraphQlClient(int port) {
        this(URI.create("http://127.0.0.1:" + port + "/graphql"), Map.of());
    }

    private GraphQlClient(URI endpoint, Map<String, String> headers) {
        this.endpoint = endpoint;
        this.headers = headers;
    }

    public GraphQlClient with(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new GraphQlClient(endpoint, more);
    }

    public GraphQlClient as(String authorization) {
        return with("Authorization", authorization);
    }

    public Response query(String document) {
        return query(document, Map.of());
    }

    public Response query(String document, Map<String, ?> variables) {
        return post(Map.of("query", document, "variables", variables));
    }

    public Response post(Object body) {
        return send("POST", JsonMapper.shared().writeValueAsString(body));
    }

    public Response send(String method, @Nullable String body) {
        return send(
                method,
                body == null
                        ? BodyPublishers.noBody()
                        : BodyPublishers.ofByteArray(body.getBytes(StandardCharsets.UTF_8)));
    }

    public Response send(String method, HttpRequest.BodyPublisher body) {
        var request = HttpRequest.newBuilder(endpoint)
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json");
        headers.forEach(request::setHeader);
        try {
            return response(HTTP.send(request.method(method, body).build(), BodyHandlers.ofString()));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static Response response(HttpResponse<String> answer) {
        var headers = new LinkedHashMap<String, String>();
        answer.headers().map().forEach((name, values) -> headers.put(name, String.join(",", values)));
        var text = answer.body();
        return new Response(
                answer.statusCode(), headers, text, JsonMapper.shared().readTree(text.isEmpty() ? "null" : text));
    }
}

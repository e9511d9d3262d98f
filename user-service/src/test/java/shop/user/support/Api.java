package shop.user.support;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls the service under test as any HTTP client does. */
public final class Api {

    public static final String PASSWORD = "a quite good password";

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String RUN = Long.toHexString(System.nanoTime());
    private static final AtomicInteger COUNTER = new AtomicInteger();

    private final URI base;

    public Api(int port) {
        this.base = URI.create("http://127.0.0.1:" + port);
    }

    /** An answer; the body is missing when there is none. */
    public record Answer(int status, Map<String, String> headers, JsonNode body) {

        public String text(String field) {
            return body.path(field).asString();
        }

        public @Nullable String header(String name) {
            return headers.get(name);
        }
    }

    /** What somebody who logged in has. */
    public record Login(UUID id, String email, String bearer, String refreshToken) {}

    /** An address that nobody has used before. */
    public static String newEmail() {
        return "user-" + RUN + "-" + COUNTER.incrementAndGet() + "@Example.org";
    }

    public Login signUpAndLogIn() {
        var email = newEmail();
        signUp(email);
        return logIn(email, PASSWORD);
    }

    public Answer signUp(String email) {
        return post("/api/user/signup", Map.of("email", email, "password", PASSWORD, "name", "Ada Lovelace"), null);
    }

    public Login logIn(String email, String password) {
        var answer = tryLogIn(email, password);
        if (answer.status() != 200) {
            throw new AssertionError("login of " + email + " failed: " + answer);
        }
        var bearer = "Bearer " + answer.text("accessToken");
        var me = get("/api/users/me", bearer);
        return new Login(UUID.fromString(me.text("id")), email, bearer, answer.text("refreshToken"));
    }

    public Answer tryLogIn(String email, String password) {
        return post("/api/user/login", Map.of("email", email, "password", password), null);
    }

    public Answer refresh(String refreshToken) {
        return post("/api/refresh-token", Map.of("refreshToken", refreshToken), null);
    }

    public Answer get(String path, @Nullable String bearer) {
        return send("GET", path, null, "application/json", Map.of(), bearer);
    }

    public Answer post(String path, @Nullable Object body, @Nullable String bearer) {
        return send("POST", path, json(body), "application/json", Map.of(), bearer);
    }

    public Answer postForm(String path, Map<String, String> fields) {
        var form = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return send("POST", path, form, "application/x-www-form-urlencoded", Map.of(), null);
    }

    public Answer patch(String path, Object body, Map<String, String> headers, @Nullable String bearer) {
        return send("PATCH", path, json(body), "application/json", headers, bearer);
    }

    public Answer put(String path, Object body, Map<String, String> headers, @Nullable String bearer) {
        return send("PUT", path, json(body), "application/json", headers, bearer);
    }

    public Answer delete(String path, @Nullable String bearer) {
        return send("DELETE", path, null, "application/json", Map.of(), bearer);
    }

    public Answer send(
            String method,
            String path,
            @Nullable String body,
            String contentType,
            Map<String, String> headers,
            @Nullable String bearer) {
        var request = HttpRequest.newBuilder(base.resolve(path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", contentType);
        }
        if (bearer != null) {
            request.header("Authorization", bearer);
        }
        headers.forEach(request::header);
        try {
            var answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            var json = answer.body().isEmpty()
                    ? JsonMapper.shared().missingNode()
                    : JsonMapper.shared().readTree(answer.body());
            var answered = answer.headers().map().entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, header -> header.getValue().getFirst()));
            return new Answer(answer.statusCode(), caseInsensitive(answered), json);
        } catch (IOException failed) {
            throw new IllegalStateException(method + " " + path + " failed", failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static Map<String, String> caseInsensitive(Map<String, String> headers) {
        var map = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        map.putAll(headers);
        return map;
    }

    private static @Nullable String json(@Nullable Object body) {
        if (body == null) {
            return null;
        }
        return body instanceof String text ? text : JsonMapper.shared().writeValueAsString(body);
    }
}

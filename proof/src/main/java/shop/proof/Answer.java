package shop.proof;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** What came back from one call, with the request beside it for a failing test's message. */
public record Answer(String request, HttpResponse<byte[]> response) {

    /** Words that only our insides have: stack traces, class names, SQL, products and their versions. */
    private static final Pattern INSIDES = Pattern.compile(
            "Exception|stackTrace|\\n\\s*at |org\\.springframework|java\\.[a-z]+\\.|\\bshop\\.[a-z]+\\.|jakarta\\."
                    + "|(?i)\\b(select|insert|update|delete)\\b[^\"]*\\b(from|into|set)\\b|\\bSQL\\b"
                    // Within a word they are letters of a token.
                    + "|\\b(PSQL|hibernate|mongo|tomcat|netty|jetty|(apache|spring|java|jdk)[/ -]?\\d)");

    public int status() {
        return response.statusCode();
    }

    public String header(String name) {
        return response.headers().firstValue(name).orElse("");
    }

    public List<String> headers(String name) {
        return response.headers().allValues(name);
    }

    public byte[] bytes() {
        return response.body();
    }

    public String body() {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    /** The body as JSON; a missing node where there is none. */
    public JsonNode json() {
        if (body().isBlank()) {
            return MissingNode.getInstance();
        }
        try {
            return JsonMapper.shared().readTree(body());
        } catch (JacksonException _) {
            return MissingNode.getInstance();
        }
    }

    /** The text at a path such as {@code items.0.sku}; empty where there is none. */
    public String text(String path) {
        return json().at("/" + path.replace('.', '/')).asString("");
    }

    /** The number at a path; an answer without it is a failure that says what was answered instead. */
    public long number(String path) {
        var number = json().at("/" + path.replace('.', '/'));
        Assertions.assertThat(number.isNumber())
                .as("a number at %s: %s -> %s %s", path, request, status(), body())
                .isTrue();
        return number.longValue();
    }

    public Answer expect(int status) {
        Assertions.assertThat(status()).as("%s -> %s", request, body()).isEqualTo(status);
        return this;
    }

    /** A refusal as RFC 9457 has it, with our stable code, and with nothing of our insides. */
    public Answer expectProblem(int status, String code) {
        expect(status);
        Assertions.assertThat(flawOfProblem()).as("%s -> %s", request, body()).isEmpty();
        Assertions.assertThat(text("code")).as("%s -> %s", request, body()).isEqualTo(code);
        return this;
    }

    /** What keeps this from being a refusal as every refusal should be; nothing if it is one. */
    public Optional<String> flawOfProblem() {
        if (!header("Content-Type").startsWith("application/problem+json")) {
            return Optional.of("is " + header("Content-Type") + ", no problem+json");
        }
        if (text("code").isBlank() || text("requestId").isBlank()) {
            return Optional.of("has no code or no requestId");
        }
        if (json().path("status").asInt(0) != status()) {
            return Optional.of("says status " + text("status"));
        }
        return flawOfWords();
    }

    /** The first word in the answer that discloses our internals. */
    public Optional<String> flawOfWords() {
        var inside = inside(body());
        if (inside.isPresent()) {
            return Optional.of("discloses our internals: " + inside.get());
        }
        if (!header("Server").isBlank() || !header("X-Powered-By").isBlank()) {
            return Optional.of("names its server: " + header("Server") + header("X-Powered-By"));
        }
        return Optional.empty();
    }

    /** The first word of a text that only our insides have. */
    static Optional<String> inside(String text) {
        return INSIDES.matcher(text).results().findFirst().map(MatchResult::group);
    }

    /** Status and code, as a table has room for. */
    public String brief() {
        var code = text("code");
        return status() + (code.isBlank() ? "" : " " + code);
    }
}

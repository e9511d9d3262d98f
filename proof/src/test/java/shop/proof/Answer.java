package shop.proof;

import java.net.http.HttpResponse;
import org.assertj.core.api.Assertions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** What came back from one call, with the request beside it for a failing test's message. */
record Answer(String request, HttpResponse<String> response) {

    int status() {
        return response.statusCode();
    }

    String header(String name) {
        return response.headers().firstValue(name).orElse("");
    }

    JsonNode json() {
        return response.body().isBlank()
                ? MissingNode.getInstance()
                : JsonMapper.shared().readTree(response.body());
    }

    /** The text at a path such as {@code items.0.sku}; empty where there is none. */
    String text(String path) {
        return json().at("/" + path.replace('.', '/')).asString("");
    }

    long number(String path) {
        return json().at("/" + path.replace('.', '/')).longValue();
    }

    Answer expect(int status) {
        Assertions.assertThat(status()).as("%s -> %s", request, response.body()).isEqualTo(status);
        return this;
    }

    /** A refusal as RFC 9457 has it, with our stable code, and with nothing of our insides. */
    Answer expectProblem(int status, String code) {
        expect(status);
        Assertions.assertThat(header("Content-Type")).as(request).startsWith("application/problem+json");
        Assertions.assertThat(text("code"))
                .as("%s -> %s", request, response.body())
                .isEqualTo(code);
        Assertions.assertThat(number("status")).as(request).isEqualTo(status);
        Assertions.assertThat(text("requestId")).as(request).isNotBlank();
        Assertions.assertThat(response.body())
                .as(request)
                .doesNotContain("Exception", "org.springframework", "at shop.", "SELECT ", "INSERT ");
        return this;
    }
}

package shop.http.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatus;
import shop.http.sample.SampleTest;
import shop.platform.problem.ProblemCodes;
import shop.platform.problem.Problems;
import shop.test.Api;
import tools.jackson.databind.JsonNode;

@SampleTest
class DocsTest {

    @LocalServerPort
    int port;

    Api.Answer docs;

    @BeforeEach
    void reads() {
        docs = new Api(port).get("/v3/api-docs");
    }

    @Test
    void theDocumentShowsParametersAndNotTheirTypes() {
        assertThat(docs.status()).isEqualTo(200);
        assertThat(docs.text("openapi")).startsWith("3.1");
        assertThat(docs.text("info/title")).isEqualTo("sample-service");
        assertThat(docs.text("servers/0/url")).isEqualTo("/");
        assertThat(operation("/public/list", "get")
                        .path("parameters")
                        .valueStream()
                        .map(parameter -> parameter.path("name").asString()))
                .containsExactly("page", "size", "sort");
        assertThat(operation("/public/list", "get")
                        .at("/parameters/1/schema/type")
                        .asString())
                .isEqualTo("integer");
        assertThat(operation("/things/me", "get").path("parameters").isMissingNode())
                .isTrue();
    }

    @Test
    void whatAllOperationsDoAlikeIsToldOnce() {
        assertThat(docs.text("info/description")).contains("x-shop-codes", "Idempotent-Replayed", "/asyncapi.json");
    }

    @Test
    void groupsHaveNamesOfTheirOwn() {
        var groups = docs.body().path("paths").findValues("tags");

        assertThat(groups)
                .isNotEmpty()
                .allSatisfy(tags -> assertThat(tags.valueStream())
                        .isNotEmpty()
                        .noneMatch(tag -> tag.asString().endsWith("-controller")));
    }

    @Test
    void whatIsCalledAlikeIsDescribedAlike() {
        assertThat(operation("/public/list", "get").path("parameters").valueStream())
                .allSatisfy(parameter ->
                        assertThat(parameter.path("description").asString("")).isNotBlank());
        var texts = new ApiTexts(Objects.requireNonNull(getClass().getClassLoader()));
        assertThat(texts.field("AnyBody", "createdAt")).contains("When it was made, in UTC.");
        assertThat(texts.parameter("/things/{id}", "id")).isPresent();
        assertThat(texts.field("AnyBody", "neverHeardOf")).isEmpty();
        assertThat(texts.tag(DocsTest.class)).isEqualTo("Docs test");
        assertThat(texts.aliases("GET", "/things")).isEmpty();
    }

    @Test
    void generalCodesAreExplained() {
        assertThat(ProblemCodes.all()).isNotEmpty().allSatisfy((code, explanation) -> {
            assertThat(code).matches("[a-z]+(_[a-z]+)*");
            assertThat(explanation).endsWith(".").doesNotContain("<", ">");
        });
        for (var status : List.of(
                400, 401, 403, 404, 405, 406, 408, 409, 412, 413, 414, 415, 417, 422, 426, 428, 429, 431, 500, 501, 502,
                503, 504, 505)) {
            var type = Objects.requireNonNull(
                            Problems.of(HttpStatus.valueOf(status)).getType())
                    .getPath();
            var code = type.substring(type.lastIndexOf('/') + 1);
            assertThat(ProblemCodes.explanation(code)).as("%s %s", status, code).isPresent();
        }
    }

    @Test
    void aPageLinksToTheOthers() {
        assertThat(operation("/public/list", "get").at("/responses/200/headers").has("Link"))
                .isTrue();
        assertThat(operation("/public/hello", "get").at("/responses/200").has("headers"))
                .isFalse();
    }

    @Test
    void internalPathsAreInNoDocument() {
        assertThat(docs.body().path("paths").propertyNames()).noneMatch(path -> path.startsWith("/internal"));
    }

    @Test
    void theAccessIsTheOneThatTheRulesGive() {
        assertThat(access("/public/hello", "get")).isEqualTo("open");
        assertThat(access("/public/by-id/{id}", "get")).isEqualTo("open");
        assertThat(access("/things/me", "get")).isEqualTo("user");
        assertThat(access("/admin/secrets", "get")).isEqualTo("admin");
    }

    @Test
    void aTokenIsAskedForWhereOneIsNeeded() {
        assertThat(operation("/things/me", "get").path("security").toString())
                .isEqualTo("[{\"bearer\":[]},{\"cookie\":[]}]");
        assertThat(operation("/public/hello", "get").path("security").toString())
                .isEqualTo("[{},{\"bearer\":[]},{\"cookie\":[]}]");
        assertThat(operation("/public/list", "get").path("security").isMissingNode())
                .isTrue();
        assertThat(docs.text("components/securitySchemes/cookie/name")).isEqualTo("access_token");
    }

    @Test
    void refusalsAreToldWithTheirCodes() {
        assertThat(codes("/public/orders", "post", 400))
                .containsExactly("bad_request", "body_required", "malformed_json", "validation_failed");
        assertThat(codes("/public/orders", "post", 413)).containsExactly("payload_too_large");
        assertThat(codes("/public/orders", "post", 403)).isEmpty();
        assertThat(codes("/public/hello", "get", 401)).contains("token_revoked").doesNotContain("unauthorized");
        assertThat(codes("/things/me", "get", 401)).contains("unauthorized", "account_disabled");
        assertThat(codes("/things/me", "get", 403)).isEmpty();
        assertThat(codes("/admin/secrets", "get", 403)).containsExactly("forbidden");
        assertThat(codes("/public/versioned", "patch", 412)).containsExactly("precondition_failed");
        assertThat(operation("/things/me", "get")
                        .at("/responses/401/content/application~1problem+json/schema/$ref")
                        .asString())
                .isEqualTo("#/components/schemas/Problem");
        assertThat(docs.text("components/schemas/Problem/properties/code/type")).isEqualTo("string");
        assertThat(operation("/things/me", "get").at("/responses/503/headers").has("Retry-After"))
                .isTrue();
    }

    @Test
    void whatHasVersionsHasAnETag() {
        assertThat(operation("/public/versioned", "get")
                        .at("/responses/200/headers")
                        .has("ETag"))
                .isTrue();
        assertThat(operation("/public/versioned", "get").path("responses").has("304"))
                .isTrue();
        assertThat(operation("/public/versioned", "get").path("parameters").toString())
                .contains("If-None-Match");
        assertThat(operation("/public/list", "get").at("/responses/200/headers").has("ETag"))
                .isFalse();
    }

    private JsonNode operation(String path, String method) {
        return docs.body().path("paths").path(path).path(method);
    }

    private String access(String path, String method) {
        return operation(path, method).path("x-shop-access").asString();
    }

    private List<String> codes(String path, String method, int status) {
        return operation(path, method)
                .path("responses")
                .path(String.valueOf(status))
                .path("x-shop-codes")
                .valueStream()
                .map(JsonNode::asString)
                .toList();
    }
}

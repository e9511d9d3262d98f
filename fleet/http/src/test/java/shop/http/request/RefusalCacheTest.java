package shop.http.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import shop.http.sample.SampleTest;
import shop.test.Api;

@SampleTest
class RefusalCacheTest {

    @LocalServerPort
    int port;

    private Api api = new Api(0);

    @BeforeEach
    void connect() {
        api = new Api(port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"entity", "error", "status", "refusal", "failure"})
    void noCacheKeepsARefusal(String how) {
        var refused = api.with("Accept", "application/json, */*").get("/public/cached/" + how);

        assertThat(refused.status()).isGreaterThanOrEqualTo(400);
        assertThat(refused.headers().allValues("Cache-Control")).containsExactly("no-store");
        assertThat(refused.headers().allValues("CDN-Cache-Control")).doesNotContain("max-age=1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nowhere", "/admin/secrets", "/things/me", "/public/fail/own", "/public/quantity"})
    void refusalsOfFiltersAndOfTheAdviceAreNotKeptEither(String path) {
        var refused = api.get(path);

        assertThat(refused.status()).isGreaterThanOrEqualTo(400);
        assertThat(refused.headers().allValues("Cache-Control")).containsExactly("no-store");
    }

    @Test
    void anAnswerIsKeptAsItsHandlerSaid() {
        var answer = api.send("HEAD", "/public/cached/answer", null);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Cache-Control")).isEqualTo("max-age=86400, public");
        assertThat(answer.header("CDN-Cache-Control")).isEqualTo("max-age=1");
    }
}

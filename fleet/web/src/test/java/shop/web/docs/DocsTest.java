package shop.web.docs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import shop.test.Api;
import shop.web.sample.SampleTest;

@SampleTest
class DocsTest {

    @LocalServerPort
    int port;

    @Test
    void theDocumentShowsParametersAndNotTheirTypes() {
        var docs = new Api(port).get("/v3/api-docs");

        assertThat(docs.status()).isEqualTo(200);
        assertThat(docs.text("info/title")).isEqualTo("sample-service");
        assertThat(docs.text("servers/0/url")).isEqualTo("/");
        assertThat(docs.body().at("/paths").has("/internal/ping")).isFalse();
        assertThat(docs.body()
                        .at("/paths/~1public~1list/get/parameters")
                        .valueStream()
                        .map(parameter -> parameter.path("name").asString()))
                .containsExactly("page", "size", "sort");
        assertThat(docs.body().at("/paths/~1things~1me/get").path("parameters").isMissingNode())
                .isTrue();
    }
}

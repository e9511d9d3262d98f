package shop.http.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import shop.http.sample.Raw;
import shop.http.sample.SampleTest;
import shop.test.TestTokens;

@SampleTest
class HeadTest {

    private static final String USER = TestTokens.user(UUID.fromString("01890000-0000-7000-8000-000000000001"));
    private static final String ADMIN = TestTokens.admin(UUID.fromString("01890000-0000-7000-8000-000000000002"));

    @LocalServerPort
    int port;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/public/hello",
                "/public/versioned",
                "/public/list?size=3",
                "/public/quantity",
                "/public/nothing",
                "/public/by-id/17",
                "/things/me",
                "/admin/secrets",
                "/admin/files",
                "/internal/ping",
                "/nowhere"
            })
    void answersAsGetWithoutTheBody(String path) {
        for (var who : new String[] {"", "Authorization: " + USER + "\r\n", "Authorization: " + ADMIN + "\r\n"}) {
            var get = ask("GET", path, who);
            var head = ask("HEAD", path, who);

            assertThat(head.status()).as(path + " " + who).isEqualTo(get.status());
            assertThat(head.body()).isEmpty();
            for (var name : new String[] {"Content-Type", "ETag", "Cache-Control", "WWW-Authenticate", "Link"}) {
                assertThat(head.header(name)).as(name).isEqualTo(get.header(name));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/public/stream", "/public/emitter"})
    void isNotPossibleForWhatNeverEnds(String path) {
        var head = ask("HEAD", path, "");

        assertThat(head.status()).isEqualTo(405);
        assertThat(head.header("Allow")).isEqualTo("GET");
    }

    @Test
    void changesNothing() {
        assertThat(ask("HEAD", "/public/orders", "").status()).isEqualTo(405);
    }

    private Raw.Answer ask(String method, String path, String headers) {
        return Raw.send(
                port, method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers + "\r\n");
    }
}

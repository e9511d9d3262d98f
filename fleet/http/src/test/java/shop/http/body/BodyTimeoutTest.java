package shop.http.body;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;
import shop.http.sample.Raw;
import shop.http.sample.SampleTest;

/** Bodies that stop arriving: whoever reads them waits for no longer than the connection may be silent. */
@SampleTest
@TestPropertySource(properties = "server.tomcat.connection-timeout=500ms")
class BodyTimeoutTest {

    @LocalServerPort
    int port;

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "/public/orders; application/json; Content-Length: 40; {\"note\":",
                "/public/orders; application/json; Content-Length: 40; ''",
                "/public/orders; application/json; Transfer-Encoding: chunked; 28~{\"note\":",
                "/public/orders; application/json; Transfer-Encoding: chunked; 9~{\"note\":\"~",
                "/public/large; text/csv; Content-Length: 40; a,b",
                "/public/large; text/csv; Transfer-Encoding: chunked; 28~a,b",
            })
    void aBodyThatDoesNotArriveIsRefusedAndItsConnectionClosed(String path, String type, String length, String part) {
        var answer = Raw.send(
                port,
                "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type + "\r\n" + length + "\r\n\r\n"
                        + part.replace("~", "\r\n"));

        assertThat(answer.status()).as(answer.head() + answer.body()).isEqualTo(408);
        assertThat(answer.body()).contains("\"code\":\"request_timeout\"");
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.header("Connection")).isEqualTo("close");
    }
}

package shop.http.body;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import shop.http.sample.Raw;
import shop.http.sample.SampleTest;
import shop.test.Api;

@SampleTest
class BodyLimitTest {

    static final int MEGABYTE = 1024 * 1024;

    @LocalServerPort
    int port;

    @Test
    void aBodyOverTheLimitIsRefused() {
        var answer = new Api(port).post("/public/orders", "{\"note\":\"" + "x".repeat(2 * MEGABYTE) + "\"}");

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.text("code")).isEqualTo("payload_too_large");
    }

    @Test
    void aStatedLengthIsEnoughToRefuse() {
        var answer = Raw.send(port, """
                POST /public/orders HTTP/1.1\r
                Host: localhost\r
                Content-Type: application/json\r
                Content-Length: 2000000\r
                \r
                """);

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.header("Connection")).isEqualTo("close");
    }

    @Test
    void aChunkedBodyIsRefusedWhereTheLimitIs() {
        var chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
        var answer = Raw.send(port, """
                POST /public/orders HTTP/1.1\r
                Host: localhost\r
                Content-Type: application/json\r
                Transfer-Encoding: chunked\r
                Connection: close\r
                \r
                9\r
                {"note":"\r
                """ + chunk.repeat(20) + "0\r\n\r\n");

        assertThat(answer.body()).contains("payload_too_large");
        assertThat(answer.status()).isEqualTo(413);
    }

    @Test
    void aPathMayHaveALimitOfItsOwn() {
        var csv = new Api(port).with("Content-Type", "text/csv");

        assertThat(csv.post("/public/large", "x".repeat(MEGABYTE + 1)).status()).isEqualTo(200);
        assertThat(csv.post("/public/large", "x".repeat(2 * MEGABYTE + 1)).status())
                .isEqualTo(413);
    }

    @Test
    void anUploadOverTheLimitOfMultipartBodiesIsRefused() {
        var body = """
                --b\r
                Content-Disposition: form-data; name="file"; filename="a.bin"\r
                \r
                """ + "x".repeat(MEGABYTE + 1) + "\r\n--b--\r\n";
        var answer = new Api(port)
                .with("Content-Type", "multipart/form-data; boundary=b")
                .post("/public/upload", body);

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.text("code")).isEqualTo("payload_too_large");
    }
}

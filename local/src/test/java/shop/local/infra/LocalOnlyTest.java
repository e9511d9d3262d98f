package shop.local.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import shop.local.http.LocalOnly;
import shop.local.stripe.StripeSandbox;

class LocalOnlyTest {

    @ParameterizedTest
    @CsvSource({
        "localhost:8025, , true",
        "127.0.0.1:8025, , true",
        "[::1]:8025, , true",
        "LOCALHOST, , true",
        "localhost:8025, http://localhost:8025, true",
        "localhost:8025, http://localhost:3000, false",
        "localhost:8025, https://evil.example, false",
        "localhost:8025, null, false",
        "evil.example, , false",
        "localhost.evil.example:8025, , false",
        "evil.example:8025, http://evil.example:8025, false",
        ", , false"
    })
    void answersPagesAndProgramsOfThisMachine(String host, String origin, boolean allowed) {
        assertThat(LocalOnly.allows(host, origin)).isEqualTo(allowed);
    }

    @Test
    void knowsTheAddressThatTheToolHasBesides() {
        var publicUrl = URI.create("http://stripe.internal:12111");

        assertThat(LocalOnly.allows("stripe.internal:12111", null, publicUrl)).isTrue();
        assertThat(LocalOnly.allows("stripe.internal:12111", "http://stripe.internal:12111", publicUrl))
                .isTrue();
        assertThat(LocalOnly.allows("stripe.internal:12111", "http://localhost:3000", publicUrl))
                .isFalse();
        assertThat(LocalOnly.allows("evil.example", null, publicUrl)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, localhost:12112, http://localhost:12112, true",
        "127.0.0.1, razorpay-sandbox:12112, , false",
        "0.0.0.0, razorpay-sandbox:12112, , true",
        "0.0.0.0, razorpay-sandbox:12112, http://localhost:12112, true",
        "0.0.0.0, razorpay-sandbox:12112, http://razorpay-sandbox:12112, true",
        "0.0.0.0, razorpay-sandbox:12112, https://evil.example, false",
        "0.0.0.0, localhost:12112, null, false"
    })
    void oneThatOthersReachIsStillAskedByNoForeignPage(String bound, String host, String origin, boolean allowed)
            throws IOException {
        assertThat(LocalOnly.allows(InetAddress.getByName(bound), host, origin, URI.create("http://localhost:12112")))
                .isEqualTo(allowed);
    }

    @Test
    void noForeignPageReadsOrEmptiesTheMail() throws IOException {
        try (var sink = MailSink.start(0, 0, Clock.systemUTC())) {
            assertServesThisMachineOnly(sink.httpPort(), "/", "DELETE /api/messages");
        }
    }

    @Test
    void noForeignPageControlsTheSandbox() throws IOException {
        try (var sandbox = StripeSandbox.start(0, "sk_test_x", null, "whsec_x", null)) {
            assertServesThisMachineOnly(sandbox.url().getPort(), "/", "POST /sandbox/modes");
        }
    }

    private static void assertServesThisMachineOnly(int port, String page, String command) throws IOException {
        assertThat(status(port, "GET " + page, "localhost:" + port, "")).isEqualTo(200);
        assertThat(status(port, "GET " + page, "evil.example", "")).isEqualTo(403);
        assertThat(status(port, command, "localhost:" + port, "Origin: http://evil.example\r\n"))
                .isEqualTo(403);
        assertThat(status(port, command, "localhost:" + port, "Origin: null\r\n"))
                .isEqualTo(403);
    }

    private static int status(int port, String line, String host, String headers) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write((line + " HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: 0\r\nConnection: close\r\n"
                                    + headers + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Integer.parseInt(answer.split(" ", 3)[1]);
        }
    }
}

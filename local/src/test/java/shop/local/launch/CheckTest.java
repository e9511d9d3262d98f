package shop.local.launch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.local.infra.Ports;

class CheckTest {

    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(Ports.ADDRESS, 0), 0);
        server.createContext("/", exchange -> {
            var status = Integer.parseInt(exchange.getRequestURI().getPath().substring(1));
            exchange.getResponseHeaders().set("Location", "/200");
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 204})
    void aGoodAnswerPasses(int status) throws Exception {
        assertThat(answers(status).passes()).isTrue();
    }

    /** One that leads elsewhere is not followed: it says nothing of the part. */
    @ParameterizedTest
    @ValueSource(ints = {302, 401, 404, 500, 503})
    void anyOtherDoesNot(int status) throws Exception {
        assertThat(answers(status).passes()).isFalse();
    }

    @Test
    void nobodyDoesNot() throws Exception {
        var check = answers(200);
        stop();

        assertThat(check.passes()).isFalse();
    }

    private Check answers(int status) {
        return Check.answers(server.getAddress().getPort(), "/" + status);
    }
}

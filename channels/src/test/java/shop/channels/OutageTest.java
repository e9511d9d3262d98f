package shop.channels;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;
import shop.channels.support.ChannelsTest;
import shop.channels.support.FakeServices;
import shop.channels.support.GraphQlClient;

/** Services that take calls and never answer. */
@ChannelsTest
@TestPropertySource(properties = {"CHANNELS_ANSWER_TIMEOUT=2s", "CHANNELS_MAX_CONCURRENT_CALLS=1"})
class OutageTest {

    @Autowired
    private FakeServices services;

    private GraphQlClient client;

    @BeforeEach
    void connect(@LocalServerPort int port) {
        client = new GraphQlClient(port);
        services.clear();
    }

    @AfterEach
    void letGo() {
        services.clear();
    }

    @Test
    void aServiceThatHangsIsAnErrorWithAPause() {
        services.hang();

        var response = client.query("{ categories { slug } me { id } }");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body().path("data").toString()).isEqualTo("{\"categories\":null,\"me\":null}");
        assertThat(response.body().path("errors").size()).isEqualTo(2);
        assertThat(response.code()).isEqualTo("service_unavailable");
        assertThat(response.extension("status").asInt()).isEqualTo(503);
        assertThat(response.headers()).containsEntry("retry-after", "2");
        // Nothing was sent twice.
        assertThat(services.received()).hasSize(2);
    }

    @Test
    void oneQueryDoesNotTakeAServiceForItself() {
        services.hang();

        var response = client.query(
                "{ a: categories { slug } b: categories { slug } c: categories { slug } d: categories { slug } }");

        assertThat(response.body().path("errors").size()).isEqualTo(4);
        assertThat(response.code()).isEqualTo("service_unavailable");
        // One at a time, and who waits for half a second is sent away.
        assertThat(services.received()).hasSizeLessThan(4);
    }
}

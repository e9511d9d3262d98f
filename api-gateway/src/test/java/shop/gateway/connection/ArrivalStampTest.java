package shop.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerCodec;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.netty.NettyPipeline;

class ArrivalStampTest {

    private static final Instant NOW = Instant.parse("2026-11-30T10:00:00.123456Z");

    private final EmbeddedChannel channel = new EmbeddedChannel();

    @BeforeEach
    void stamped() {
        channel.pipeline().addLast(NettyPipeline.HttpCodec, new HttpServerCodec());
        ArrivalStamp.watch(channel.pipeline(), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void isThereBeforeTheBody() {
        var request = read("POST /api/refresh-token HTTP/1.1\r\nHost: shop\r\nContent-Length: 100\r\n\r\n");

        assertThat(request.headers().getAll("X-Request-Start")).containsExactly("t=1796032800123456");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
    void takesThePlaceOfWhatAClientSays(String method) {
        var request = read(
                method
                        + " /api/refresh-token HTTP/1.1\r\nHost: shop\r\nx-request-start: t=1\r\nX-Request-Start: t=2\r\nContent-Length: 0\r\n\r\n");

        assertThat(request.headers().getAll("X-Request-Start")).containsExactly("t=1796032800123456");
    }

    private HttpRequest read(String head) {
        channel.writeInbound(Unpooled.copiedBuffer(head, StandardCharsets.US_ASCII));
        return (HttpRequest) channel.readInbound();
    }
}

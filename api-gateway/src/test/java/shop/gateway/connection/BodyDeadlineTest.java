package shop.gateway.connection;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.timeout.ReadTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.netty.NettyPipeline;

class BodyDeadlineTest {

    private static final long NO_CLOCK_RUNS = -1;

    private final EmbeddedChannel client = new EmbeddedChannel();

    @BeforeEach
    void watch() {
        client.freezeTime();
        client.pipeline().addLast(NettyPipeline.HttpCodec, new HttpRequestDecoder());
        BodyDeadline.watch(client.pipeline(), Duration.ofSeconds(2));
    }

    @Test
    void aRequestWithoutABodyStartsNoClock() {
        send("GET /api/products HTTP/1.1\r\nHost: shop\r\n\r\n");

        assertThat(client.runScheduledPendingTasks()).isEqualTo(NO_CLOCK_RUNS);
    }

    @Test
    void theEndOfABodyStopsTheClock() {
        send("POST /api/orders HTTP/1.1\r\nHost: shop\r\nContent-Length: 4\r\n\r\n");
        send("ab");
        assertThat(client.runScheduledPendingTasks()).isPositive();

        send("cd");

        assertThat(client.runScheduledPendingTasks()).isEqualTo(NO_CLOCK_RUNS);
        assertThat(client.isOpen()).isTrue();
    }

    @Test
    void aBodyThatDripsInIsCutOff() {
        send("POST /api/orders HTTP/1.1\r\nHost: shop\r\nContent-Length: 4\r\n\r\n");
        client.advanceTimeBy(1500, TimeUnit.MILLISECONDS);
        send("a");
        client.advanceTimeBy(600, TimeUnit.MILLISECONDS);

        client.runScheduledPendingTasks();

        assertThatExceptionOfType(ReadTimeoutException.class).isThrownBy(client::checkException);
        assertThat(client.isOpen()).isFalse();
    }

    @Test
    void aClientThatLeavesStopsTheClock() {
        send("POST /api/orders HTTP/1.1\r\nHost: shop\r\nContent-Length: 4\r\n\r\n");

        var _ = client.close();

        assertThat(client.runScheduledPendingTasks()).isEqualTo(NO_CLOCK_RUNS);
    }

    private void send(String bytes) {
        var _ = client.writeInbound(Unpooled.copiedBuffer(bytes, US_ASCII));
    }
}

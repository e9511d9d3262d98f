package shop.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whether a request may be answered here at all, whatever it asks for: every target but {@code /long} has an answer. */
class CacheFastPathHandlerTest {

    private static final HttpResponseStatus HERE = HttpResponseStatus.OK;
    private static final HttpResponseStatus THERE = HttpResponseStatus.ACCEPTED;

    private final EmbeddedChannel channel = new EmbeddedChannel(
            new CacheFastPathHandler((request, _) -> "/long".equals(request.uri()) ? null : whole(HERE)));

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void answersWhatItCanAndPassesOnTheRest() {
        send("/short");
        assertThat(answered()).isEqualTo(HERE);
        assertThat(channel.<Object>readInbound()).isNull();

        send("/long");
        assertThat(channel.<Object>readInbound()).isInstanceOf(HttpRequest.class);
        assertThat(channel.<Object>readInbound()).isInstanceOf(LastHttpContent.class);
        assertThat(channel.<Object>readOutbound()).isNull();
    }

    @Test
    void answersNothingBeforeWhatWasAskedEarlier() {
        send("/long");
        send("/short");
        assertThat(channel.<Object>readOutbound()).isNull();

        channel.writeOutbound(whole(THERE));
        assertThat(answered()).isEqualTo(THERE);
        send("/short");
        assertThat(channel.<Object>readOutbound())
                .as("the first short one is still on the full path")
                .isNull();

        channel.writeOutbound(whole(THERE), whole(THERE));
        send("/short");
        assertThat(answered()).isEqualTo(THERE);
        assertThat(answered()).isEqualTo(THERE);
        assertThat(answered()).isEqualTo(HERE);
    }

    @Test
    void takesAnInterimAnswerForNone() {
        send("/long");
        channel.writeOutbound(whole(HttpResponseStatus.CONTINUE));
        assertThat(answered()).isEqualTo(HttpResponseStatus.CONTINUE);

        send("/short");

        assertThat(channel.<Object>readOutbound()).isNull();
    }

    @Test
    void answersNothingBehindAnAnswerThatIsTheLast() {
        send("/long");
        var last = new DefaultHttpResponse(HttpVersion.HTTP_1_1, THERE);
        last.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        channel.writeOutbound(last, LastHttpContent.EMPTY_LAST_CONTENT);
        assertThat(answered()).isEqualTo(THERE);
        channel.readOutbound();

        send("/short");

        assertThat(channel.<Object>readOutbound()).isNull();
    }

    @Test
    void answersNobodyWhoDoesNotRead() {
        Objects.requireNonNull(channel.unsafe().outboundBuffer()).setUserDefinedWritability(1, false);

        send("/short");

        assertThat(channel.<Object>readOutbound()).isNull();
        assertThat(channel.<Object>readInbound()).isInstanceOf(HttpRequest.class);
    }

    private void send(String target) {
        channel.writeInbound(
                new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, target),
                LastHttpContent.EMPTY_LAST_CONTENT);
    }

    private @Nullable HttpResponseStatus answered() {
        return channel.readOutbound() instanceof HttpResponse answer ? answer.status() : null;
    }

    private static HttpResponse whole(HttpResponseStatus status) {
        return new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.EMPTY_BUFFER);
    }
}

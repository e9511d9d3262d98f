package shop.gateway.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.ReadTimeoutException;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

/**
 * Ends a request whose body is not whole in time, however regularly a part of it comes. Reactor Netty has a limit for that, but 1.3.8 never
 * stops its clock for a request without a body, and keeps each such request in memory until the limit is over.
 */
final class BodyDeadline extends ChannelInboundHandlerAdapter {

    private final Duration timeout;
    private boolean inBody;
    private @Nullable Future<?> deadline;

    private BodyDeadline(Duration timeout) {
        this.timeout = timeout;
    }

    static void watch(ChannelPipeline pipeline, Duration timeout) {
        pipeline.addAfter(NettyPipeline.HttpCodec, "bodyDeadline", new BodyDeadline(timeout));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest) {
            inBody = true;
        }
        if (message instanceof LastHttpContent) {
            inBody = false;
            stop();
        }
        context.fireChannelRead(message);
    }

    /** Not with the head: most requests end with what came with it, and need no clock. */
    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (inBody && deadline == null) {
            deadline = context.executor().schedule(() -> hangUp(context), timeout.toMillis(), TimeUnit.MILLISECONDS);
        }
        context.fireChannelReadComplete();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        stop();
        context.fireChannelInactive();
    }

    private void stop() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    private static void hangUp(ChannelHandlerContext context) {
        context.fireExceptionCaught(ReadTimeoutException.INSTANCE);
        var _ = context.close();
    }
}

package shop.gateway.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

/**
 * Ends a connection whose next request is not whole in time. The idle time-out does not: each byte that drips in sets it back.
 * {@link BodyDeadline} begins where this ends.
 */
final class HeadDeadline {

    private final Duration timeout;
    private boolean betweenRequests = true;
    private boolean headUnderWay;
    private @Nullable Future<?> deadline;

    private HeadDeadline(Duration timeout) {
        this.timeout = timeout;
    }

    /** Stands on both sides of the codec: before it to see bytes come, behind it to see that they were a head. */
    static void watch(ChannelPipeline pipeline, Duration timeout) {
        var watch = new HeadDeadline(timeout);
        pipeline.addBefore(NettyPipeline.HttpCodec, "headBytes", watch.new Bytes());
        pipeline.addAfter(NettyPipeline.HttpCodec, "headMessages", watch.new Messages());
    }

    private void stop() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    private final class Bytes extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) {
            headUnderWay = betweenRequests;
            context.fireChannelRead(bytes);
        }

        /** Not with the first bytes: most heads come whole, and need no clock. */
        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            // Without the codec this is a WebSocket by now.
            if (headUnderWay && deadline == null && context.pipeline().context(NettyPipeline.HttpCodec) != null) {
                deadline =
                        context.executor().schedule(() -> hangUp(context), timeout.toMillis(), TimeUnit.MILLISECONDS);
            }
            context.fireChannelReadComplete();
        }

        private static void hangUp(ChannelHandlerContext context) {
            var _ = context.close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            stop();
            context.fireChannelInactive();
        }
    }

    private final class Messages extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof HttpRequest) {
                betweenRequests = false;
                headUnderWay = false;
                stop();
            }
            if (message instanceof LastHttpContent) {
                betweenRequests = true;
            }
            context.fireChannelRead(message);
        }
    }
}

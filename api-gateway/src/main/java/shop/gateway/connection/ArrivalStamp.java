package shop.gateway.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequest;
import java.time.Clock;
import reactor.netty.NettyPipeline;
import shop.platform.tracing.RequestStart;

/**
 * Says to the services when a request reached the shop, as soon as its head is read: before a connection, a thread or a lock is waited for. What
 * a client says of it goes no further.
 */
final class ArrivalStamp extends ChannelInboundHandlerAdapter {

    private final Clock clock;

    private ArrivalStamp(Clock clock) {
        this.clock = clock;
    }

    static void watch(ChannelPipeline pipeline, Clock clock) {
        pipeline.addAfter(NettyPipeline.HttpCodec, "arrivalStamp", new ArrivalStamp(clock));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest request) {
            request.headers().set(RequestStart.HEADER, RequestStart.of(clock.instant()));
        }
        context.fireChannelRead(message);
    }
}

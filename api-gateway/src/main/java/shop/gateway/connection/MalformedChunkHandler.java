package shop.gateway.connection;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import reactor.netty.NettyPipeline;

/**
 * Cuts the connection of a request whose chunks cannot be read. Reactor Netty answers 400 too, but ends the body as if it were whole, and a
 * service would act on the part of it that came.
 */
final class MalformedChunkHandler extends ChannelDuplexHandler {

    private boolean inBody;
    private boolean answering;
    private boolean over;

    static void watch(ChannelPipeline pipeline) {
        pipeline.addAfter(NettyPipeline.HttpCodec, "malformedChunks", new MalformedChunkHandler());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (over) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof HttpRequest request) {
            // A head that cannot be read never becomes a request, so that is Reactor Netty's to answer.
            inBody = request.decoderResult().isSuccess();
            answering = false;
        } else if (inBody
                && message instanceof HttpContent content
                && content.decoderResult().isFailure()) {
            over = true;
            ReferenceCountUtil.release(message);
            refuse(context);
            return;
        }
        context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof HttpResponse) {
            answering = true;
        }
        var _ = context.write(message, promise);
    }

    private void refuse(ChannelHandlerContext context) {
        if (answering) {
            var _ = context.close();
            return;
        }
        var answer = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.BAD_REQUEST, Unpooled.EMPTY_BUFFER);
        answer.headers()
                .set(HttpHeaderNames.CONTENT_LENGTH, HttpHeaderValues.ZERO)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        var _ = context.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
    }
}

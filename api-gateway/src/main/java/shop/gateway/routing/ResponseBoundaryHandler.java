package shop.gateway.routing;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.net.ConnectException;
import reactor.netty.Connection;
import reactor.netty.NettyPipeline;
import reactor.netty.http.client.HttpClientResponse;

/**
 * Keeps the requests on one connection to a service apart. Where an answer ends is for HEAD, 204 and 304 a matter of the rules, not of its
 * bytes: a service that is not done with it, or sends a body all the same, would have the next request wait behind it, be carried out long
 * after its client saw it fail, or be answered with what was left. So such a connection is not used again, none takes a request
 * before its last answer is over, and what comes without a request ends it.
 */
final class ResponseBoundaryHandler extends ChannelDuplexHandler {

    /** Sent, and its answer is not over. */
    private boolean underWay;

    private boolean inInterimAnswer;

    private ResponseBoundaryHandler() {}

    static void watch(ChannelPipeline pipeline) {
        pipeline.addAfter(NettyPipeline.HttpCodec, "responseBoundaries", new ResponseBoundaryHandler());
    }

    /** Decides at the head of an answer whether its connection may carry another request. */
    static void closeUnlessCertain(HttpClientResponse answer, Connection connection) {
        if (HttpMethod.HEAD.equals(answer.method()) || (mayHaveNoBody(answer.status()) && announcesBody(answer))) {
            connection.markPersistent(false);
        }
    }

    private static boolean mayHaveNoBody(HttpResponseStatus status) {
        return status.codeClass() == HttpStatusClass.INFORMATIONAL
                || status.equals(HttpResponseStatus.NO_CONTENT)
                || status.equals(HttpResponseStatus.RESET_CONTENT)
                || status.equals(HttpResponseStatus.NOT_MODIFIED);
    }

    private static boolean announcesBody(HttpClientResponse answer) {
        var headers = answer.responseHeaders();
        return headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
                || (headers.contains(HttpHeaderNames.CONTENT_LENGTH)
                        && !"0".equals(headers.get(HttpHeaderNames.CONTENT_LENGTH)));
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof HttpRequest) {
            if (underWay) {
                ReferenceCountUtil.release(message);
                // Nothing was sent, so whatever it is may be tried on another connection.
                promise.setFailure(new ConnectException("The last answer on this connection is not over."));
                var _ = context.close();
                return;
            }
            underWay = true;
        }
        var _ = context.write(message, promise);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof HttpObject)) {
            context.fireChannelRead(message); // a WebSocket by now
            return;
        }
        if (!underWay) {
            ReferenceCountUtil.release(message);
            var _ = context.close();
            return;
        }
        if (message instanceof HttpResponse response) {
            inInterimAnswer = response.decoderResult().isSuccess()
                    && response.status().codeClass() == HttpStatusClass.INFORMATIONAL
                    && !response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS);
        }
        if (inInterimAnswer) {
            // Reactor Netty takes all of them but 100 for the answer, and the answer for that of the next request.
            inInterimAnswer = !(message instanceof LastHttpContent);
            ReferenceCountUtil.release(message);
            if (!context.channel().config().isAutoRead()) {
                context.read();
            }
            return;
        }
        if (message instanceof LastHttpContent) {
            underWay = false;
        }
        context.fireChannelRead(message);
    }
}

package shop.gateway.cache;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One connection's {@link CacheFastPath}, before everything of Reactor Netty that makes an exchange of a request. Answers keep the order of their
 * requests: nothing is answered here while one that went the full path is not.
 */
final class CacheFastPathHandler extends ChannelDuplexHandler {

    private final Answers way;

    /** Requests on the full path. */
    private int underWay;

    /** One of the two said that the connection ends with this request, so what still comes gets no answer. */
    private boolean closing;

    private boolean inAnswered;
    private boolean answered;

    /** Knows the answer to a request, or that it has to go the full path. */
    @FunctionalInterface
    interface Answers {
        @Nullable HttpResponse to(HttpRequest request, SocketAddress peer);
    }

    CacheFastPathHandler(Answers way) {
        this.way = way;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest request) {
            // A client that does not read its answers gets no further ones from here.
            var answer = underWay == 0 && !closing && context.channel().isWritable()
                    ? way.to(request, context.channel().remoteAddress())
                    : null;
            if (answer == null) {
                underWay++;
                closing |= !HttpUtil.isKeepAlive(request);
            } else {
                inAnswered = true;
                answered = true;
                var _ = context.write(answer);
            }
        }
        if (!inAnswered) {
            context.fireChannelRead(message);
            return;
        }
        ReferenceCountUtil.release(message);
        inAnswered = !(message instanceof LastHttpContent);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (answered) {
            answered = false;
            context.flush();
            // Reactor Netty asks for the next request when it has answered one, and knows nothing of this one.
            context.read();
        }
        context.fireChannelReadComplete();
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        var interim = false;
        if (message instanceof HttpResponse response) {
            interim = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
            closing |= !interim && !HttpUtil.isKeepAlive(response);
        }
        if (message instanceof LastHttpContent && !interim) {
            underWay--;
        }
        var _ = context.write(message, promise);
    }
}

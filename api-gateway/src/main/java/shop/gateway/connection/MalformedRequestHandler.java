package shop.gateway.connection;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import reactor.netty.NettyPipeline;
import shop.gateway.FilterOrder;
import shop.gateway.problem.MalformedHeadFilter;
import shop.gateway.request.RequestLog;
import shop.platform.problem.Problems;
import shop.platform.tracing.RequestIds;
import shop.platform.tracing.TraceParents;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sees to it that a request that cannot be read is refused like any other: with a problem that names it, and one short line of log. One that
 * is HTTP, but not what Spring or a service can read, goes on without its unreadable parts and with a mark that {@link MalformedHeadFilter} explains.
 * One that is no HTTP is answered by Reactor Netty with a status alone, to which the body is added here.
 */
final class MalformedRequestHandler extends ChannelDuplexHandler {

    /** An escape that is none, or a character that must be escaped. */
    private static final Pattern UNREADABLE_TARGET =
            Pattern.compile("%(?![0-9a-fA-F]{2})|[^\\x21-\\x7e]|[\"<>\\\\^`{|}#]");

    private static final Pattern HOST =
            Pattern.compile("([A-Za-z0-9._~!$&'()*+,;=%-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?");

    private boolean undecodable;

    /** It became one before it turned out to be unreadable, and so has its line of log. */
    private boolean isRequest;

    private MalformedRequestHandler() {}

    static void watch(ChannelPipeline pipeline) {
        pipeline.addAfter(NettyPipeline.HttpCodec, "malformedRequests", new MalformedRequestHandler());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpObject part && part.decoderResult().isFailure()) {
            undecodable = true;
            isRequest = !(part instanceof HttpRequest);
        } else if (message instanceof HttpRequest request) {
            // Only this one says so.
            request.headers().remove(MalformedHeadFilter.MARK);
            var reason = reason(request);
            if (reason != null) {
                request.setUri(readablePath(request.uri()));
                removeUnreadable(request);
                request.headers().set(MalformedHeadFilter.MARK, reason.name());
            }
        }
        context.fireChannelRead(message);
    }

    private static MalformedHeadFilter.@Nullable Reason reason(HttpRequest request) {
        var headers = request.headers();
        for (var header : headers) {
            if (!isText(header.getKey()) || !isText(header.getValue())) {
                return MalformedHeadFilter.Reason.HEADERS;
            }
        }
        var hosts = headers.getAll(HttpHeaderNames.HOST);
        if (hosts.isEmpty()
                ? !HttpVersion.HTTP_1_0.equals(request.protocolVersion())
                : hosts.size() > 1 || !isHost(hosts.getFirst())) {
            return MalformedHeadFilter.Reason.HOST;
        }
        return isReadable(request.uri()) ? null : MalformedHeadFilter.Reason.TARGET;
    }

    private static boolean isText(String text) {
        return text.chars().allMatch(c -> c == '\t' || (c >= ' ' && c != 0x7f));
    }

    private static boolean isHost(String host) {
        if (!HOST.matcher(host).matches()) {
            return false;
        }
        var port = host.lastIndexOf(':');
        return port < 0 || host.endsWith("]") || Integer.parseInt(host.substring(port + 1)) < 65_536;
    }

    private static boolean isReadable(String target) {
        if (UNREADABLE_TARGET.matcher(target).find()) {
            return false;
        }
        try {
            var _ = new URI(target);
            return true;
        } catch (URISyntaxException _) {
            return target.startsWith("//"); // an address that SafePath refuses
        }
    }

    /** For the problem and the log. */
    private static String readablePath(String target) {
        var query = target.indexOf('?');
        var path = query < 0 ? target : target.substring(0, query);
        return path.startsWith("/") && !path.startsWith("//") && isReadable(path) ? path : "/";
    }

    /** Names and values would go on into log lines and answers; and Spring reads the host. */
    private static void removeUnreadable(HttpRequest request) {
        var headers = request.headers();
        headers.entries().stream()
                .filter(header -> !isText(header.getKey()) || !isText(header.getValue()))
                .map(Map.Entry::getKey)
                .toList()
                .forEach(headers::remove);
        headers.set(HttpHeaderNames.HOST, "unknown");
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (undecodable
                && message instanceof FullHttpResponse answer
                && answer.status().code() >= 400
                && !answer.content().isReadable()) {
            undecodable = false;
            var _ = context.write(withBody(answer, isRequest), promise);
            return;
        }
        var _ = context.write(message, promise);
    }

    private static FullHttpResponse withBody(FullHttpResponse answer, boolean logged) {
        var status = HttpStatus.valueOf(answer.status().code());
        var requestId = RequestIds.takeOver(null);
        var traceParent = TraceParents.takeOver(null);
        var problem = Problems.of(status);
        var members = new LinkedHashMap<String, @Nullable Object>();
        members.put("type", problem.getType());
        members.put("title", problem.getTitle());
        members.put("status", problem.getStatus());
        members.put("detail", problem.getDetail());
        if (problem.getProperties() != null) {
            members.putAll(problem.getProperties());
        }
        members.put("requestId", requestId);
        var body = JsonMapper.shared().writeValueAsBytes(members);
        var whole = answer.replace(Unpooled.wrappedBuffer(body));
        whole.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, MediaType.APPLICATION_PROBLEM_JSON_VALUE)
                .set(HttpHeaderNames.CONTENT_LENGTH, body.length)
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .set("X-Content-Type-Options", "nosniff")
                .set(RequestIds.HEADER, requestId)
                .set(TraceParents.HEADER, traceParent);
        answer.release();
        if (!logged) {
            try (var _ = FilterOrder.logContext(requestId, traceParent)) {
                // Nothing of what could not be read is repeated.
                RequestLog.write("-", "-", status.value(), 0, requestId);
            }
        }
        return whole;
    }
}

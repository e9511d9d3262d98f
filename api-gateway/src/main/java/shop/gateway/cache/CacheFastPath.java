package shop.gateway.cache;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.stereotype.Component;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;
import shop.gateway.FilterOrder;
import shop.gateway.limit.AddressLimit;
import shop.gateway.limit.UserLimit;
import shop.gateway.request.ClientAddress;
import shop.gateway.request.RequestLog;
import shop.platform.tracing.RequestIds;
import shop.platform.tracing.RequestStart;
import shop.platform.tracing.TraceParents;
import shop.security.token.AccessToken;
import shop.security.token.AccessTokens;

/**
 * Gives an answer that is shared anyway before the request becomes an exchange that passes some twenty filters. Only a request takes it that
 * none of them would have had anything to say about: nobody's, without a body, of no foreign page, with headers that are all known to be
 * harmless here, for an answer that just went the full path under the very same name. It counts for the address's limit, and gets its
 * names, its line of log and its place in the metrics like any other.
 */
@Component
class CacheFastPath implements NettyServerCustomizer {

    /** Everything else goes the full path, above all cookies, origins, ranges, bodies and upgrades. */
    private static final TreeSet<String> HARMLESS = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    static {
        HARMLESS.addAll(List.of(
                "Accept",
                "Accept-Encoding",
                "Accept-Language",
                "Authorization",
                "Cache-Control",
                "Connection",
                "DNT",
                "Host",
                "If-None-Match",
                "Pragma",
                "Priority",
                "Referer",
                "Sec-CH-UA",
                "Sec-CH-UA-Mobile",
                "Sec-CH-UA-Platform",
                "Sec-Fetch-Dest",
                "Sec-Fetch-Mode",
                "Sec-Fetch-Site",
                "Sec-Fetch-User",
                "Sec-GPC",
                "Upgrade-Insecure-Requests",
                "User-Agent",
                "Via",
                "X-Forwarded-Host",
                "X-Forwarded-Port",
                "X-Forwarded-Proto",
                ClientAddress.FORWARDED_FOR,
                RequestIds.HEADER,
                RequestStart.HEADER,
                TraceParents.HEADER));
    }

    /** What nobody reads in two ways; ports above go the full path. */
    private static final Pattern HOST =
            Pattern.compile("([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+])(:([1-5][0-9]{4}|[0-9]{1,4}))?");

    /** A large one may take a slow client longer than it may be silent, and only on the full path somebody knows that it is not. */
    private static final int LARGEST = 64 * 1024;

    private static final String BEARER = "Bearer ";

    private final ResponseCache answers;
    private final AccessTokens tokens;
    private final ClientAddress addresses;
    private final AddressLimit addressLimit;
    private final UserLimit userLimit;
    private final Timer given;
    private final Timer unchanged;

    CacheFastPath(
            ResponseCache answers,
            AccessTokens tokens,
            ClientAddress addresses,
            AddressLimit addressLimit,
            UserLimit userLimit,
            MeterRegistry meters) {
        this.answers = answers;
        this.tokens = tokens;
        this.addresses = addresses;
        this.addressLimit = addressLimit;
        this.userLimit = userLimit;
        this.given = timer(meters, "200", "SUCCESS");
        this.unchanged = timer(meters, "304", "REDIRECTION");
    }

    /** Where the requests that go the full path are measured too, with the same tags. */
    private static Timer timer(MeterRegistry meters, String status, String outcome) {
        return meters.timer(
                "http.server.requests",
                "method",
                "GET",
                "uri",
                "UNKNOWN",
                "status",
                status,
                "outcome",
                outcome,
                "exception",
                "none",
                "error",
                "none");
    }

    @Override
    public HttpServer apply(HttpServer server) {
        return server.doOnChannelInit((_, channel, _) -> channel.pipeline()
                .addBefore(NettyPipeline.HttpTrafficHandler, "cacheFastPath", new CacheFastPathHandler(this::answer)));
    }

    /** The answer, or null for what has to go the full path. */
    @Nullable HttpResponse answer(HttpRequest request, SocketAddress peer) {
        var begun = System.nanoTime();
        if (!isPlain(request)) {
            return null;
        }
        var sent = request.headers();
        var known = answers.find(request.uri(), sent.get(HttpHeaderNames.ACCEPT));
        if (known == null || known.size() > LARGEST) {
            return null;
        }
        var asksForChange = sent.contains(HttpHeaderNames.IF_NONE_MATCH);
        if (asksForChange && !isOnly(sent.getAll(HttpHeaderNames.IF_NONE_MATCH), known.eTag())) {
            return null;
        }
        var hasToken = sent.contains(HttpHeaderNames.AUTHORIZATION);
        var token = hasToken ? verified(sent.getAll(HttpHeaderNames.AUTHORIZATION)) : null;
        if (hasToken && token == null) {
            return null;
        }
        var client = addresses.of(
                peer instanceof InetSocketAddress address ? address : null, sent.getAll(ClientAddress.FORWARDED_FOR));
        if (!addressLimit.tryConsume(client) || (token != null && !userLimit.tryConsume(token.caller(), client))) {
            return null;
        }
        var answer = asksForChange ? known.notModified() : known.ok();
        if (token != null && !answer.headers().contains(HttpHeaderNames.CACHE_CONTROL)) {
            answer.headers().set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
        }
        var nanos = name(request, answer, begun);
        (asksForChange ? unchanged : given).record(nanos, TimeUnit.NANOSECONDS);
        return answer;
    }

    /** What is in a token that was verified before and still counts; null if that is not known here. */
    private @Nullable AccessToken verified(List<String> sent) {
        var credentials = sent.getFirst();
        return sent.size() == 1 && credentials.startsWith(BEARER)
                ? tokens.remembered(credentials.substring(BEARER.length()))
                : null;
    }

    private static long name(HttpRequest request, HttpResponse answer, long begun) {
        var requestId = RequestIds.takeOver(request.headers().get(RequestIds.HEADER));
        var traceParent = TraceParents.takeOver(request.headers().get(TraceParents.HEADER));
        answer.headers().set(RequestIds.HEADER, requestId).set(TraceParents.HEADER, traceParent);
        var nanos = System.nanoTime() - begun;
        try (var _ = FilterOrder.logContext(requestId, traceParent)) {
            RequestLog.write(
                    request.method().name(),
                    path(request.uri()),
                    answer.status().code(),
                    nanos,
                    requestId);
        }
        return nanos;
    }

    private static String path(String target) {
        var query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    private static boolean isPlain(HttpRequest request) {
        var headers = request.headers();
        return request.decoderResult().isSuccess()
                && HttpMethod.GET.equals(request.method())
                && HttpVersion.HTTP_1_1.equals(request.protocolVersion())
                && isHost(headers.getAll(HttpHeaderNames.HOST))
                && staysOpen(headers)
                && headers.names().stream().allMatch(HARMLESS::contains);
    }

    private static boolean isHost(List<String> sent) {
        return sent.size() == 1 && HOST.matcher(sent.getFirst()).matches();
    }

    private static boolean isOnly(List<String> sent, @Nullable String expected) {
        return sent.size() == 1 && sent.getFirst().equals(expected);
    }

    private static boolean staysOpen(HttpHeaders headers) {
        var connection = headers.getAll(HttpHeaderNames.CONNECTION);
        return connection.isEmpty()
                || (connection.size() == 1
                        && HttpHeaderValues.KEEP_ALIVE.contentEqualsIgnoreCase(connection.getFirst()));
    }
}

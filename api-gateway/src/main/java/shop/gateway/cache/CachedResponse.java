package shop.gateway.cache;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** A whole answer of a service: status 200, the headers that are the same for everybody, and its bytes. */
final class CachedResponse {

    /** The others speak of one request or one connection. */
    private static final List<String> FOR_EVERYBODY = List.of(
            HttpHeaders.CONTENT_TYPE,
            HttpHeaders.CONTENT_LANGUAGE,
            HttpHeaders.ETAG,
            HttpHeaders.LAST_MODIFIED,
            HttpHeaders.LINK,
            HttpHeaders.CACHE_CONTROL,
            HttpHeaders.VARY,
            "X-Content-Type-Options",
            "X-Frame-Options",
            "Referrer-Policy",
            "Content-Security-Policy",
            "Strict-Transport-Security");

    private final HttpHeaders headers;
    private final io.netty.handler.codec.http.HttpHeaders wire;
    private final byte[] body;
    private final long freshUntil;
    private final AtomicBoolean renewing = new AtomicBoolean();

    private CachedResponse(HttpHeaders headers, byte[] body, long freshUntil) {
        this.headers = headers;
        this.body = body;
        this.freshUntil = freshUntil;
        this.wire =
                DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
        headers.forEach((name, values) -> wire.add(
                AsciiString.of(name), values.stream().map(AsciiString::of).toList()));
    }

    /**
     * Of what a client was answered.
     *
     * @param all the headers it got
     * @param freshUntil when somebody should fetch the next one, in nanoseconds of the clock that is asked again later
     */
    static CachedResponse of(HttpHeaders all, byte[] body, long freshUntil) {
        var headers = new HttpHeaders();
        FOR_EVERYBODY.stream()
                .filter(all::containsHeader)
                .forEach(name -> headers.put(name, List.copyOf(all.getOrEmpty(name))));
        return new CachedResponse(headers, body, freshUntil);
    }

    /** The same, as good as new. */
    CachedResponse until(long fresh) {
        return new CachedResponse(headers, body, fresh);
    }

    int size() {
        return body.length;
    }

    @Nullable String eTag() {
        return headers.getETag();
    }

    boolean waitsForRenewal(long now) {
        return !renewing.get() && now - freshUntil > 0;
    }

    /** Whether the caller is the one who has to fetch the next answer. */
    boolean renew(long now) {
        return waitsForRenewal(now) && renewing.compareAndSet(false, true);
    }

    Mono<Void> answer(ServerWebExchange exchange) {
        var response = exchange.getResponse();
        response.setStatusCode(HttpStatus.OK);
        response.getHeaders().putAll(headers);
        var eTag = headers.getETag();
        if (eTag != null && exchange.checkNotModified(eTag)) {
            return response.setComplete();
        }
        response.getHeaders().setContentLength(body.length);
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
    }

    /** The same as one message of Netty's. */
    HttpResponse ok() {
        var whole = wire.copy().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
        return message(HttpResponseStatus.OK, body, whole);
    }

    HttpResponse notModified() {
        return message(HttpResponseStatus.NOT_MODIFIED, new byte[0], wire.copy());
    }

    private static HttpResponse message(
            HttpResponseStatus status, byte[] content, io.netty.handler.codec.http.HttpHeaders head) {
        return new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(content), head, EmptyHttpHeaders.INSTANCE);
    }
}

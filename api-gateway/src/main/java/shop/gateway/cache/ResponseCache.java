package shop.gateway.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import shop.gateway.FilterOrder;

/**
 * Answers again what a service has just answered, if the service allows that with {@code CDN-Cache-Control: max-age} (RFC 9213). A page that
 * thousands look at then costs its service a few requests a second. It is kept for a moment only, and for no longer than until somebody
 * changes the catalogue through this gateway: who has written reads what was written. In the second half of that moment one request is sent
 * to fetch the next answer, so that those of a busy page do not all go to the service when it is over.
 */
@Component
class ResponseCache implements WebFilter, Ordered {

    private static final String ALLOWED = "CDN-Cache-Control";

    private static final Pattern SOME_TIME = Pattern.compile("(?:^|[\\s,])max-age=[1-9][0-9]*(?:$|[\\s,])");

    private static final int LARGEST = 256 * 1024;

    /** Paths whose changes show in shared answers. */
    private static final List<String> CHANGED_AT =
            List.of("/api/products", "/products", "/api/categories", "/api/inventory", "/inventory");

    private final Cache<String, CachedResponse> answers;
    private final AtomicLong generation = new AtomicLong();
    private final Ticker clock;
    private final long freshNanos;

    @Autowired
    ResponseCache(ResponseCacheProperties properties, MeterRegistry meters) {
        this(properties, meters, Ticker.systemTicker());
    }

    ResponseCache(ResponseCacheProperties properties, MeterRegistry meters, Ticker clock) {
        this.clock = clock;
        this.freshNanos = properties.ttl().toNanos() / 2;
        this.answers = Caffeine.newBuilder()
                .ticker(clock)
                .expireAfterWrite(properties.ttl())
                .maximumWeight(
                        properties.ttl().isZero() ? 0 : properties.maxSize().toBytes())
                .weigher((String key, CachedResponse answer) -> 2 * key.length() + answer.size())
                .recordStats()
                .build();
        CaffeineCacheMetrics.monitor(meters, answers, "shared-answers");
    }

    @Override
    public int getOrder() {
        return FilterOrder.RESPONSE_CACHE;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        var request = exchange.getRequest();
        var answer = exchange.getResponse();
        answer.beforeCommit(() -> Mono.fromRunnable(() -> answer.getHeaders().remove(ALLOWED))); // it was for us
        if (isChange(request)) {
            // Before it too: what is read meanwhile may be old when the change is done. And before the client learns
            // that it is.
            forgetAll();
            answer.beforeCommit(() -> Mono.fromRunnable(this::forgetAll));
            return chain.filter(exchange).doFinally(_ -> forgetAll());
        }
        if (!HttpMethod.GET.equals(request.getMethod())
                || request.getHeaders().containsHeader(HttpHeaders.RANGE)
                || exchange.getAttribute(FilterOrder.PUBLIC) == null) {
            return chain.filter(exchange);
        }
        var key = key(request);
        var known = answers.getIfPresent(key);
        if (known != null && !known.renew(clock.read())) {
            return known.answer(exchange);
        }
        var recording = new Recording(answer, key, known);
        return chain.filter(exchange.mutate().response(recording).build());
    }

    /** The answer that would be given to a GET, for {@link CacheFastPath}. A request that finds none is not counted yet. */
    @Nullable CachedResponse find(String target, @Nullable String accepted) {
        var key = key(target, accepted);
        var known = answers.policy().getIfPresentQuietly(key);
        return known == null || known.waitsForRenewal(clock.read()) ? null : answers.getIfPresent(key);
    }

    private String key(ServerHttpRequest request) {
        var query = request.getURI().getRawQuery();
        var path = request.getURI().getRawPath();
        return key(
                query == null ? path : path + '?' + query, request.getHeaders().getFirst(HttpHeaders.ACCEPT));
    }

    /**
     * Two clients that ask for the same in other words get answers of their own, and so do those who ask before and after a change: an answer
     * that was under way meanwhile is kept where nobody looks any more.
     */
    private String key(String target, @Nullable String accepted) {
        return generation.get() + " " + target + ' ' + accepted;
    }

    private static boolean isChange(ServerHttpRequest request) {
        var method = request.getMethod();
        var path = request.getPath().value();
        return !HttpMethod.GET.equals(method)
                && !HttpMethod.HEAD.equals(method)
                && CHANGED_AT.stream().anyMatch(path::startsWith);
    }

    private void forgetAll() {
        generation.incrementAndGet();
        answers.invalidateAll();
    }

    /** Passes an answer on and keeps a copy of it, if it may be kept and arrives whole. */
    private final class Recording extends ServerHttpResponseDecorator {

        private final String key;
        private final @Nullable CachedResponse last;

        /**
         * @param last what is answered until this one is there, if anything is
         */
        Recording(ServerHttpResponse answer, String key, @Nullable CachedResponse last) {
            super(answer);
            this.key = key;
            this.last = last;
        }

        @Override
        public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
            if (!mayBeKept()) {
                return super.writeWith(body);
            }
            if (HttpStatus.NOT_MODIFIED.equals(getStatusCode())) {
                // The one who asked for the next answer knows the last one, and it still holds.
                return super.writeWith(Flux.from(body).doOnComplete(this::keepLast));
            }
            var copy = new ByteArrayOutputStream();
            return super.writeWith(
                    Flux.from(body).doOnNext(part -> copy(part, copy)).doOnComplete(() -> keep(copy)));
        }

        private boolean mayBeKept() {
            var allowed = getHeaders().getFirst(ALLOWED);
            return allowed != null
                    && SOME_TIME.matcher(allowed).find()
                    && getHeaders().getContentLength() <= LARGEST
                    && !getHeaders().containsHeader(HttpHeaders.CONTENT_ENCODING)
                    && (HttpStatus.OK.equals(getStatusCode()) || HttpStatus.NOT_MODIFIED.equals(getStatusCode()));
        }

        private static void copy(DataBuffer part, ByteArrayOutputStream copy) {
            if (copy.size() <= LARGEST) {
                var bytes = new byte[part.readableByteCount()];
                part.toByteBuffer(part.readPosition(), ByteBuffer.wrap(bytes), 0, bytes.length);
                copy.writeBytes(bytes);
            }
        }

        private void keep(ByteArrayOutputStream copy) {
            if (copy.size() <= LARGEST) {
                answers.put(key, CachedResponse.of(getHeaders(), copy.toByteArray(), freshUntil()));
            }
        }

        private void keepLast() {
            if (last != null
                    && last.eTag() != null
                    && last.eTag().equals(getHeaders().getETag())) {
                answers.put(key, last.until(freshUntil()));
            }
        }

        private long freshUntil() {
            return clock.read() + freshNanos;
        }
    }
}

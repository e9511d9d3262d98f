package shop.gateway.shared;

import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** A whole answer of a service: status 200, the headers that speak of its content, and its bytes. */
final class SharedAnswer {

    /** The others speak of one request or one connection. */
    private static final List<String> OF_THE_CONTENT = List.of(
            HttpHeaders.CONTENT_TYPE,
            HttpHeaders.CONTENT_LANGUAGE,
            HttpHeaders.ETAG,
            HttpHeaders.LAST_MODIFIED,
            HttpHeaders.LINK,
            HttpHeaders.CACHE_CONTROL);

    private final HttpHeaders headers;
    private final byte[] body;

    private SharedAnswer(HttpHeaders headers, byte[] body) {
        this.headers = headers;
        this.body = body;
    }

    static SharedAnswer of(HttpHeaders all, byte[] body) {
        var headers = new HttpHeaders();
        OF_THE_CONTENT.stream()
                .filter(all::containsHeader)
                .forEach(name -> headers.put(name, List.copyOf(all.getOrEmpty(name))));
        return new SharedAnswer(headers, body);
    }

    int size() {
        return body.length;
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
}

package shop.gateway.problem;

import java.util.concurrent.atomic.AtomicLong;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What a refused request still has to send. If its connection were closed under it, the client's system would throw the refusal away unread
 * together with what it could not send (RFC 9112 section 9.6), and behind a small body on the same connection may come the next request. So the
 * rest is read, and dropped, before the answer.
 */
public final class BodyDrain {

    /** More than a client may send in vain is not waited for: then it may miss the answer. */
    public static final DataSize MOST = DataSize.ofMegabytes(8);

    private BodyDrain() {}

    /** Reads what is left of a body, and has the connection closed after the answer if its end is not in sight. */
    static Mono<Void> read(ServerHttpRequest request, HttpHeaders answer) {
        var headers = request.getHeaders();
        var length = headers.getContentLength();
        var chunked = headers.containsHeader(HttpHeaders.TRANSFER_ENCODING);
        if (length <= 0 && !chunked) {
            return Mono.empty();
        }
        // Who asks first whether to send a body does not send one that is refused.
        var awaited = length <= MOST.toBytes() && !headers.containsHeader(HttpHeaders.EXPECT);
        if (chunked || !awaited) {
            answer.setConnection("close");
        }
        return awaited ? drop(request.getBody()) : Mono.empty();
    }

    /** The same for a body that was begun to be read, so that only its reader has the rest. */
    public static Mono<Void> drop(Flux<DataBuffer> body, HttpHeaders request) {
        if (request.getContentLength() > MOST.toBytes()) {
            return body.doOnNext(DataBufferUtils::release).next().then();
        }
        return drop(body);
    }

    private static Mono<Void> drop(Flux<DataBuffer> body) {
        var seen = new AtomicLong();
        return body.map(part -> {
                    var size = part.readableByteCount();
                    DataBufferUtils.release(part);
                    return seen.addAndGet(size);
                })
                .takeUntil(size -> size > MOST.toBytes())
                .onErrorComplete() // read already, or its sender is gone
                .then();
    }
}

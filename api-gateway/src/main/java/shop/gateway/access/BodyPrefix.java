package shop.gateway.access;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * The first bytes of a body, read before the request goes on; the body as a whole is still to be read, those bytes included. No more than
 * they is kept in memory.
 */
final class BodyPrefix extends BaseSubscriber<DataBuffer> {

    private final Sinks.Many<DataBuffer> parts = Sinks.many().unicast().onBackpressureBuffer();
    private final Sinks.One<byte[]> prefix = Sinks.one();
    private final byte[] seen;
    private int length;
    private boolean read;

    private BodyPrefix(int most) {
        this.seen = new byte[most];
    }

    /** What was read, and the body with it. */
    static final class Read {

        private final byte[] bytes;
        private final Flux<DataBuffer> whole;

        private Read(byte[] bytes, Flux<DataBuffer> whole) {
            this.bytes = bytes;
            this.whole = whole;
        }

        /** Fewer than were asked for if the body has no more. */
        byte[] bytes() {
            return bytes;
        }

        /** To be read once, or dropped. */
        Flux<DataBuffer> whole() {
            return whole;
        }
    }

    static Mono<Read> of(Flux<DataBuffer> body, int most) {
        return Mono.defer(() -> {
            var reader = new BodyPrefix(most);
            var whole = reader.parts
                    .asFlux()
                    .doOnRequest(reader::request)
                    .doOnCancel(reader::cancel)
                    .doOnDiscard(DataBuffer.class, DataBufferUtils::release);
            body.subscribe(reader);
            return reader.prefix.asMono().map(bytes -> new Read(bytes, whole)).doOnCancel(reader::cancel);
        });
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
        request(1);
    }

    @Override
    protected void hookOnNext(DataBuffer part) {
        if (!read) {
            var more = Math.min(part.readableByteCount(), seen.length - length);
            part.toByteBuffer(part.readPosition(), ByteBuffer.wrap(seen), length, more);
            length += more;
        }
        if (parts.tryEmitNext(part).isFailure()) {
            DataBufferUtils.release(part);
        }
        if (read) {
            return;
        }
        if (length == seen.length) {
            end();
        } else {
            request(1);
        }
    }

    @Override
    protected void hookOnComplete() {
        parts.tryEmitComplete();
        end();
    }

    @Override
    protected void hookOnError(Throwable failure) {
        parts.tryEmitError(failure);
        read = true;
        prefix.tryEmitError(failure);
    }

    private void end() {
        if (!read) {
            read = true;
            prefix.tryEmitValue(Arrays.copyOf(seen, length));
        }
    }
}

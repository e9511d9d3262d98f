package shop.gateway.guard;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;
import reactor.netty.channel.AbortedException;
import shop.gateway.problem.GatewayException.ServiceNotCalled;
import shop.gateway.problem.GatewayException.TooManyAtOnce;

/**
 * Stands before one bulkhead. Its breaker opens when the service is silent, not when it refuses: an answer of any status is an answer.
 * That no instance is registered is known without asking, so there is nothing to spare anybody either.
 */
final class Guard {

    private static final Duration SOON = Duration.ofSeconds(1);

    private final Bulkhead permits;
    private final ConcurrencyPerAddress concurrency;
    private final CircuitBreaker breaker;

    Guard(Bulkhead permits, ConcurrencyPerAddress concurrency, CircuitBreaker breaker) {
        this.permits = permits;
        this.concurrency = concurrency;
        this.breaker = breaker;
    }

    /**
     * Lets one request in; whoever asks must end the call.
     *
     * @throws TooManyAtOnce if the address has too many under way here
     * @throws ServiceNotCalled if the bulkhead is full or the breaker open
     */
    Call begin(String address) {
        if (!concurrency.take(address)) {
            throw new TooManyAtOnce(SOON);
        }
        if (!permits.tryAcquirePermission()) {
            concurrency.release(address);
            throw new ServiceNotCalled();
        }
        if (!breaker.tryAcquirePermission()) {
            concurrency.release(address);
            permits.releasePermission();
            throw new ServiceNotCalled();
        }
        return new Call(address);
    }

    /** One request under way. The breaker learns of its outcome once, at the first sign of one. */
    final class Call {

        private final AtomicBoolean undecided = new AtomicBoolean(true);
        private final AtomicBoolean clientBroke = new AtomicBoolean();
        private final long start = System.nanoTime();
        private final String address;

        private Call(String address) {
            this.address = address;
        }

        /** The first bytes of an answer are there; how long the rest takes may be up to the reader. */
        void answered() {
            if (undecided.compareAndSet(true, false)) {
                breaker.onSuccess(elapsed(), TimeUnit.NANOSECONDS);
            }
        }

        /** The client did not send what it announced, so whatever fails now is not the service's doing. */
        void clientBroke() {
            clientBroke.set(true);
        }

        void failed(Throwable failure) {
            if (isOutage(failure) && !clientBroke.get() && undecided.compareAndSet(true, false)) {
                breaker.onError(elapsed(), TimeUnit.NANOSECONDS, failure);
            }
        }

        void end() {
            if (undecided.compareAndSet(true, false)) {
                breaker.releasePermission();
            }
            concurrency.release(address);
            permits.onComplete();
        }

        private long elapsed() {
            return System.nanoTime() - start;
        }
    }

    private static boolean isOutage(Throwable failure) {
        return failure instanceof IOException
                || failure instanceof AbortedException
                || failure instanceof TimeoutException
                || (failure instanceof ResponseStatusException answer
                        && answer.getStatusCode().isSameCodeAs(HttpStatus.GATEWAY_TIMEOUT));
    }
}

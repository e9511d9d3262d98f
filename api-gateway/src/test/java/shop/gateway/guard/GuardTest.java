package shop.gateway.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.io.IOException;
import java.net.ConnectException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.cloud.gateway.support.NotFoundException;
import org.springframework.http.HttpStatus;
import org.springframework.util.unit.DataSize;
import org.springframework.web.server.ResponseStatusException;
import reactor.netty.channel.AbortedException;
import shop.gateway.problem.GatewayException.BodyTooLarge;
import shop.gateway.problem.GatewayException.ServiceNotCalled;
import shop.gateway.problem.GatewayException.TooManyAtOnce;

class GuardTest {

    private final Bulkhead permits =
            Bulkhead.of("orders", BulkheadConfig.custom().maxConcurrentCalls(3).build());
    private final CircuitBreaker breaker = CircuitBreaker.of(
            "orders",
            CircuitBreakerConfig.custom()
                    .slidingWindowSize(4)
                    .minimumNumberOfCalls(4)
                    .permittedNumberOfCallsInHalfOpenState(1)
                    .build());
    private final Guard guard = new Guard(permits, new ConcurrencyPerAddress(2), breaker);

    static Throwable[] silence() {
        return new Throwable[] {
            new ConnectException("refused"),
            new IOException("connection reset"),
            new AbortedException("closed before the request was sent"),
            new TimeoutException(),
            new ResponseStatusException(HttpStatus.GATEWAY_TIMEOUT)
        };
    }

    static Throwable[] noSilence() {
        return new Throwable[] {
            new BodyTooLarge(DataSize.ofMegabytes(1)),
            NotFoundException.create(false, "no instance"),
            new ResponseStatusException(HttpStatus.BAD_REQUEST),
            new IllegalStateException("ours")
        };
    }

    @ParameterizedTest
    @MethodSource("silence")
    void asksASilentServiceNoMore(Throwable failure) {
        fail(4, failure);

        assertThat(breaker.getState()).isEqualTo(State.OPEN);
        assertThatExceptionOfType(ServiceNotCalled.class).isThrownBy(() -> guard.begin("a"));
        assertThat(permits.getMetrics().getAvailableConcurrentCalls()).isEqualTo(3);
    }

    @ParameterizedTest
    @MethodSource("noSilence")
    void takesNothingElseForSilence(Throwable failure) {
        fail(20, failure);

        assertThat(breaker.getState()).isEqualTo(State.CLOSED);
    }

    @Test
    void takesAnyAnswerForOne() {
        for (int i = 0; i < 20; i++) {
            var call = guard.begin("a");
            call.answered();
            // The rest of the answer breaks off, which may be up to its reader.
            call.failed(new IOException("reset"));
            call.end();
        }

        assertThat(breaker.getState()).isEqualTo(State.CLOSED);
        assertThat(breaker.getMetrics().getNumberOfFailedCalls()).isZero();
    }

    @Test
    void doesNotBlameTheServiceForAClientThatBreaksOff() {
        for (int i = 0; i < 20; i++) {
            var call = guard.begin("a");
            call.clientBroke();
            call.failed(new IOException("closed"));
            call.end();
        }

        assertThat(breaker.getState()).isEqualTo(State.CLOSED);
    }

    @Test
    void triesAgainWithOneAndTrustsItsAnswer() {
        fail(4, new TimeoutException());
        breaker.transitionToHalfOpenState();

        var trial = guard.begin("a");
        assertThatExceptionOfType(ServiceNotCalled.class).isThrownBy(() -> guard.begin("b"));
        trial.answered();
        trial.end();

        assertThat(breaker.getState()).isEqualTo(State.CLOSED);
    }

    @Test
    void givesTheTrialBackWhenItsClientLeaves() {
        fail(4, new TimeoutException());
        breaker.transitionToHalfOpenState();

        guard.begin("a").end();
        guard.begin("b").end();

        assertThat(breaker.getState()).isEqualTo(State.HALF_OPEN);
    }

    @Test
    void hasSoManyPlacesAndNoMore() {
        var first = guard.begin("a");
        guard.begin("a");
        guard.begin("b");

        assertThatExceptionOfType(ServiceNotCalled.class).isThrownBy(() -> guard.begin("c"));
        first.end();
        assertThat(guard.begin("c")).isNotNull();
    }

    @Test
    void givesNobodyAllOfThem() {
        var first = guard.begin("a");
        guard.begin("a");

        assertThatExceptionOfType(TooManyAtOnce.class).isThrownBy(() -> guard.begin("a"));
        assertThat(permits.getMetrics().getAvailableConcurrentCalls()).isEqualTo(1);
        first.end();
        assertThat(guard.begin("a")).isNotNull();
    }

    private void fail(int times, Throwable failure) {
        for (int i = 0; i < times; i++) {
            var call = guard.begin("a");
            call.failed(failure);
            call.end();
        }
    }
}

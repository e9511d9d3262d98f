package shop.order.client;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Clock;
import java.util.function.Supplier;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClientException;
import shop.order.application.CallBudget;
import shop.order.application.DependencyUnavailableException;

/**
 * Calls one service, a few calls at a time, and not at all for a while after it has failed often: its trouble must not become ours.
 * What the service refuses on purpose is an answer, not a failure, and never arrives here as an exception.
 */
final class GuardedCalls {

    private final String service;
    private final Bulkhead bulkhead;
    private final CircuitBreaker breaker;
    private final Clock clock;

    GuardedCalls(String service, Bulkhead bulkhead, CircuitBreaker breaker, Clock clock) {
        this.service = service;
        this.bulkhead = bulkhead;
        this.breaker = breaker;
        this.clock = clock;
    }

    <T> T call(Supplier<T> call) {
        if (CallBudget.isSpent(clock)) {
            throw new DependencyUnavailableException(service, null);
        }
        try {
            return bulkhead.executeSupplier(() -> breaker.executeSupplier(call));
        } catch (BulkheadFullException
                | CallNotPermittedException
                | ResourceAccessException
                | HttpServerErrorException down) {
            throw new DependencyUnavailableException(service, down);
        } catch (RestClientException unreadable) {
            // An answer that is none of those agreed on: 401 for a wrong secret, a body of another shape.
            throw new DependencyUnavailableException(service, unreadable);
        }
    }
}

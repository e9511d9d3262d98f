package shop.payment.client;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.util.function.Supplier;
import org.springframework.web.client.RestClientException;
import shop.payment.application.DependencyUnavailableException;

/** Makes the reconciliation's calls behind a circuit breaker: a service that is away costs it one answer, not one per page. */
record Guard(String service, CircuitBreaker breaker) {

    <T> T call(Supplier<T> call) {
        try {
            return breaker.executeSupplier(call);
        } catch (RestClientException | CallNotPermittedException failed) {
            throw new DependencyUnavailableException(service, failed);
        }
    }
}

package shop.order.client;

import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedBulkheadMetrics;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.stereotype.Component;

/** Makes the guard of each service that is called, and shows their state as metrics. */
@Component
class GuardedCallsFactory {

    private static final int WINDOW_SIZE = 20;
    private static final int MINIMUM_CALLS = 10;
    private static final int HALF_OPEN_CALLS = 3;

    private final BulkheadRegistry bulkheads;
    private final CircuitBreakerRegistry breakers;
    private final Clock clock;

    GuardedCallsFactory(ClientPolicy policy, MeterRegistry meters, Clock clock) {
        this.clock = clock;
        bulkheads = BulkheadRegistry.of(BulkheadConfig.custom()
                .maxConcurrentCalls(policy.maxConcurrent())
                .maxWaitDuration(policy.maxWait())
                // A thread that waits is virtual and costs nothing; whoever came first goes first.
                .fairCallHandlingStrategyEnabled(true)
                .build());
        breakers = CircuitBreakerRegistry.of(CircuitBreakerConfig.custom()
                .slidingWindowSize(WINDOW_SIZE)
                .minimumNumberOfCalls(MINIMUM_CALLS)
                .permittedNumberOfCallsInHalfOpenState(HALF_OPEN_CALLS)
                .waitDurationInOpenState(policy.circuitOpenDuration())
                .build());
        TaggedBulkheadMetrics.ofBulkheadRegistry(bulkheads).bindTo(meters);
        TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(breakers).bindTo(meters);
    }

    GuardedCalls of(String service) {
        return new GuardedCalls(service, bulkheads.bulkhead(service), breakers.circuitBreaker(service), clock);
    }
}

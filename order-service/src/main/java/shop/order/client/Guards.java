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
class Guards {

    private static final int CALLS_LOOKED_AT = 20;
    private static final int CALLS_BEFORE_A_VERDICT = 10;
    private static final int CALLS_TO_TRY_AGAIN_WITH = 3;

    private final BulkheadRegistry bulkheads;
    private final CircuitBreakerRegistry breakers;
    private final Clock clock;

    Guards(ClientPolicy policy, MeterRegistry meters, Clock clock) {
        this.clock = clock;
        bulkheads = BulkheadRegistry.of(BulkheadConfig.custom()
                .maxConcurrentCalls(policy.atOnce())
                .maxWaitDuration(policy.patience())
                // A thread that waits is virtual and costs nothing; whoever came first goes first.
                .fairCallHandlingStrategyEnabled(true)
                .build());
        breakers = CircuitBreakerRegistry.of(CircuitBreakerConfig.custom()
                .slidingWindowSize(CALLS_LOOKED_AT)
                .minimumNumberOfCalls(CALLS_BEFORE_A_VERDICT)
                .permittedNumberOfCallsInHalfOpenState(CALLS_TO_TRY_AGAIN_WITH)
                .waitDurationInOpenState(policy.openFor())
                .build());
        TaggedBulkheadMetrics.ofBulkheadRegistry(bulkheads).bindTo(meters);
        TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(breakers).bindTo(meters);
    }

    Guard of(String service) {
        return new Guard(service, bulkheads.bulkhead(service), breakers.circuitBreaker(service), clock);
    }
}

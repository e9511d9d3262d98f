package shop.gateway.guard;

import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedBulkheadMetrics;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.support.RouteMetadataUtils;
import org.springframework.stereotype.Component;
import shop.gateway.live.LiveRoutes;

/**
 * Makes the guard of each bulkhead, and shows their state as metrics. A service is one bulkhead; a route that takes its own time over
 * an answer is another, so that slow uploads and open streams leave room for the rest.
 */
@Component
class Guards {

    private static final int SLIDING_WINDOW = 20;
    private static final int MINIMUM_CALLS = 10;
    private static final int HALF_OPEN_CALLS = 3;

    private final Map<String, Guard> guards = new ConcurrentHashMap<>();
    private final BulkheadRegistry bulkheads;
    private final BulkheadConfig live;
    private final int maxConcurrentPerAddress;
    private final CircuitBreakerRegistry breakers;

    Guards(GuardProperties properties, MeterRegistry meters) {
        bulkheads = BulkheadRegistry.of(bulkhead(properties.maxConcurrent()));
        live = bulkhead(properties.maxConcurrentStreams());
        maxConcurrentPerAddress = properties.maxConcurrentPerAddress();
        breakers = CircuitBreakerRegistry.of(CircuitBreakerConfig.custom()
                .slidingWindowSize(SLIDING_WINDOW)
                .minimumNumberOfCalls(MINIMUM_CALLS)
                .permittedNumberOfCallsInHalfOpenState(HALF_OPEN_CALLS)
                .waitDurationInOpenState(properties.circuitOpenDuration())
                .build());
        TaggedBulkheadMetrics.ofBulkheadRegistry(bulkheads).bindTo(meters);
        TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(breakers).bindTo(meters);
    }

    /** No queue: a request that gets no permit is refused at once. */
    private static BulkheadConfig bulkhead(int maxConcurrent) {
        return BulkheadConfig.custom()
                .maxConcurrentCalls(maxConcurrent)
                .maxWaitDuration(Duration.ZERO)
                .build();
    }

    Guard of(Route route) {
        return route.getMetadata().containsKey(RouteMetadataUtils.RESPONSE_TIMEOUT_ATTR)
                ? guards.computeIfAbsent(
                        route.getId(),
                        id -> guard(id, LiveRoutes.staysOpen(route) ? live : bulkheads.getDefaultConfig()))
                : guards.computeIfAbsent(
                        route.getUri().getHost(), service -> guard(service, bulkheads.getDefaultConfig()));
    }

    private Guard guard(String bulkhead, BulkheadConfig permits) {
        return new Guard(
                bulkheads.bulkhead(bulkhead, permits),
                new ConcurrencyPerAddress(maxConcurrentPerAddress),
                breakers.circuitBreaker(bulkhead));
    }
}

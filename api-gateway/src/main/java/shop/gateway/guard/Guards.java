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
 * Makes the guard of each compartment, and shows their state as metrics. A service is one compartment; a route that takes its own time over
 * an answer is another, so that slow uploads and open streams leave room for the rest.
 */
@Component
class Guards {

    private static final int CALLS_LOOKED_AT = 20;
    private static final int CALLS_BEFORE_A_VERDICT = 10;
    private static final int CALLS_TO_TRY_AGAIN_WITH = 3;

    private final Map<String, Guard> guards = new ConcurrentHashMap<>();
    private final BulkheadRegistry bulkheads;
    private final BulkheadConfig live;
    private final int perAddress;
    private final CircuitBreakerRegistry breakers;

    Guards(GuardProperties properties, MeterRegistry meters) {
        bulkheads = BulkheadRegistry.of(full(properties.atOnce()));
        live = full(properties.liveAtOnce());
        perAddress = properties.perAddress();
        breakers = CircuitBreakerRegistry.of(CircuitBreakerConfig.custom()
                .slidingWindowSize(CALLS_LOOKED_AT)
                .minimumNumberOfCalls(CALLS_BEFORE_A_VERDICT)
                .permittedNumberOfCallsInHalfOpenState(CALLS_TO_TRY_AGAIN_WITH)
                .waitDurationInOpenState(properties.openFor())
                .build());
        TaggedBulkheadMetrics.ofBulkheadRegistry(bulkheads).bindTo(meters);
        TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(breakers).bindTo(meters);
    }

    /** Nobody waits for a place: who gets none now is told so now. */
    private static BulkheadConfig full(int atOnce) {
        return BulkheadConfig.custom()
                .maxConcurrentCalls(atOnce)
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

    private Guard guard(String compartment, BulkheadConfig places) {
        return new Guard(
                bulkheads.bulkhead(compartment, places), new Shares(perAddress), breakers.circuitBreaker(compartment));
    }
}

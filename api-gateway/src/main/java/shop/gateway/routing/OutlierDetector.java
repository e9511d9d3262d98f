package shop.gateway.routing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.stereotype.Component;
import shop.gateway.GatewayProperties;

/**
 * Remembers the instances that could not be reached. The registry needs up to half a minute to notice that one was killed; the gateway
 * knows it from the first refused connection.
 */
@Component
final class OutlierDetector {

    /** After this an instance that nobody asked for again is forgotten: it has left the registry, or is as good as new. */
    private static final Duration MEMORY = Duration.ofMinutes(5);

    private final Map<String, Instant> failedAt = new ConcurrentHashMap<>();
    private final Duration avoidFor;
    private final Clock clock;

    OutlierDetector(GatewayProperties properties, Clock clock) {
        this.avoidFor = properties.outlierEjectionTime();
        this.clock = clock;
    }

    void suspect(ServiceInstance instance) {
        var now = clock.instant();
        failedAt.values().removeIf(since -> since.plus(MEMORY).isBefore(now));
        failedAt.put(key(instance), now);
    }

    void clear(ServiceInstance instance) {
        if (!failedAt.isEmpty()) {
            failedAt.remove(key(instance));
        }
    }

    /**
     * Whether an instance should get a request. One that failed gets none for a while, then only such that are tried elsewhere if it
     * fails again, until one of them succeeds.
     */
    boolean mayTry(ServiceInstance instance, boolean repeatable) {
        var since = failedAt.get(key(instance));
        if (since == null) {
            return true;
        }
        var now = clock.instant();
        return since.plus(MEMORY).isBefore(now)
                || (repeatable && since.plus(avoidFor).isBefore(now));
    }

    private static String key(ServiceInstance instance) {
        return instance.getHost() + ":" + instance.getPort();
    }
}

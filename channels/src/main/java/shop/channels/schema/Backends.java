package shop.channels.schema;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import shop.channels.config.ChannelsProperties;

/** A bulkhead for each service: one that hangs fills its own permits and no others, and one query does not take a service for itself. */
@Component
public final class Backends {

    private static final Duration MAX_WAIT = Duration.ofMillis(500);

    /** Who is asked. */
    public enum Backend {
        USERS,
        PRODUCTS,
        INVENTORY,
        CARTS,
        ORDERS,
        PAYMENTS
    }

    private final Map<Backend, Bulkhead> bulkheads = new EnumMap<>(Backend.class);

    Backends(ChannelsProperties properties) {
        var config = BulkheadConfig.custom()
                .maxConcurrentCalls(properties.maxConcurrentCalls())
                .maxWaitDuration(MAX_WAIT)
                .writableStackTraceEnabled(false)
                .build();
        for (var backend : Backend.values()) {
            bulkheads.put(backend, Bulkhead.of(backend.name(), config));
        }
    }

    public <T> T ask(Backend backend, Supplier<T> call) {
        try {
            return Objects.requireNonNull(bulkheads.get(backend)).executeSupplier(call);
        } catch (BulkheadFullException _) {
            throw new ServiceBusyException(backend.name());
        }
    }
}

package shop.channels.schema;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import shop.channels.config.ChannelsProperties;
import shop.web.bulkhead.Bulkhead;

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
        for (var backend : Backend.values()) {
            bulkheads.put(
                    backend,
                    new Bulkhead(
                            properties.maxConcurrentCalls(), MAX_WAIT, () -> new ServiceBusyException(backend.name())));
        }
    }

    public <T> T ask(Backend backend, Supplier<T> call) {
        return Objects.requireNonNull(bulkheads.get(backend)).take(call);
    }
}

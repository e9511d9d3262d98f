package shop.platform.discovery;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Finds the instances of a service in the registry's local copy, which is at most a few seconds old. */
public final class ServiceAddresses {

    private final Function<String, List<URI>> registry;
    private final AtomicInteger turn = new AtomicInteger();

    /** @param registry the instances that are known of a service */
    public ServiceAddresses(Function<String, List<URI>> registry) {
        this.registry = registry;
    }

    /**
     * Where to call, in the order to try; each call starts with another instance, so the load spreads.
     *
     * @return empty if the registry knows no such service
     */
    public List<URI> of(String service) {
        var addresses = new ArrayList<>(registry.apply(service));
        if (addresses.size() > 1) {
            Collections.rotate(addresses, turn.getAndIncrement());
        }
        return addresses;
    }
}

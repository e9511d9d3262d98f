package shop.web.discovery;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;

/** Finds the instances of a service in the registry's local copy, which is at most a few seconds old. */
public final class ServiceAddresses {

    private final ObjectProvider<DiscoveryClient> registry;
    private final AtomicInteger turn = new AtomicInteger();

    ServiceAddresses(ObjectProvider<DiscoveryClient> registry) {
        this.registry = registry;
    }

    /**
     * Where to call, in the order to try; each call starts with another instance, so the load spreads.
     *
     * @return empty if the registry knows no such service
     */
    public List<URI> of(String service) {
        var client = registry.getIfAvailable();
        if (client == null) {
            return List.of();
        }
        var addresses = new ArrayList<>(client.getInstances(service).stream()
                .map(ServiceInstance::getUri)
                .toList());
        if (addresses.size() > 1) {
            Collections.rotate(addresses, turn.getAndIncrement());
        }
        return addresses;
    }
}

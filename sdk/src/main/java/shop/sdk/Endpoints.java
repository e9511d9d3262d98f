package shop.sdk;

import java.net.URI;
import java.util.List;
import java.util.function.Function;

/** Where a path of the API is served: at the gateway, whatever the path, or, inside the fleet, at the instances of the service. */
@FunctionalInterface
public interface Endpoints {

    /** The places to try, in this order; empty if there is none now. */
    List<URI> of(String path);

    static Endpoints gateway(URI base) {
        return _ -> List.of(base);
    }

    /**
     * The services themselves, for a program of the fleet.
     *
     * @param instances where the instances of a service are now, by its name
     */
    static Endpoints services(Function<String, List<URI>> instances) {
        return path -> instances.apply(Services.of(path));
    }
}

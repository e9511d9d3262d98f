package shop.sdk;

import java.net.URI;
import java.util.List;

/** Where a path of the API is served: at the gateway, whatever the path, or, inside the fleet, at the instances of the service. */
@FunctionalInterface
public interface Endpoints {

    /** The places to try, in this order; empty if there is none now. */
    List<URI> of(String path);

    static Endpoints gateway(URI base) {
        return _ -> List.of(base);
    }
}

package shop.channels.config;

import java.net.URI;
import java.util.List;
import java.util.Map;
import shop.sdk.Endpoints;
import shop.web.discovery.ServiceAddresses;

/** Which service serves a path of the API, as the gateway's routes say it, and where its instances are. */
final class ServiceEndpoints implements Endpoints {

    /** What the schema reads, by the longest beginning that fits; a test compares them with the gateway's routes. */
    static final Map<String, String> SERVICES = Map.of(
            "/api/users", "user-service",
            "/api/products", "product-service",
            "/api/categories", "product-service",
            "/api/recommendations", "product-service",
            "/api/inventory", "inventory-service",
            "/api/cart", "cart-service",
            "/api/orders", "order-service",
            "/api/admin/summary", "order-service",
            "/api/payments", "payment-service");

    private final ServiceAddresses addresses;

    ServiceEndpoints(ServiceAddresses addresses) {
        this.addresses = addresses;
    }

    @Override
    public List<URI> of(String path) {
        return addresses.of(service(path));
    }

    static String service(String path) {
        for (var start = path; !start.isEmpty(); start = start.substring(0, start.lastIndexOf('/'))) {
            var service = SERVICES.get(start);
            if (service != null) {
                return service;
            }
        }
        throw new IllegalArgumentException(
                "path: " + path + " (expected: one that the schema reads, below " + SERVICES.keySet() + ")");
    }
}

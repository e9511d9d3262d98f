package shop.storefront.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ServiceEndpointsTest {

    private static final Pattern ROUTE = Pattern.compile("uri: lb://([a-z-]+)\\s+predicates:\\s+- Path=(\\S+)");

    @Test
    void aPathIsServedByTheServiceThatTheGatewaySendsItTo() throws IOException {
        var gateway = Path.of(
                System.getProperty("shop.root", ".."), "api-gateway", "src", "main", "resources", "application.yml");
        var routes = new TreeMap<String, String>();
        ROUTE.matcher(Files.readString(gateway)).results().forEach(route -> {
            for (var path : route.group(2).split(",", -1)) {
                if (path.startsWith("/api/")) {
                    routes.put(path.replaceAll("/\\*\\*$", ""), route.group(1));
                }
            }
        });

        assertThat(routes).hasSizeGreaterThan(10).containsEntry("/api/cart", "cart-service");
        ServiceEndpoints.SERVICES.forEach(
                (path, service) -> assertThat(routes.get(path)).as(path).isEqualTo(service));
    }

    @Test
    void theLongestBeginningCounts() {
        assertThat(ServiceEndpoints.service("/api/users/me/addresses")).isEqualTo("user-service");
        assertThat(ServiceEndpoints.service("/api/user/login")).isEqualTo("user-service");
        assertThat(ServiceEndpoints.service("/api/admin/summary")).isEqualTo("order-service");
        assertThat(ServiceEndpoints.service("/api/admin/audit")).isEqualTo("notification-service");
        assertThat(ServiceEndpoints.service("/api/admin/reconciliation/drifts/7/repair"))
                .isEqualTo("payment-service");
    }
}

package shop.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ServicesTest {

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
        Services.BY_PATH.forEach(
                (path, service) -> assertThat(routes.get(path)).as(path).isEqualTo(service));
    }

    @Test
    void theLongestBeginningCounts() {
        assertThat(Services.of("/api/users/me/addresses")).isEqualTo("user-service");
        assertThat(Services.of("/api/user/login")).isEqualTo("user-service");
        assertThat(Services.of("/api/admin/summary")).isEqualTo("order-service");
        assertThat(Services.of("/api/admin/audit")).isEqualTo("notification-service");
        assertThat(Services.of("/api/admin/reconciliation/drifts/7/repair")).isEqualTo("payment-service");
    }

    @Test
    void aPathOutsideOfTheApiIsNobodys() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Services.of("/internal/orders"))
                .withMessageContaining("/internal/orders");
    }

    @Test
    void theInstancesOfItsServiceAreAsked() {
        var instance = URI.create("http://10.0.0.7:8085");
        var endpoints = Endpoints.services(service -> service.equals("order-service") ? List.of(instance) : List.of());

        assertThat(endpoints.of("/api/orders/7/timeline")).containsExactly(instance);
        assertThat(endpoints.of("/api/cart")).isEmpty();
    }
}

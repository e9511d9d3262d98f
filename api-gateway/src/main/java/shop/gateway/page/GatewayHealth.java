package shop.gateway.page;

import java.util.Map;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Whether this gateway lives and takes requests, for a balancer in front of it. Details and metrics are on the management port, which
 * is inside the network.
 */
@RestController
class GatewayHealth {

    private final ApplicationAvailability availability;

    GatewayHealth(ApplicationAvailability availability) {
        this.availability = availability;
    }

    @GetMapping("/livez")
    ResponseEntity<Map<String, String>> live() {
        return state(availability.getLivenessState() == LivenessState.CORRECT);
    }

    @GetMapping("/readyz")
    ResponseEntity<Map<String, String>> ready() {
        return state(availability.getReadinessState() == ReadinessState.ACCEPTING_TRAFFIC);
    }

    private static ResponseEntity<Map<String, String>> state(boolean good) {
        return good
                ? ResponseEntity.ok(Map.of("status", "UP"))
                : ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).body(Map.of("status", "DOWN"));
    }
}

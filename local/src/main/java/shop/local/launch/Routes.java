package shop.local.launch;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Whether the gateway reaches every service: registered is not yet found, because each side copies the registry in its own
 * time. It asks as a client would, so what is ready here answers the first customer.
 */
final class Routes {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Duration ASK_EVERY = Duration.ofMillis(200);

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    /** One cheap question to each service. */
    private static final Map<String, String> QUESTIONS = Map.of(
            "user-service", "/.well-known/jwks.json",
            "product-service", "/api/products?size=1",
            "cart-service", "/api/cart",
            "inventory-service", "/api/inventory?size=1",
            "order-service", "/api/orders?size=1",
            "payment-service", "/api/payments?size=1",
            "notification-service", "/api/notifications?size=1",
            "storefront", "/robots.txt",
            "channels", "/graphql");

    /** For nothing of the shop's; other methods are refused by the gateway itself. */
    private static final String GRAPHQL = "{\"query\": \"{ __typename }\"}";

    private final Fleet fleet;

    Routes(Fleet fleet) {
        this.fleet = fleet;
    }

    /** @throws ShopException that names the services which the gateway does not reach */
    void await() throws InterruptedException {
        var deadline = System.nanoTime() + LIMIT.toNanos();
        var open = new ArrayList<>(QUESTIONS.keySet());
        @Nullable String token = null;
        while (true) {
            if (token == null) {
                token = logIn();
            }
            var authorization = token;
            open.removeIf(service -> answers(service, authorization));
            if (open.isEmpty()) {
                return;
            }
            if (System.nanoTime() - deadline >= 0) {
                throw new ShopException("The gateway did not reach these services within " + LIMIT.toSeconds() + " s: "
                        + open.stream().sorted().collect(Collectors.joining(", ")));
            }
            Thread.sleep(ASK_EVERY);
        }
    }

    /** Anything but the gateway's "I find nobody" or a refusal at its own door is the service's own voice. */
    private boolean answers(String service, @Nullable String token) {
        var request = HttpRequest.newBuilder(URI.create(fleet.url(Port.GATEWAY) + QUESTIONS.get(service)))
                .timeout(Duration.ofSeconds(10));
        if (service.equals("channels")) {
            request.header("Content-Type", "application/json").POST(BodyPublishers.ofString(GRAPHQL));
        }
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            var status = CLIENT.send(request.build(), BodyHandlers.discarding()).statusCode();
            return status < 500 && status != 401;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private @Nullable String logIn() throws InterruptedException {
        var mapper = JsonMapper.shared();
        var body = mapper.writeValueAsString(Map.of("email", fleet.adminEmail(), "password", fleet.adminPassword()));
        var request = HttpRequest.newBuilder(URI.create(fleet.url(Port.GATEWAY) + "/api/user/login"))
                .timeout(Duration.ofSeconds(10))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        try {
            var response = CLIENT.send(request, BodyHandlers.ofString());
            return response.statusCode() == 200
                    ? mapper.readTree(response.body()).path("accessToken").asString(null)
                    : null;
        } catch (IOException | JacksonException _) {
            return null;
        }
    }
}

package shop.local.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import shop.local.launch.ShopException;
import tools.jackson.databind.json.JsonMapper;

/** What the Stripe sandbox says that it has taken, order by order. */
final class StripeBooks {

    private StripeBooks() {}

    static Map<String, Books.Captured> captured(URI sandbox) {
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(sandbox.resolve("/sandbox/summary"))
                    .timeout(Duration.ofSeconds(20))
                    .build();
            var answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new ShopException("The Stripe sandbox answered " + answer.statusCode() + " (expected: 200)");
            }
            return read(answer.body());
        } catch (IOException e) {
            throw new ShopException("The Stripe sandbox at " + sandbox + " does not answer: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ShopException("Stopped while asking the Stripe sandbox");
        }
    }

    static Map<String, Books.Captured> read(String summary) {
        var byOrder = new HashMap<String, Books.Captured>();
        JsonMapper.shared().readTree(summary).path("orders").properties().forEach(entry -> {
            var order = entry.getValue();
            byOrder.put(
                    entry.getKey(),
                    new Books.Captured(
                            order.path("currency").asString(),
                            order.path("captured").asLong(),
                            order.path("captures").asLong(),
                            order.path("refunded").asLong()));
        });
        return byOrder;
    }
}

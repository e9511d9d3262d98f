package shop.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** One trace from a customer's program to the mail, by which the logs of all who had a part in it are found. */
@BesideOthers
class TraceJourney {

    @Test
    void theLogsOfAllWhoHadAPartInAnOrderAreFoundByOneId() {
        var product = Shopper.admin().createProduct("Traced mug", 1250, 10);
        var buyer = Shopper.fresh();
        var trace = HexFormat.of().toHexDigits(UUID.randomUUID().getMostSignificantBits())
                + HexFormat.of().toHexDigits(UUID.randomUUID().getLeastSignificantBits());
        var traceParent = "00-" + trace + "-00f067aa0ba902b7-00";
        var client = buyer.client().with("traceparent", traceParent);

        var placed = client.post("/api/orders", Shopper.orderBody(product, 1)).expect(201);
        var order = placed.text("id");
        assertThat(placed.header("traceparent")).isEqualTo(traceParent);
        var paid = client.post("/api/payments", """
                        {"orderId": "%s", "method": {"type": "card", "paymentMethod": "pm_card_visa"}}""".formatted(order)).expect(201);
        assertThat(paid.header("traceparent")).isEqualTo(traceParent);
        buyer.awaitOrder(order, "CONFIRMED");

        for (var part : List.of("order-service", "inventory-service", "payment-service", "notification-service")) {
            Patience.await("the trace in the log of " + part)
                    .until(() -> lines(part).stream().anyMatch(line -> line.contains(trace) && line.contains(order)));
        }
        assertThat(lines("api-gateway").stream().filter(line -> line.contains(trace)))
                .as("the gateway writes a line for each request")
                .hasSizeGreaterThanOrEqualTo(2)
                .anyMatch(line -> line.contains("POST /api/orders -> 201"))
                .anyMatch(line -> line.contains("POST /api/payments -> 201"));
        Patience.await("the mail of the confirmation, in the same trace")
                .until(() -> lines("notification-service").stream()
                        .anyMatch(line -> line.contains(trace) && line.contains("ORDER_CONFIRMED")));
    }

    private static List<String> lines(String part) {
        try {
            return Files.readAllLines(Fleet.running().log(part), StandardCharsets.ISO_8859_1);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}

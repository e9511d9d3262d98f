package shop.sdk;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** How the shop does, and what its staff repairs; for administrators alone. */
public final class Administration {

    private static final String ADMIN = "/api/admin";

    private final ShopClient client;

    Administration(ShopClient client) {
        this.client = client;
    }

    /**
     * How the shop does, in figures.
     *
     * @param salesByHour of the last two days; an hour without sales is left out
     * @param unavailable the services whose part is missing because they do not answer
     */
    public record Summary(
            LocalDate from,
            LocalDate to,
            Instant at,
            List<DaySales> salesByDay,
            List<HourSales> salesByHour,
            Map<String, Long> ordersByState,
            List<StuckOrder> stuckOrders,
            List<LowStock> lowStock,
            List<String> unavailable) {

        public Summary {
            salesByHour = salesByHour == null ? List.of() : salesByHour; // of a service of before
        }
    }

    public record DaySales(LocalDate day, String currency, long orders, long grossMinor) {}

    /** The sales of the hour that begins at {@code hour}. */
    public record HourSales(Instant hour, String currency, long orders, long grossMinor) {}

    public record StuckOrder(
            UUID orderId, String number, String status, String paymentStatus, Instant since, String reason) {}

    public record LowStock(UUID productId, String sku, long available) {}

    public Summary summary(@Nullable LocalDate from, @Nullable LocalDate to) {
        return client.read(Call.get(ADMIN + "/summary").query("from", from).query("to", to), Summary.class);
    }

    public PageOf<JsonNode> deadLetters(int page, int size) {
        return list("/dead-letters", page, size);
    }

    public JsonNode deadLetter(String id) {
        return client.read(Call.get(ADMIN + "/dead-letters/" + Call.segment(id)), JsonNode.class);
    }

    public void replayDeadLetter(String id) {
        client.send(Call.post(ADMIN + "/dead-letters/" + Call.segment(id) + "/replay"));
    }

    public void discardDeadLetter(String id) {
        client.send(Call.delete(ADMIN + "/dead-letters/" + Call.segment(id)));
    }

    public JsonNode outbox() {
        return client.read(Call.get(ADMIN + "/outbox"), JsonNode.class);
    }

    public JsonNode consumers() {
        return client.read(Call.get(ADMIN + "/consumers"), JsonNode.class);
    }

    public JsonNode reconciliation() {
        return client.read(Call.get(ADMIN + "/reconciliation"), JsonNode.class);
    }

    public void reconcile() {
        client.send(Call.post(ADMIN + "/reconciliation/runs"));
    }

    public void repairDrift(String id) {
        client.send(Call.post(ADMIN + "/reconciliation/drifts/" + Call.segment(id) + "/repair"));
    }

    private PageOf<JsonNode> list(String path, int page, int size) {
        return client.page(Call.get(ADMIN + path).query("page", page).query("size", size), JsonNode.class);
    }
}

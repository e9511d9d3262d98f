package shop.sdk;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/** Stock. Administrators see what is on hand and held, everybody what is available. */
public final class Inventory {

    private static final String PATH = "/api/inventory";

    private final ShopClient client;

    Inventory(ShopClient client) {
        this.client = client;
    }

    public record Stock(
            UUID productId,
            @Nullable String sku,
            long available,
            @Nullable Long onHand,
            @Nullable Long held,
            @Nullable Long version) {}

    public record Movement(
            long version,
            String kind,
            long onHandChange,
            long heldChange,
            @Nullable UUID actor,
            @Nullable String reason,
            Instant at) {}

    private record Stocks(List<Stock> items) {}

    public Reply<Stock> of(UUID product) {
        return client.send(Call.get(PATH + "/" + product), ReplyType.of(Stock.class));
    }

    /** At most 100. */
    public List<Stock> of(Collection<UUID> products) {
        return products.isEmpty()
                ? List.of()
                : client.read(
                                Call.get(PATH)
                                        .query(
                                                "productIds",
                                                products.stream()
                                                        .map(UUID::toString)
                                                        .collect(Collectors.joining(","))),
                                Stocks.class)
                        .items();
    }

    public PageOf<Stock> lowStock(int page, int size) {
        return client.page(
                Call.get(PATH).query("lowStock", true).query("page", page).query("size", size), Stock.class);
    }

    public PageOf<Movement> movements(UUID product, int page, int size) {
        return client.page(
                Call.get(PATH + "/" + product + "/movements")
                        .query("page", page)
                        .query("size", size),
                Movement.class);
    }

    public Stock adjust(UUID product, long delta, String reason, @Nullable String idempotencyKey) {
        return client.read(
                Call.patch(PATH + "/" + product)
                        .json(JsonNodeFactory.instance
                                .objectNode()
                                .put("delta", delta)
                                .put("reason", reason))
                        .key(idempotencyKey),
                Stock.class);
    }
}

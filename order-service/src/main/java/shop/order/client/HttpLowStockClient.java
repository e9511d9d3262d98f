package shop.order.client;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import shop.client.InternalClients;
import shop.order.application.LowStockClient;
import shop.order.domain.ProductId;

/** Inventory-service's low stock over HTTP. */
@Component
class HttpLowStockClient implements LowStockClient {

    private static final String SERVICE = "inventory-service";

    private final RestClient inventory;
    private final GuardedCalls guard;

    HttpLowStockClient(InternalClients clients, GuardedCallsFactory guards) {
        this.inventory = clients.to(SERVICE);
        this.guard = guards.of(SERVICE);
    }

    @Override
    public List<LowStock> low() {
        return guard.call(this::get).items().stream().map(Item::lowStock).toList();
    }

    private Levels get() {
        var levels = inventory.get().uri("/internal/stock/low").retrieve().body(Levels.class);
        if (levels == null) {
            throw new RestClientException("GET /internal/stock/low was answered without a body");
        }
        return levels;
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Levels(List<Item> items) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Item(UUID productId, String sku, long available) {
        LowStock lowStock() {
            return new LowStock(new ProductId(productId), sku, available);
        }
    }
}

package shop.order.client;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import shop.client.InternalClients;
import shop.order.application.CartClient;
import shop.order.domain.CustomerId;
import shop.order.domain.ProductId;
import shop.order.domain.RequestedItem;

/** A cart of cart-service over HTTP. */
@Component
class HttpCartClient implements CartClient {

    private static final String SERVICE = "cart-service";

    private final RestClient cartClient;
    private final GuardedCalls guard;

    HttpCartClient(InternalClients clients, GuardedCallsFactory guards) {
        this.cartClient = clients.to(SERVICE);
        this.guard = guards.of(SERVICE);
    }

    @Override
    public List<RequestedItem> itemsOf(CustomerId customer, @Nullable String guestToken) {
        return guard.call(() -> guestToken == null ? get(customer) : merge(customer, guestToken)).items().stream()
                .map(Item::item)
                .toList();
    }

    private Cart get(CustomerId customer) {
        var cart = cartClient
                .get()
                .uri("/internal/carts/{customer}", customer.value())
                .retrieve()
                .body(Cart.class);
        return present(cart);
    }

    /** Can be repeated: a guest's cart is merged once. */
    private Cart merge(CustomerId customer, String guestToken) {
        var cart = cartClient
                .post()
                .uri("/internal/carts/{customer}/merge", customer.value())
                .contentType(MediaType.APPLICATION_JSON)
                .body(Map.of("token", guestToken))
                .retrieve()
                .body(Cart.class);
        return present(cart);
    }

    private static Cart present(@Nullable Cart cart) {
        if (cart == null) {
            throw new RestClientException("/internal/carts was answered without a body");
        }
        return cart;
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Cart(List<Item> items) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Item(UUID productId, int quantity) {
        RequestedItem item() {
            return new RequestedItem(new ProductId(productId), quantity);
        }
    }
}

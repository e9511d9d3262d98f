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
import shop.order.application.Carts;
import shop.order.domain.CustomerId;
import shop.order.domain.ProductId;
import shop.order.domain.Wish;
import shop.web.client.InternalClients;

/** A cart of cart-service over HTTP. */
@Component
class HttpCarts implements Carts {

    private static final String SERVICE = "cart-service";

    private final RestClient carts;
    private final Guard guard;

    HttpCarts(InternalClients clients, Guards guards) {
        this.carts = clients.to(SERVICE);
        this.guard = guards.of(SERVICE);
    }

    @Override
    public List<Wish> wishesOf(CustomerId customer, @Nullable String guestToken) {
        return guard.call(() -> guestToken == null ? get(customer) : merge(customer, guestToken)).items().stream()
                .map(Item::wish)
                .toList();
    }

    private Cart get(CustomerId customer) {
        var cart = carts.get()
                .uri("/internal/carts/{customer}", customer.value())
                .retrieve()
                .body(Cart.class);
        return present(cart);
    }

    /** Can be repeated: a guest's cart is merged once. */
    private Cart merge(CustomerId customer, String guestToken) {
        var cart = carts.post()
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
        Wish wish() {
            return new Wish(new ProductId(productId), quantity);
        }
    }
}

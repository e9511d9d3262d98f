package shop.order.client;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import java.util.UUID;
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
    public List<Wish> wishesOf(CustomerId customer) {
        return guard.call(() -> get(customer)).items().stream().map(Item::wish).toList();
    }

    private Cart get(CustomerId customer) {
        var cart = carts.get()
                .uri("/internal/carts/{customer}", customer.value())
                .retrieve()
                .body(Cart.class);
        if (cart == null) {
            throw new RestClientException("GET /internal/carts was answered without a body");
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

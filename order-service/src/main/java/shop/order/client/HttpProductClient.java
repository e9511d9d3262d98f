package shop.order.client;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import shop.client.InternalClients;
import shop.kernel.Money;
import shop.order.application.ProductClient;
import shop.order.domain.Product;
import shop.order.domain.ProductId;

/** One product of product-service over HTTP. */
@Component
class HttpProductClient implements ProductClient {

    private static final String SERVICE = "product-service";

    private final RestClient products;
    private final GuardedCalls guard;

    HttpProductClient(InternalClients clients, GuardedCallsFactory guards) {
        this.products = clients.to(SERVICE);
        this.guard = guards.of(SERVICE);
    }

    @Override
    public Optional<Product> fetch(ProductId product) {
        return guard.call(() -> get(product)).map(Answer::product);
    }

    private Optional<Answer> get(ProductId product) {
        return products.get()
                .uri("/internal/products/{product}", product.value())
                .exchangeForRequiredValue((_, response) -> {
                    var status = response.getStatusCode();
                    if (status.isSameCodeAs(HttpStatus.NOT_FOUND)) {
                        return Optional.empty();
                    }
                    if (status.isSameCodeAs(HttpStatus.OK)) {
                        return Optional.ofNullable(response.bodyTo(Answer.class));
                    }
                    throw new RestClientException("GET /internal/products was answered with " + status);
                });
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Answer(UUID productId, String sku, String name, Money price, boolean archived, long version) {
        Product product() {
            return new Product(new ProductId(productId), version, sku, name, price, archived);
        }
    }
}

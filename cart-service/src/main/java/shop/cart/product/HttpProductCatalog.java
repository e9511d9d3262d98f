package shop.cart.product;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClient;
import shop.client.InternalClients;
import shop.kernel.Money;

/** Asks over HTTP. While product-service keeps failing it is left alone, and the answer is a quick no. */
@Component
class HttpProductCatalog implements ProductCatalog {

    private final RestClient productService;
    private final CircuitBreaker breaker = CircuitBreaker.of(
            "product-service",
            CircuitBreakerConfig.custom()
                    .slidingWindowSize(20)
                    .minimumNumberOfCalls(5)
                    .failureRateThreshold(50)
                    .waitDurationInOpenState(Duration.ofSeconds(5))
                    .permittedNumberOfCallsInHalfOpenState(2)
                    .build());

    HttpProductCatalog(InternalClients clients) {
        this.productService = clients.to("product-service");
    }

    @Override
    public Optional<Product> find(UUID id) {
        return breaker.executeSupplier(() -> ask(id));
    }

    private Optional<Product> ask(UUID id) {
        try {
            return Optional.ofNullable(productService
                            .get()
                            .uri("/internal/products/{id}", id)
                            .retrieve()
                            .body(Answer.class))
                    .map(Answer::product);
        } catch (HttpClientErrorException.NotFound unknown) {
            return Optional.empty();
        }
    }

    /** What this service reads of the answer. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Answer(UUID productId, String sku, String name, Money price, boolean archived, long version) {

        Product product() {
            return new Product(productId, sku, name, price, archived, version, null);
        }
    }
}

package shop.product.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hibernate.validator.constraints.UniqueElements;
import org.jspecify.annotations.Nullable;
import shop.http.text.MultiLine;
import shop.kernel.Money;
import shop.product.catalog.Product;
import shop.product.catalog.ProductContent;

/** A product as an administrator sends it. */
@OnePricePerCurrency
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProductRequest(
        @NotNull @Size(max = 64) @Pattern(regexp = "[A-Za-z0-9][A-Za-z0-9._/-]*") String sku,

        @NotBlank @Size(max = 200) String name,

        @Nullable @Size(max = 5000) @MultiLine String description,

        @NotNull @Valid Price price,

        @Nullable @Size(max = 20) List<@NotNull @Valid Price> prices,

        @Nullable @Size(max = 20) @UniqueElements
        List<@NotNull @Size(max = 64) @Pattern(regexp = "[a-z0-9]++(?:-[a-z0-9]++)*+") String> categories,

        @Nullable @PlainValues Map<String, Object> attributes,

        @Nullable @Size(max = 20) List<@NotNull @Size(max = 2000) @WebAddress String> images,

        @Nullable @PositiveOrZero @Max(MOST_STOCK) Long initialStock) {

    private static final long MOST_STOCK = 1_000_000_000L;

    /** Small enough that no order can leave the range of a {@code long}. */
    private static final long HIGHEST_PRICE = 1_000_000_000_000L;

    /** An amount as it is sent. */
    public record Price(
            @NotNull @PositiveOrZero @Max(HIGHEST_PRICE) Long amountMinor,
            @NotNull @CurrencyCode String currency) {

        static Price of(Money money) {
            return new Price(money.amountMinor(), money.currency().getCurrencyCode());
        }

        Money money() {
            return Money.of(amountMinor, currency);
        }
    }

    /** With a price in one currency only. */
    public ProductRequest(
            String sku,
            String name,
            @Nullable String description,
            Price price,
            @Nullable List<String> categories,
            @Nullable Map<String, Object> attributes,
            @Nullable List<String> images,
            @Nullable Long initialStock) {
        this(sku, name, description, price, null, categories, attributes, images, initialStock);
    }

    /** As a client could have sent what the product has now. */
    public static ProductRequest of(Product product) {
        var content = product.content();
        return new ProductRequest(
                content.sku(),
                content.name(),
                content.description(),
                Price.of(content.price()),
                content.prices().stream().map(Price::of).toList(),
                content.categories(),
                content.attributes(),
                content.images(),
                product.initialStock());
    }

    /** What the catalog stores of it. */
    public ProductContent content() {
        return new ProductContent(
                sku,
                name,
                description,
                price.money(),
                Objects.requireNonNullElse(prices, List.<Price>of()).stream()
                        .map(Price::money)
                        .toList(),
                Objects.requireNonNullElse(categories, List.of()),
                Objects.requireNonNullElse(attributes, Map.of()),
                Objects.requireNonNullElse(images, List.of()));
    }
}

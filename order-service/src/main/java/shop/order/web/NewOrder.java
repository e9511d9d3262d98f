package shop.order.web;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import shop.http.address.Country;
import shop.http.problem.InvalidRequestException;
import shop.kernel.Money;
import shop.order.application.PlaceOrder.Source;
import shop.order.domain.Basket;
import shop.order.domain.OrderLine;
import shop.order.domain.ProductId;
import shop.order.domain.RequestedItem;
import shop.order.domain.ShippingAddress;

/**
 * The body of {@code POST /api/orders}: either the items or {@code fromCart}.
 *
 * @param expectedTotal what the customer has seen; the order is refused if it would cost anything else
 */
record NewOrder(
        @Nullable @Size(max = Basket.MAX_LINES) List<@NotNull @Valid Item> items,
        @Nullable Boolean fromCart,
        @NotNull @Valid Address shippingAddress,
        @Nullable Money expectedTotal) {

    private static final Pattern GUEST_TOKEN = Pattern.compile("[A-Za-z0-9_-]{43}");

    /**
     * @param guestToken from the cookie of a cart that was filled before logging in; a value that cart-service did not make leads to none
     */
    Source source(@Nullable String guestToken) {
        var cart = Boolean.TRUE.equals(fromCart);
        if (items != null && !cart) {
            return new Source.Items(items.stream().map(Item::item).toList());
        }
        if (items == null && cart) {
            return new Source.Cart(
                    guestToken != null && GUEST_TOKEN.matcher(guestToken).matches() ? guestToken : null);
        }
        throw new InvalidRequestException("items", "exactly_one", "give either items or fromCart: true");
    }

    record Item(
            @NotNull UUID productId,
            @NotNull @Min(1) @Max(OrderLine.MAX_QUANTITY) Integer quantity) {
        RequestedItem item() {
            return new RequestedItem(new ProductId(productId), quantity);
        }
    }

    record Address(
            @NotBlank @Size(max = 200) String name,
            @NotBlank @Size(max = 200) String line1,
            @Nullable @Size(max = 200) String line2,
            @NotBlank @Size(max = 100) String city,
            @NotBlank @Size(max = 20) String postalCode,
            @NotNull @Country String country) {

        ShippingAddress shippingAddress() {
            return new ShippingAddress(name, line1, line2, city, postalCode, country);
        }
    }
}

package shop.cart.web;

import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import shop.cart.cart.Cart;
import shop.cart.cart.CartException;
import shop.cart.cart.CartKey;
import shop.cart.cart.CartLine;
import shop.cart.cart.Carts;
import shop.cart.cart.PricedCart;
import shop.cart.config.CartProperties;
import shop.cart.product.Product;
import shop.cart.product.Products;
import shop.http.docs.Refuses;
import shop.http.request.ClientAddress;
import shop.http.version.ETags;
import shop.http.version.IfMatch;
import shop.security.Caller;

/** The caller's own cart: a customer's by the access token, a guest's by the cookie. */
@RestController
@RequestMapping("/api/cart")
class CartController {

    private final Carts carts;
    private final Products products;
    private final CartProperties properties;
    private final GuestCookie cookie;
    private final GuestCartLimit guestCarts;

    CartController(
            Carts carts, Products products, CartProperties properties, GuestCookie cookie, GuestCartLimit guestCarts) {
        this.carts = carts;
        this.products = products;
        this.properties = properties;
        this.cookie = cookie;
        this.guestCarts = guestCarts;
    }

    /**
     * A guest who has logged in and still sends the cookie could not be served at that moment; that is made up for here, and so what the
     * client accepts is looked at before.
     */
    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "The cart of the account, or of the guest whose cookie comes")
    ResponseEntity<CartView> get(
            @AuthenticationPrincipal @Nullable Caller caller,
            @CookieValue(name = GuestCookie.NAME, required = false) @Nullable String token) {
        return caller != null && token != null
                ? takeOver(caller, token)
                : answer(carts.find(key(caller, token)), ResponseEntity.ok());
    }

    @PostMapping("/items")
    @Refuses({
        "404 product_not_found",
        "409 quantity_limit",
        "409 cart_full",
        "409 currency_mismatch",
        "429 too_many_guest_carts"
    })
    @Operation(summary = "Put a product into the cart")
    ResponseEntity<CartView> add(
            @AuthenticationPrincipal @Nullable Caller caller,
            @CookieValue(name = GuestCookie.NAME, required = false) @Nullable String token,
            IfMatch ifMatch,
            @Valid @RequestBody NewItem body,
            HttpServletRequest request) {
        var product = onSale(body.productId());
        UnaryOperator<Cart> change = cart -> cart.add(product, body.quantity());
        if (caller != null) {
            return answer(carts.change(CartKey.ofUser(caller.id()), ifMatch, change), ResponseEntity.ok());
        }
        if (token != null) {
            try {
                var changed = carts.changeExisting(CartKey.ofGuest(token), ifMatch, change);
                return answer(changed, ResponseEntity.ok().header(HttpHeaders.SET_COOKIE, cookie.of(token)));
            } catch (CartException.Gone _) {
                // The cookie outlived its cart: this guest begins a new one.
            }
        }
        guestCarts.count(ClientAddress.of(request));
        var fresh = cookie.newToken();
        var begun = carts.change(CartKey.ofGuest(fresh), ifMatch, change);
        return answer(begun, ResponseEntity.ok().header(HttpHeaders.SET_COOKIE, cookie.of(fresh)));
    }

    @PatchMapping("/items/{productId}")
    @Refuses({"404 not_in_cart", "404 product_not_found", "409 quantity_limit", "409 currency_mismatch"})
    @Operation(summary = "Change how many of a product are in the cart")
    ResponseEntity<CartView> setQuantity(
            @AuthenticationPrincipal @Nullable Caller caller,
            @CookieValue(name = GuestCookie.NAME, required = false) @Nullable String token,
            @PathVariable UUID productId,
            IfMatch ifMatch,
            @Valid @RequestBody NewQuantity body) {
        // First, so that nobody is asked about a product that is not in the cart anyway.
        carts.find(key(caller, token)).requireLine(productId);
        var product = onSale(productId);
        var changed = change(caller, token, ifMatch, cart -> cart.setQuantity(product, body.quantity()));
        return answer(changed, ResponseEntity.ok());
    }

    @DeleteMapping("/items/{productId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Refuses("404 not_in_cart")
    @Operation(summary = "Take a product out of the cart")
    void remove(
            @AuthenticationPrincipal @Nullable Caller caller,
            @CookieValue(name = GuestCookie.NAME, required = false) @Nullable String token,
            @PathVariable UUID productId,
            IfMatch ifMatch) {
        change(caller, token, ifMatch, cart -> cart.remove(productId));
    }

    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Empty the cart")
    void clear(
            @AuthenticationPrincipal @Nullable Caller caller,
            @CookieValue(name = GuestCookie.NAME, required = false) @Nullable String token,
            IfMatch ifMatch) {
        change(caller, token, ifMatch, Cart::clear);
    }

    /** Takes the cart that the customer filled before logging in over into the customer's own, and drops the cookie. */
    @PostMapping("/merge")
    @Operation(summary = "Put the guest's cart into the account's after signing in")
    ResponseEntity<CartView> merge(
            @AuthenticationPrincipal Caller caller,
            @CookieValue(name = GuestCookie.NAME, required = false) @Nullable String token) {
        return takeOver(caller, token);
    }

    private ResponseEntity<CartView> takeOver(Caller caller, @Nullable String token) {
        var own = CartKey.ofUser(caller.id());
        var merged = token == null ? carts.find(own) : carts.merge(CartKey.ofGuest(token), own);
        return answer(merged, ResponseEntity.ok().header(HttpHeaders.SET_COOKIE, cookie.dropped()));
    }

    record NewItem(
            @NotNull UUID productId,
            @NotNull @Min(1) @Max(Cart.MOST_OF_A_PRODUCT) Integer quantity) {}

    record NewQuantity(
            @NotNull @Min(1) @Max(Cart.MOST_OF_A_PRODUCT) Integer quantity) {}

    /** A guest without a cart has an empty one, under a key that no token leads to. */
    private CartKey key(@Nullable Caller caller, @Nullable String token) {
        if (caller != null) {
            return CartKey.ofUser(caller.id());
        }
        return CartKey.ofGuest(token == null ? cookie.newToken() : token);
    }

    private Cart change(@Nullable Caller caller, @Nullable String token, IfMatch ifMatch, UnaryOperator<Cart> change) {
        var key = key(caller, token);
        if (caller != null) {
            return carts.change(key, ifMatch, change);
        }
        try {
            return carts.changeExisting(key, ifMatch, change);
        } catch (CartException.Gone _) {
            return change.apply(carts.find(key)); // as a customer's empty cart would answer, and nothing is stored
        }
    }

    private Product onSale(UUID productId) {
        return products.find(productId)
                .filter(product -> !product.archived())
                .orElseThrow(() -> new CartException.ProductNotFound(productId));
    }

    private ResponseEntity<CartView> answer(Cart cart, ResponseEntity.BodyBuilder response) {
        var ids = cart.lines().stream().map(CartLine::productId).toList();
        var priced = PricedCart.of(cart, products.known(ids), properties.currencyOfNothing());
        return ETags.forCaller(response, priced.version(), CartView.of(priced, cart.guestMerges()));
    }
}

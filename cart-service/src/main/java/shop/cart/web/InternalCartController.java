package shop.cart.web;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import shop.cart.cart.Cart;
import shop.cart.cart.CartKey;
import shop.cart.cart.CartLine;
import shop.cart.cart.Carts;
import shop.cart.cart.GuestMerge;

/**
 * What order-service asks of a cart that is about to be ordered, and the gateway at a login. A customer without a cart has an empty one.
 */
@RestController
@RequestMapping("/internal/carts")
class InternalCartController {

    private final Carts carts;
    private final GuestCookie cookie;

    InternalCartController(Carts carts, GuestCookie cookie) {
        this.carts = carts;
        this.cookie = cookie;
    }

    @GetMapping("/{userId}")
    InternalCart get(@PathVariable UUID userId) {
        var cart = carts.find(CartKey.ofUser(userId));
        return new InternalCart(Item.of(cart), cart.version());
    }

    /**
     * Merges the cart of a guest who turned out to be this customer. The client's cookie is good for nothing then; the answer has the
     * {@code Set-Cookie} that drops it, for who answers the client.
     */
    @PostMapping("/{userId}/merge")
    ResponseEntity<MergedCart> merge(@PathVariable UUID userId, @Valid @RequestBody Guest body) {
        var guest = CartKey.ofGuest(body.token());
        var cart = carts.merge(guest, CartKey.ofUser(userId));
        return ResponseEntity.ok()
                .header(HttpHeaders.SET_COOKIE, cookie.dropped())
                .body(MergedCart.of(cart, guest));
    }

    record InternalCart(List<Item> items, long version) {}

    /** @param token what the guest's cookie says */
    record Guest(@NotBlank @Size(max = 100) String token) {

        /** Leaves the token out. */
        @Override
        public String toString() {
            return "Guest";
        }
    }

    /**
     * The cart after the merge.
     *
     * @param merged what came into it from the guest's
     * @param dropped what was left out
     */
    record MergedCart(List<Item> items, long version, List<Merged> merged, List<Dropped> dropped) {

        static MergedCart of(Cart cart, CartKey guest) {
            var merge = cart.mergeOf(guest).orElseGet(() -> new GuestMerge(guest.value(), List.of(), List.of()));
            return new MergedCart(
                    Item.of(cart),
                    cart.version(),
                    merge.merged().stream().map(Merged::of).toList(),
                    merge.dropped().stream().map(Dropped::of).toList());
        }
    }

    record Merged(UUID productId, String sku, String name, int quantity) {

        static Merged of(GuestMerge.Merged line) {
            return new Merged(line.productId(), line.sku(), line.name(), line.quantity());
        }
    }

    record Dropped(UUID productId, String sku, String name, int quantity, String reason) {

        static Dropped of(GuestMerge.Dropped line) {
            return new Dropped(
                    line.productId(), line.sku(), line.name(), line.quantity(), CartView.reasonCode(line.reason()));
        }
    }

    record Item(UUID productId, int quantity) {

        static List<Item> of(Cart cart) {
            return cart.lines().stream().map(Item::of).toList();
        }

        private static Item of(CartLine line) {
            return new Item(line.productId(), line.quantity());
        }
    }
}

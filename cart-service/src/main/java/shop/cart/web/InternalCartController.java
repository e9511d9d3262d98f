package shop.cart.web;

import java.util.List;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import shop.cart.cart.Cart;
import shop.cart.cart.CartKey;
import shop.cart.cart.CartLine;
import shop.cart.cart.Carts;

/** Tells order-service what a customer is about to order; a customer without a cart has an empty one. */
@RestController
@RequestMapping("/internal/carts")
class InternalCartController {

    private final Carts carts;

    InternalCartController(Carts carts) {
        this.carts = carts;
    }

    @GetMapping("/{userId}")
    InternalCart get(@PathVariable UUID userId) {
        return InternalCart.of(carts.find(CartKey.ofUser(userId)));
    }

    record InternalCart(List<Item> items, long version) {

        static InternalCart of(Cart cart) {
            return new InternalCart(cart.lines().stream().map(Item::of).toList(), cart.version());
        }
    }

    record Item(UUID productId, int quantity) {

        static Item of(CartLine line) {
            return new Item(line.productId(), line.quantity());
        }
    }
}

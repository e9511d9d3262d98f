package shop.cart.cart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;
import static shop.cart.cart.CartSamples.LAMP;
import static shop.cart.cart.CartSamples.MUG;
import static shop.cart.cart.CartSamples.cart;
import static shop.cart.cart.CartSamples.guestCart;
import static shop.cart.cart.CartSamples.priced;
import static shop.cart.cart.CartSamples.product;

import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CartTest {

    private static final UUID ORDER = new UUID(9, 1);

    @Test
    void addsToTheLineThatIsThere() {
        var cart = cart().add(MUG, 2).add(LAMP, 1).add(MUG, 3);

        assertThat(cart.lines()).containsExactly(CartLine.of(MUG, 5), CartLine.of(LAMP, 1));
    }

    @Test
    void takesTheNewPriceOverWhenMoreIsAdded() {
        var dearer = priced(MUG, 1500, "EUR");

        assertThat(cart().add(MUG, 1).add(dearer, 1).lines()).containsExactly(CartLine.of(dearer, 2));
    }

    @Test
    void holdsAtMost999OfAProduct() {
        var full = cart().add(MUG, 999);

        assertThatExceptionOfType(CartException.TooMany.class)
                .isThrownBy(() -> full.add(MUG, 1))
                .withMessageContaining("1000")
                .withMessageContaining("999");
        assertThat(full.setQuantity(MUG, 1).lines()).containsExactly(CartLine.of(MUG, 1));
    }

    @Test
    void holdsAsManyProductsAsAnOrderMayHave() {
        var full = IntStream.range(0, Cart.MOST_LINES)
                .boxed()
                .reduce(cart(), (cart, n) -> cart.add(product(n, 1, "EUR"), 1), (a, _) -> a);

        assertThatExceptionOfType(CartException.Full.class)
                .isThrownBy(() -> full.add(product(Cart.MOST_LINES, 1, "EUR"), 1));
        assertThat(full.add(product(0, 1, "EUR"), 1).lines()).hasSize(100);
    }

    @Test
    void staysInOneCurrency() {
        var cart = cart().add(MUG, 1);

        assertThatExceptionOfType(CartException.CurrencyMismatch.class)
                .isThrownBy(() -> cart.add(product(3, 1, "GBP"), 1))
                .withMessageContaining("GBP")
                .withMessageContaining("EUR");
        assertThat(cart.clear().add(product(3, 1, "GBP"), 1).lines()).hasSize(1);
        assertThat(cart.add(priced(MUG, 1100, "GBP"), 1).lines())
                .as("a lone product follows its own currency")
                .hasSize(1);
    }

    @Test
    void changesAndRemovesOnlyWhatIsInIt() {
        var cart = cart().add(MUG, 1);

        assertThatExceptionOfType(CartException.NotInCart.class).isThrownBy(() -> cart.setQuantity(LAMP, 1));
        assertThatExceptionOfType(CartException.NotInCart.class).isThrownBy(() -> cart.remove(LAMP.id()));
        assertThat(cart.remove(MUG.id()).lines()).isEmpty();
    }

    @Test
    void takesOutWhatWasPaidForAndKeepsTheRest() {
        var cart = cart().add(MUG, 5).add(LAMP, 1);

        var left = cart.takeOutPaid(ORDER, Map.of(MUG.id(), 2, LAMP.id(), 1));

        assertThat(left.lines()).containsExactly(CartLine.of(MUG, 3));
    }

    @Test
    void takesOutWhatAnOrderPaidForOnce() {
        var left = cart().add(MUG, 5).takeOutPaid(ORDER, Map.of(MUG.id(), 2));

        assertThat(left.takeOutPaid(ORDER, Map.of(MUG.id(), 2))).isSameAs(left);
        assertThat(left.takeOutPaid(new UUID(9, 2), Map.of(MUG.id(), 2)).lines())
                .containsExactly(CartLine.of(MUG, 1));
    }

    @Test
    void remembersAnOrderThatFoundNothingToTakeOut() {
        var paid = cart().takeOutPaid(ORDER, Map.of(MUG.id(), 2)).add(MUG, 2);

        assertThat(paid.takeOutPaid(ORDER, Map.of(MUG.id(), 2)).lines()).containsExactly(CartLine.of(MUG, 2));
    }

    @Test
    void takesOutAllWhenLessIsLeftThanWasPaidFor() {
        var cart = cart().add(MUG, 1);

        assertThat(cart.takeOutPaid(ORDER, Map.of(MUG.id(), 7)).lines()).isEmpty();
    }

    @Test
    void remembersTheLast200Orders() {
        var cart = cart();
        for (var number = 0; number < 201; number++) {
            cart = cart.takeOutPaid(new UUID(9, number), Map.of());
        }

        assertThat(cart.paidOrders())
                .hasSize(200)
                .doesNotContain(new UUID(9, 0))
                .contains(new UUID(9, 200));
    }

    @Test
    void poursAGuestsCartInAndCapsTheSum() {
        var guest = guestCart().add(MUG, 600).add(LAMP, 2);

        var merged = cart().add(MUG, 500).merge(guest);

        assertThat(merged.lines()).containsExactly(CartLine.of(MUG, 999), CartLine.of(LAMP, 2));
        assertThat(merged.merge(guest)).as("a repeat").isSameAs(merged);
        assertThat(merged.guestMerges()).singleElement().satisfies(merge -> {
            assertThat(merge.merged())
                    .extracting(GuestMerge.Merged::productId, GuestMerge.Merged::quantity)
                    .containsExactly(tuple(MUG.id(), 499), tuple(LAMP.id(), 2));
            assertThat(merge.dropped())
                    .extracting(GuestMerge.Dropped::productId, GuestMerge.Dropped::quantity, GuestMerge.Dropped::reason)
                    .containsExactly(tuple(MUG.id(), 101, GuestMerge.Reason.QUANTITY_LIMIT));
        });
    }

    @Test
    void leavesOutWhatDoesNotFit() {
        var guest = guestCart().add(product(300, 1, "EUR"), 1).add(product(0, 1, "EUR"), 1);
        var full = IntStream.range(0, Cart.MOST_LINES)
                .boxed()
                .reduce(cart(), (cart, n) -> cart.add(product(n, 1, "EUR"), 1), (a, _) -> a);

        var merged = full.merge(guest);

        assertThat(merged.lines()).hasSize(100);
        assertThat(merged.lines().getFirst().quantity()).isEqualTo(2);
        assertThat(merged.guestMerges().getFirst().dropped())
                .extracting(GuestMerge.Dropped::productId, GuestMerge.Dropped::reason)
                .containsExactly(tuple(product(300, 1, "EUR").id(), GuestMerge.Reason.CART_FULL));
        assertThat(cart().add(product(5, 1, "GBP"), 1).merge(guest).lines())
                .singleElement()
                .matches(line -> line.price().currency().getCurrencyCode().equals("GBP"));
    }
}

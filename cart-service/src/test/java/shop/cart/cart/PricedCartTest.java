package shop.cart.cart;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.cart.cart.CartSamples.LAMP;
import static shop.cart.cart.CartSamples.MUG;
import static shop.cart.cart.CartSamples.archived;
import static shop.cart.cart.CartSamples.available;
import static shop.cart.cart.CartSamples.cart;
import static shop.cart.cart.CartSamples.priced;
import static shop.cart.cart.CartSamples.product;

import java.util.Arrays;
import java.util.Currency;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import shop.cart.cart.PricedCart.Line;
import shop.cart.cart.PricedCart.Notice;
import shop.cart.product.Product;
import shop.kernel.Money;

class PricedCartTest {

    @Test
    void addsUpTheLines() {
        var priced = price(cart().add(MUG, 2).add(LAMP, 1), MUG, LAMP);

        assertThat(priced.lines()).extracting(Line::lineTotal).containsExactly(eur(2500), eur(4000));
        assertThat(priced.total()).isEqualTo(eur(6500));
        assertThat(priced.lines()).allSatisfy(line -> assertThat(line.notices()).isEmpty());
    }

    @Test
    void countsNothingForAnEmptyCart() {
        assertThat(price(cart()).total()).isEqualTo(Money.of(0, "CHF"));
    }

    @Test
    void asksTodaysPriceAndSaysThatItIsAnotherOne() {
        var priced = price(cart().add(MUG, 2), priced(MUG, 1500, "EUR"));

        assertThat(priced.lines()).singleElement().satisfies(line -> {
            assertThat(line.unitPrice()).isEqualTo(eur(1500));
            assertThat(line.lineTotal()).isEqualTo(eur(3000));
            assertThat(line.notices()).containsExactly(new Notice.PriceChanged(eur(1250)));
        });
        assertThat(priced.total()).isEqualTo(eur(3000));
    }

    @Test
    void doesNotCountWhatIsNotSoldAnyMore() {
        var priced = price(cart().add(MUG, 2).add(LAMP, 1), archived(MUG), LAMP);

        assertThat(priced.lines().getFirst().notices()).containsExactly(new Notice.ProductUnavailable());
        assertThat(priced.total()).isEqualTo(eur(4000));
    }

    @Test
    void doesNotCountWhatMovedToAnotherCurrency() {
        var priced = price(cart().add(MUG, 2).add(LAMP, 1), priced(MUG, 1, "GBP"), LAMP);

        assertThat(priced.lines().getFirst().notices()).containsExactly(new Notice.CurrencyChanged(eur(1250), false));
        assertThat(priced.lines().getFirst().unitPrice())
                .as("what it costs now")
                .isEqualTo(Money.of(1, "GBP"));
        assertThat(priced.total()).isEqualTo(eur(4000));
    }

    @Test
    void asksWhatTheOrderWillAskWhereEverythingMovedToAnotherCurrency() {
        var priced = price(cart().add(MUG, 2), priced(MUG, 1500, "JPY"));

        assertThat(priced.total()).isEqualTo(Money.of(3000, "JPY"));
        assertThat(priced.lines()).singleElement().satisfies(line -> {
            assertThat(line.lineTotal()).isEqualTo(Money.of(3000, "JPY"));
            assertThat(line.notices()).containsExactly(new Notice.CurrencyChanged(eur(1250), true));
        });

        var both = price(cart().add(MUG, 2).add(LAMP, 1), priced(MUG, 1500, "JPY"), priced(LAMP, 5000, "JPY"));
        assertThat(both.total()).isEqualTo(Money.of(8000, "JPY"));
    }

    @Test
    void countsOneOfTheCurrenciesThatEverythingMovedTo() {
        var priced = price(cart().add(MUG, 2).add(LAMP, 1), priced(MUG, 1500, "JPY"), priced(LAMP, 50, "GBP"));

        assertThat(priced.total()).isEqualTo(Money.of(3000, "JPY"));
        assertThat(priced.lines().getFirst().notices()).containsExactly(new Notice.CurrencyChanged(eur(1250), true));
        assertThat(priced.lines().getLast().notices()).containsExactly(new Notice.CurrencyChanged(eur(4000), false));
    }

    @Test
    void whatIsNotSoldAnyMoreDecidesNoCurrency() {
        var priced = price(cart().add(MUG, 2).add(LAMP, 1), archived(MUG), priced(LAMP, 50, "GBP"));

        assertThat(priced.total()).isEqualTo(Money.of(50, "GBP"));
    }

    @Test
    void doesNotCountWhatThereIsNothingLeftOf() {
        var priced = price(cart().add(MUG, 2).add(LAMP, 1), available(MUG, 0), available(LAMP, 1));

        assertThat(priced.lines().getFirst().notices()).containsExactly(new Notice.OutOfStock());
        assertThat(priced.lines().getLast().notices()).isEmpty();
        assertThat(priced.total()).isEqualTo(eur(4000));
    }

    @Test
    void saysHowManyThereAreWhereThereAreFewerAndCountsWhatWasAskedFor() {
        var priced = price(cart().add(MUG, 3), available(MUG, 2));

        assertThat(priced.lines().getFirst().notices()).containsExactly(new Notice.LessAvailable(2));
        assertThat(priced.total()).isEqualTo(eur(3750));
    }

    @Test
    void saysOfAnArchivedProductOnlyThatItIsNotSoldAnyMore() {
        var priced = price(cart().add(MUG, 3), archived(available(MUG, 0)));

        assertThat(priced.lines().getFirst().notices()).containsExactly(new Notice.ProductUnavailable());
    }

    @Test
    void keepsALineWhoseProductIsNotKnown() {
        assertThat(price(cart().add(MUG, 2)).total()).isEqualTo(eur(2500));
    }

    @Test
    void standsTheLargestCart() {
        var cart = cart();
        var products = new Product[Cart.MOST_LINES];
        for (var number = 0; number < products.length; number++) {
            products[number] = product(number, 1_000_000_000_000L, "EUR");
            cart = cart.add(products[number], Cart.MOST_OF_A_PRODUCT);
        }

        assertThat(price(cart, products).total()).isEqualTo(eur(99_900_000_000_000_000L));
    }

    @Test
    void changesWithItsProductsAndNotWithSalesThatLeaveEnough() {
        var cart = cart().add(MUG, 1);

        assertThat(price(cart, MUG)).isEqualTo(price(cart, MUG));
        assertThat(price(cart, archived(MUG))).isNotEqualTo(price(cart, MUG));
        assertThat(price(cart, available(MUG, 0))).isNotEqualTo(price(cart, available(MUG, 1)));
        assertThat(price(cart, available(MUG, 1)))
                .as("sales to others that leave enough")
                .isEqualTo(price(cart, available(MUG, 9)));
    }

    private static PricedCart price(Cart cart, Product... products) {
        return PricedCart.of(
                cart,
                Arrays.stream(products).collect(Collectors.toMap(Product::id, Function.identity())),
                Currency.getInstance("CHF"));
    }

    private static Money eur(long cents) {
        return Money.of(cents, "EUR");
    }
}

package shop.payment.client;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.payment.support.PaymentSamples.BUYER;
import static shop.payment.support.PaymentSamples.NOW;
import static shop.payment.support.PaymentSamples.ORDER;

import java.util.List;
import org.junit.jupiter.api.Test;
import shop.kernel.Money;
import shop.payment.application.OrderLookup;
import shop.payment.application.OrderLookup.Line;
import shop.payment.domain.Payment;
import shop.payment.domain.PaymentMethod;
import shop.payment.domain.Provider;
import shop.payment.support.PaymentSamples;

class PurchaseTest {

    private static final Line MUGS = new Line("Blue mug", 2, Money.of(1000, "EUR"));
    private static final Line PLATE = new Line("Plate", 1, Money.of(500, "EUR"));

    final Payment payment = Payment.start(
            PaymentSamples.paymentId(1),
            ORDER,
            BUYER,
            1,
            PaymentSamples.TOTAL,
            new PaymentMethod.Checkout(),
            Provider.STRIPE,
            0,
            NOW);

    @Test
    void namesTheOrderAsPeopleDo() {
        var purchase = Purchase.of(order(MUGS, PLATE), payment);

        assertThat(purchase.title()).isEqualTo("Order 7K3M-9Q4T");
        assertThat(purchase.lines()).containsExactly(MUGS, PLATE);
        assertThat(purchase.text(2048)).isEqualTo("Order 7K3M-9Q4T: 2 × Blue mug, 1 × Plate");
    }

    @Test
    void namesNoLinesThatAreWorthAnotherSum() {
        assertThat(Purchase.of(order(MUGS), payment).lines()).isEmpty();
        assertThat(Purchase.of(order(MUGS, PLATE, PLATE), payment).lines()).isEmpty();
        assertThat(Purchase.of(order(new Line("Plate", 1, Money.of(2500, "USD"))), payment)
                        .lines())
                .isEmpty();
        assertThat(Purchase.of(order(), payment).text(2048)).isEqualTo("Order 7K3M-9Q4T");
    }

    @Test
    void namesAnOrderThatNobodyAnswersForByItsId() {
        assertThat(Purchase.unnamed(payment).text(2048)).isEqualTo("Order " + ORDER.value());
    }

    @Test
    void cutsATextAtAWholeCharacter() {
        assertThat(Purchase.shortened("abcdef", 6)).isEqualTo("abcdef");
        assertThat(Purchase.shortened("abcdefg", 6)).isEqualTo("abcde…");
        assertThat(Purchase.shortened("abcd😀fg", 6)).isEqualTo("abcd…");
        assertThat(Purchase.of(order(MUGS, PLATE), payment).text(20)).isEqualTo("Order 7K3M-9Q4T: 2 …");
    }

    private static OrderLookup.Order order(Line... lines) {
        return new OrderLookup.Order(
                ORDER, "7K3M-9Q4T", BUYER, List.of(lines), PaymentSamples.TOTAL, true, "PENDING", NOW.plusSeconds(900));
    }
}

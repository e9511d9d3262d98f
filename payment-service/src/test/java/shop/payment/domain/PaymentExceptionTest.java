package shop.payment.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import shop.kernel.Money;

class PaymentExceptionTest {

    @Test
    void saysAmountsAsPeopleWriteThem() {
        assertThat(new PaymentException.AmountNotChargeable(Money.of(20, "GBP"), "amount_too_small"))
                .hasMessage("0.20 GBP cannot be charged: amount_too_small");
        assertThat(new PaymentException.AmountNotChargeable(Money.of(20, "JPY"), "amount_too_small"))
                .hasMessage("20 JPY cannot be charged: amount_too_small");
        assertThat(new PaymentException.OverRefund(
                        new PaymentId(new UUID(0, 1)), Money.of(2500, "KWD"), Money.of(2000, "KWD")))
                .hasMessage("Refund of 2.500 KWD for payment 00000000-0000-0000-0000-000000000001"
                        + " (expected: above zero, at most 2.000 KWD)");
    }
}

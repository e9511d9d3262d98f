package shop.payment.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static shop.payment.support.PaymentSamples.BUYER;
import static shop.payment.support.PaymentSamples.CARD;
import static shop.payment.support.PaymentSamples.NOW;
import static shop.payment.support.PaymentSamples.ORDER;
import static shop.payment.support.PaymentSamples.STRANGER;
import static shop.payment.support.PaymentSamples.paymentId;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import shop.kernel.Money;
import shop.payment.domain.CardFacts;
import shop.payment.domain.Outcome;
import shop.payment.domain.PayableOrder;
import shop.payment.domain.PaymentException;
import shop.payment.domain.PaymentMethod;
import shop.payment.domain.PaymentState;
import shop.payment.domain.Provider;
import shop.payment.support.PaymentSamples;

class StartPaymentTest {

    final PaymentFixture fixture = PaymentFixture.withOrder();

    @Test
    void chargesACardTellsAndBooksIt() {
        var payment = fixture.pay(1, CARD).payment();

        assertThat(payment.state()).isEqualTo(PaymentState.PAID);
        assertThat(fixture.payment(1).state()).isEqualTo(PaymentState.PAID);
        assertThat(fixture.published).containsExactly("1 PAID");
        assertThat(fixture.booked).containsExactly("capture 2500");
        assertThat(fixture.order().paidBy()).isEqualTo(paymentId(1));
        assertThat(fixture.provider.calls).isEqualTo(1);
        assertThat(fixture.answered).as("stored with the outcome").containsExactly(PaymentState.PAID);
    }

    @Test
    void handsOutWhatTheBuyerGoesOnWith() {
        assertThat(fixture.pay(1, new PaymentMethod.Intent()).payment().refs().clientSecret())
                .startsWith("secret_");
        assertThat(fixture.published).containsExactly("1 PROCESSING");
        assertThat(fixture.booked).isEmpty();
    }

    @Test
    void leavesTheOrderPayableAfterADeclinedCard() {
        fixture.provider.cardOutcome = new Outcome.Declined("insufficient_funds");
        assertThatExceptionOfType(PaymentException.Declined.class)
                .isThrownBy(() -> fixture.pay(1, CARD))
                .satisfies(declined -> assertThat(declined.code()).isEqualTo("insufficient_funds"));
        assertThat(fixture.payment(1).state()).isEqualTo(PaymentState.FAILED);

        fixture.provider.cardOutcome = null;
        assertThat(fixture.pay(2, CARD).payment().state()).isEqualTo(PaymentState.PAID);
        assertThat(fixture.payment(2).attempt()).isEqualTo(2);
        assertThat(fixture.published).containsExactly("1 FAILED", "2 PAID");
    }

    @Test
    void publishesThatACardIsUnderWayWhoseOwnerHasToAct() {
        fixture.provider.cardOutcome = new Outcome.ActionRequired();

        assertThat(fixture.pay(1, CARD).payment().state()).isEqualTo(PaymentState.REQUIRES_ACTION);
        assertThat(fixture.published).containsExactly("1 REQUIRES_ACTION");
        assertThat(fixture.provider.calls).isEqualTo(1);
    }

    @Test
    void refundsACardThatWasChargedWhileItsOrderEnded() {
        fixture.provider.meanwhile = () -> fixture.close("CANCELLED");

        assertThat(fixture.pay(1, CARD).payment().state()).isEqualTo(PaymentState.PAID);
        fixture.workThroughRefunds();

        assertThat(fixture.payment(1).state()).isEqualTo(PaymentState.REFUNDED);
        assertThat(fixture.booked).containsExactly("capture 2500", "refund 2500");
        assertThat(fixture.published).containsExactly("1 PAID", "2 REFUNDED");
    }

    @Test
    void goesOnWithTheLiveAttemptOfTheSameKind() {
        var first = fixture.pay(1, new PaymentMethod.Checkout()).payment();
        var second = fixture.pay(2, new PaymentMethod.Checkout());

        assertThat(second.started()).isFalse();
        assertThat(second.payment().id()).isEqualTo(first.id());
        assertThat(second.payment().refs().url()).isEqualTo(first.refs().url());
        assertThat(fixture.published).hasSize(1);
    }

    @Test
    void answersAnotherCardWithNoOldAttempt() {
        fixture.provider.losesNextAnswer = true;
        assertThatExceptionOfType(ProviderUnavailableException.class).isThrownBy(() -> fixture.pay(1, CARD));

        assertThatExceptionOfType(PaymentException.AttemptUnderWay.class)
                .isThrownBy(() -> fixture.pay(2, new PaymentMethod.Card("pm_card_mastercard")));
    }

    @Test
    void letsACustomerWaitAfterTooManyDeclines() {
        fixture.provider.cardOutcome = new Outcome.Declined("generic_decline");
        for (var number = 1; number <= 3; number++) {
            var card = number;
            assertThatExceptionOfType(PaymentException.Declined.class).isThrownBy(() -> fixture.pay(card, CARD));
        }

        assertThatExceptionOfType(PaymentException.TooManyDeclines.class).isThrownBy(() -> fixture.pay(4, CARD));
        assertThatExceptionOfType(PaymentException.TooManyDeclines.class)
                .isThrownBy(() -> fixture.pay(5, new PaymentMethod.Checkout()));
    }

    @Test
    void refusesAnotherKindWhileOneIsLive() {
        fixture.pay(1, new PaymentMethod.Checkout());

        assertThatExceptionOfType(PaymentException.AttemptUnderWay.class).isThrownBy(() -> fixture.pay(2, CARD));
        assertThat(fixture.provider.charged).isEmpty();
    }

    @Test
    void refusesAnOrderThatIsPaidOverOrRunOut() {
        fixture.pay(1, CARD);
        assertThatExceptionOfType(PaymentException.OrderNotPayable.class).isThrownBy(() -> fixture.pay(2, CARD));

        var closed = PaymentFixture.withOrder();
        closed.close("CANCELLED");
        assertThatExceptionOfType(PaymentException.OrderNotPayable.class).isThrownBy(() -> closed.pay(1, CARD));

        var late = PaymentFixture.withOrder();
        late.now = NOW.plusSeconds(900);
        late.orderServiceIsDown = true;
        assertThatExceptionOfType(PaymentException.OrderNotPayable.class).isThrownBy(() -> late.pay(1, CARD));
        assertThat(late.provider.charged).isEmpty();
    }

    @Test
    void treatsAForeignOrderAsUnknown() {
        assertThatExceptionOfType(PaymentException.OrderNotFound.class)
                .isThrownBy(() -> fixture.pay(1, STRANGER, ORDER, CARD));
        assertThatExceptionOfType(PaymentException.OrderNotFound.class)
                .isThrownBy(() -> fixture.pay(1, BUYER, PaymentFixture.anotherOrder(), CARD));
    }

    @Test
    void asksOrderServiceForAnOrderItHasNotHeardOf() {
        var fresh = new PaymentFixture();
        fresh.orderService = Optional.of(PaymentFixture.atOrderService(true, NOW.plusSeconds(900)));

        assertThat(fresh.pay(1, CARD).payment().state()).isEqualTo(PaymentState.PAID);
    }

    @Test
    void asksOrderServiceWhetherThereIsMoreTime() {
        fixture.now = NOW.plusSeconds(1000);
        fixture.orderService = Optional.of(PaymentFixture.atOrderService(true, NOW.plusSeconds(1800)));

        assertThat(fixture.pay(1, CARD).payment().state()).isEqualTo(PaymentState.PAID);
    }

    @Test
    void believesOrderServiceThatAnOrderIsNotPayableOrNotTheCallers() {
        var fresh = new PaymentFixture();
        fresh.orderService = Optional.of(PaymentFixture.atOrderService(false, NOW.plusSeconds(900)));
        assertThatExceptionOfType(PaymentException.OrderNotPayable.class).isThrownBy(() -> fresh.pay(1, CARD));
        assertThatExceptionOfType(PaymentException.OrderNotFound.class)
                .isThrownBy(() -> fresh.pay(1, STRANGER, ORDER, CARD));
    }

    /** Its time to pay is over as it begins, so order-service is asked. */
    @Test
    void refusesAnOrderThatIsReviewedAndSaysWhy() {
        fixture.now = NOW.plusSeconds(900);
        fixture.orderService = Optional.of(PaymentFixture.atOrderService(false, "ON_HOLD", NOW));

        assertThatExceptionOfType(PaymentException.OrderNotPayable.class)
                .isThrownBy(() -> fixture.pay(1, CARD))
                .withMessageContaining("being reviewed");
        assertThat(fixture.provider.charged).isEmpty();
    }

    @Test
    void saysSoWhenOrderServiceIsDown() {
        var fresh = new PaymentFixture();
        fresh.orderServiceIsDown = true;

        assertThatExceptionOfType(OrdersUnavailableException.class).isThrownBy(() -> fresh.pay(1, CARD));
    }

    @Test
    void answersARepeatWithTheSamePayment() {
        var first = fixture.pay(1, CARD).payment();
        var repeat = fixture.pay(1, CARD);

        assertThat(repeat.started()).isTrue();
        assertThat(repeat.payment().id()).isEqualTo(first.id());
        assertThat(fixture.provider.charged).hasSize(1);
        assertThatExceptionOfType(PaymentException.NotFound.class)
                .isThrownBy(() -> fixture.pay(1, STRANGER, ORDER, CARD));
    }

    @Test
    void goesOnAfterAnAnswerThatWasLost() {
        fixture.provider.losesNextAnswer = true;
        assertThatExceptionOfType(ProviderUnavailableException.class).isThrownBy(() -> fixture.pay(1, CARD));
        assertThat(fixture.payment(1).state()).isEqualTo(PaymentState.PROCESSING);

        assertThat(fixture.pay(1, CARD).payment().state()).isEqualTo(PaymentState.PAID);
        assertThat(fixture.provider.charged).containsExactly(paymentId(1));
        assertThat(fixture.published).containsExactly("1 PROCESSING", "2 PAID");
    }

    @Test
    void answersARepeatOfADeclinedCardAlike() {
        fixture.provider.cardOutcome = new Outcome.Declined("generic_decline");
        assertThatExceptionOfType(PaymentException.Declined.class).isThrownBy(() -> fixture.pay(1, CARD));
        assertThatExceptionOfType(PaymentException.Declined.class).isThrownBy(() -> fixture.pay(1, CARD));
    }

    @Test
    void refusesACardThatTheProviderDoesNotKnow() {
        fixture.provider.refuses = "resource_missing";

        assertThatExceptionOfType(PaymentException.UnknownMethod.class).isThrownBy(() -> fixture.pay(1, CARD));
        assertThat(fixture.payment(1).state()).isEqualTo(PaymentState.FAILED);
    }

    @Test
    void refusesAnAmountThatCannotBeCharged() {
        fixture.provider.refuses = "amount_too_small";
        assertThatExceptionOfType(PaymentException.AmountNotChargeable.class).isThrownBy(() -> fixture.pay(1, CARD));

        var free = new PaymentFixture();
        free.orders.add(PayableOrder.open(ORDER, BUYER, Money.of(0, "EUR"), NOW.plusSeconds(900)));
        assertThatExceptionOfType(PaymentException.AmountNotChargeable.class).isThrownBy(() -> free.pay(1, CARD));
    }

    @Test
    void theBuyerChoosesTheProviderElseTheCurrencyElseTheShop() {
        var rupees = PaymentFixture.anotherOrder();
        fixture.orders.add(PayableOrder.open(rupees, BUYER, Money.of(50_000, "INR"), NOW.plusSeconds(900)));

        assertThat(fixture.pay(1, new PaymentMethod.Intent()).payment().provider())
                .isEqualTo(Provider.STRIPE);
        assertThat(fixture.pay(2, BUYER, rupees, new PaymentMethod.Intent())
                        .payment()
                        .provider())
                .isEqualTo(Provider.RAZORPAY);
        fixture.asked = Provider.STRIPE;
        assertThatExceptionOfType(PaymentException.AttemptUnderWay.class)
                .isThrownBy(() -> fixture.pay(3, BUYER, rupees, new PaymentMethod.Intent()));
        assertThat(fixture.provider.calls).isEqualTo(2);
    }

    @Test
    void whatAProviderDoesNotTakeIsRefusedAndNothingIsBegun() {
        fixture.asked = Provider.RAZORPAY;

        assertThatExceptionOfType(PaymentException.MethodNotSupported.class)
                .isThrownBy(() -> fixture.pay(1, PaymentSamples.CARD))
                .satisfies(refusal -> assertThat(refusal.supported()).containsExactly("intent", "checkout"));

        assertThat(fixture.payments.find(paymentId(1))).isEmpty();
        assertThat(fixture.provider.calls).isZero();
    }

    @Test
    void aProviderWithoutAKeyIsNotOffered() {
        var stripeAlone =
                new ProviderPolicy(Provider.STRIPE, Map.of(), Set.of(Provider.STRIPE), Set.of(Provider.STRIPE));

        assertThatExceptionOfType(PaymentException.ProviderNotConfigured.class)
                .isThrownBy(() -> stripeAlone.requireOffered(Provider.RAZORPAY, new PaymentMethod.Intent()));
        stripeAlone.requireOffered(Provider.STRIPE, PaymentSamples.CARD);
        assertThat(stripeAlone.isLive(Provider.STRIPE)).isTrue();
        assertThat(stripeAlone.isLive(Provider.RAZORPAY)).isFalse();
    }

    @Test
    void whatTheProviderSaidOfTheCardIsKept() {
        fixture.provider.card = new CardFacts("fp_1", "DE", 12);

        fixture.pay(1, PaymentSamples.CARD);

        assertThat(fixture.payment(1).card()).isEqualTo(new CardFacts("fp_1", "DE", 12));
        assertThat(fixture.payment(1).declines()).isZero();
    }
}

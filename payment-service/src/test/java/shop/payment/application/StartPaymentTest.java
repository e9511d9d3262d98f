package shop.payment.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static shop.payment.support.PaymentSamples.BUYER;
import static shop.payment.support.PaymentSamples.CARD;
import static shop.payment.support.PaymentSamples.NOW;
import static shop.payment.support.PaymentSamples.ORDER;
import static shop.payment.support.PaymentSamples.STRANGER;
import static shop.payment.support.PaymentSamples.paymentId;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import shop.kernel.Money;
import shop.payment.domain.Outcome;
import shop.payment.domain.PayableOrder;
import shop.payment.domain.PaymentException;
import shop.payment.domain.PaymentMethod;
import shop.payment.domain.PaymentState;

class StartPaymentTest {

    final Bench bench = Bench.withOrder();

    @Test
    void chargesACardTellsAndBooksIt() {
        var payment = bench.pay(1, CARD).payment();

        assertThat(payment.state()).isEqualTo(PaymentState.PAID);
        assertThat(bench.payment(1).state()).isEqualTo(PaymentState.PAID);
        assertThat(bench.told).containsExactly("1 PAID");
        assertThat(bench.booked).containsExactly("capture 2500");
        assertThat(bench.order().paidBy()).isEqualTo(paymentId(1));
        assertThat(bench.provider.calls).isEqualTo(1);
        assertThat(bench.answered).as("stored with the outcome").containsExactly(PaymentState.PAID);
    }

    @Test
    void handsOutWhatTheBuyerGoesOnWith() {
        assertThat(bench.pay(1, new PaymentMethod.Intent()).payment().refs().clientSecret())
                .startsWith("secret_");
        assertThat(bench.told).containsExactly("1 PROCESSING");
        assertThat(bench.booked).isEmpty();
    }

    @Test
    void leavesTheOrderPayableAfterADeclinedCard() {
        bench.provider.cardOutcome = new Outcome.Declined("insufficient_funds");
        assertThatExceptionOfType(PaymentException.Declined.class)
                .isThrownBy(() -> bench.pay(1, CARD))
                .satisfies(declined -> assertThat(declined.code()).isEqualTo("insufficient_funds"));
        assertThat(bench.payment(1).state()).isEqualTo(PaymentState.FAILED);

        bench.provider.cardOutcome = null;
        assertThat(bench.pay(2, CARD).payment().state()).isEqualTo(PaymentState.PAID);
        assertThat(bench.payment(2).attempt()).isEqualTo(2);
        assertThat(bench.told).containsExactly("1 FAILED", "2 PAID");
    }

    @Test
    void publishesThatACardIsUnderWayWhoseOwnerHasToAct() {
        bench.provider.cardOutcome = new Outcome.ActionRequired();

        assertThat(bench.pay(1, CARD).payment().state()).isEqualTo(PaymentState.REQUIRES_ACTION);
        assertThat(bench.told).containsExactly("1 REQUIRES_ACTION");
        assertThat(bench.provider.calls).isEqualTo(1);
    }

    @Test
    void refundsACardThatWasChargedWhileItsOrderEnded() {
        bench.provider.meanwhile = () -> bench.close("CANCELLED");

        assertThat(bench.pay(1, CARD).payment().state()).isEqualTo(PaymentState.PAID);
        bench.workThroughRefunds();

        assertThat(bench.payment(1).state()).isEqualTo(PaymentState.REFUNDED);
        assertThat(bench.booked).containsExactly("capture 2500", "refund 2500");
        assertThat(bench.told).containsExactly("1 PAID", "2 REFUNDED");
    }

    @Test
    void goesOnWithTheLiveAttemptOfTheSameKind() {
        var first = bench.pay(1, new PaymentMethod.Checkout()).payment();
        var second = bench.pay(2, new PaymentMethod.Checkout());

        assertThat(second.started()).isFalse();
        assertThat(second.payment().id()).isEqualTo(first.id());
        assertThat(second.payment().refs().url()).isEqualTo(first.refs().url());
        assertThat(bench.told).hasSize(1);
    }

    @Test
    void answersAnotherCardWithNoOldAttempt() {
        bench.provider.losesNextAnswer = true;
        assertThatExceptionOfType(ProviderUnavailableException.class).isThrownBy(() -> bench.pay(1, CARD));

        assertThatExceptionOfType(PaymentException.AttemptUnderWay.class)
                .isThrownBy(() -> bench.pay(2, new PaymentMethod.Card("pm_card_mastercard")));
    }

    @Test
    void letsACustomerWaitAfterTooManyDeclines() {
        bench.provider.cardOutcome = new Outcome.Declined("generic_decline");
        for (var number = 1; number <= 3; number++) {
            var card = number;
            assertThatExceptionOfType(PaymentException.Declined.class).isThrownBy(() -> bench.pay(card, CARD));
        }

        assertThatExceptionOfType(PaymentException.TooManyDeclines.class).isThrownBy(() -> bench.pay(4, CARD));
        assertThatExceptionOfType(PaymentException.TooManyDeclines.class)
                .isThrownBy(() -> bench.pay(5, new PaymentMethod.Checkout()));
    }

    @Test
    void refusesAnotherKindWhileOneIsLive() {
        bench.pay(1, new PaymentMethod.Checkout());

        assertThatExceptionOfType(PaymentException.AttemptUnderWay.class).isThrownBy(() -> bench.pay(2, CARD));
        assertThat(bench.provider.charged).isEmpty();
    }

    @Test
    void refusesAnOrderThatIsPaidOverOrRunOut() {
        bench.pay(1, CARD);
        assertThatExceptionOfType(PaymentException.OrderNotPayable.class).isThrownBy(() -> bench.pay(2, CARD));

        var closed = Bench.withOrder();
        closed.close("CANCELLED");
        assertThatExceptionOfType(PaymentException.OrderNotPayable.class).isThrownBy(() -> closed.pay(1, CARD));

        var late = Bench.withOrder();
        late.now = NOW.plusSeconds(900);
        late.orderServiceIsDown = true;
        assertThatExceptionOfType(PaymentException.OrderNotPayable.class).isThrownBy(() -> late.pay(1, CARD));
        assertThat(late.provider.charged).isEmpty();
    }

    @Test
    void treatsAForeignOrderAsUnknown() {
        assertThatExceptionOfType(PaymentException.OrderNotFound.class)
                .isThrownBy(() -> bench.pay(1, STRANGER, ORDER, CARD));
        assertThatExceptionOfType(PaymentException.OrderNotFound.class)
                .isThrownBy(() -> bench.pay(1, BUYER, Bench.anotherOrder(), CARD));
    }

    @Test
    void asksOrderServiceForAnOrderItHasNotHeardOf() {
        var fresh = new Bench();
        fresh.orderService = Optional.of(Bench.atOrderService(true, NOW.plusSeconds(900)));

        assertThat(fresh.pay(1, CARD).payment().state()).isEqualTo(PaymentState.PAID);
    }

    @Test
    void asksOrderServiceWhetherThereIsMoreTime() {
        bench.now = NOW.plusSeconds(1000);
        bench.orderService = Optional.of(Bench.atOrderService(true, NOW.plusSeconds(1800)));

        assertThat(bench.pay(1, CARD).payment().state()).isEqualTo(PaymentState.PAID);
    }

    @Test
    void believesOrderServiceThatAnOrderIsNotPayableOrNotTheCallers() {
        var fresh = new Bench();
        fresh.orderService = Optional.of(Bench.atOrderService(false, NOW.plusSeconds(900)));
        assertThatExceptionOfType(PaymentException.OrderNotPayable.class).isThrownBy(() -> fresh.pay(1, CARD));
        assertThatExceptionOfType(PaymentException.OrderNotFound.class)
                .isThrownBy(() -> fresh.pay(1, STRANGER, ORDER, CARD));
    }

    @Test
    void saysSoWhenOrderServiceIsDown() {
        var fresh = new Bench();
        fresh.orderServiceIsDown = true;

        assertThatExceptionOfType(OrdersUnavailableException.class).isThrownBy(() -> fresh.pay(1, CARD));
    }

    @Test
    void answersARepeatWithTheSamePayment() {
        var first = bench.pay(1, CARD).payment();
        var repeat = bench.pay(1, CARD);

        assertThat(repeat.started()).isTrue();
        assertThat(repeat.payment().id()).isEqualTo(first.id());
        assertThat(bench.provider.charged).hasSize(1);
        assertThatExceptionOfType(PaymentException.NotFound.class)
                .isThrownBy(() -> bench.pay(1, STRANGER, ORDER, CARD));
    }

    @Test
    void goesOnAfterAnAnswerThatWasLost() {
        bench.provider.losesNextAnswer = true;
        assertThatExceptionOfType(ProviderUnavailableException.class).isThrownBy(() -> bench.pay(1, CARD));
        assertThat(bench.payment(1).state()).isEqualTo(PaymentState.PROCESSING);

        assertThat(bench.pay(1, CARD).payment().state()).isEqualTo(PaymentState.PAID);
        assertThat(bench.provider.charged).containsExactly(paymentId(1));
        assertThat(bench.told).containsExactly("1 PROCESSING", "2 PAID");
    }

    @Test
    void answersARepeatOfADeclinedCardAlike() {
        bench.provider.cardOutcome = new Outcome.Declined("generic_decline");
        assertThatExceptionOfType(PaymentException.Declined.class).isThrownBy(() -> bench.pay(1, CARD));
        assertThatExceptionOfType(PaymentException.Declined.class).isThrownBy(() -> bench.pay(1, CARD));
    }

    @Test
    void refusesACardThatTheProviderDoesNotKnow() {
        bench.provider.refuses = "resource_missing";

        assertThatExceptionOfType(PaymentException.UnknownMethod.class).isThrownBy(() -> bench.pay(1, CARD));
        assertThat(bench.payment(1).state()).isEqualTo(PaymentState.FAILED);
    }

    @Test
    void refusesAnAmountThatCannotBeCharged() {
        bench.provider.refuses = "amount_too_small";
        assertThatExceptionOfType(PaymentException.AmountNotChargeable.class).isThrownBy(() -> bench.pay(1, CARD));

        var free = new Bench();
        free.orders.add(PayableOrder.open(ORDER, BUYER, Money.of(0, "EUR"), NOW.plusSeconds(900)));
        assertThatExceptionOfType(PaymentException.AmountNotChargeable.class).isThrownBy(() -> free.pay(1, CARD));
    }
}

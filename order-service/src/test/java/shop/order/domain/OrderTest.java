package shop.order.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static shop.order.domain.OrderStatus.CANCELLED;
import static shop.order.domain.OrderStatus.CONFIRMED;
import static shop.order.domain.OrderStatus.DELIVERED;
import static shop.order.domain.OrderStatus.EXPIRED;
import static shop.order.domain.OrderStatus.ON_HOLD;
import static shop.order.domain.OrderStatus.PENDING;
import static shop.order.domain.OrderStatus.SHIPPED;
import static shop.order.support.OrderSamples.ADMIN;
import static shop.order.support.OrderSamples.CUSTOMER;
import static shop.order.support.OrderSamples.IN_15_MINUTES;
import static shop.order.support.OrderSamples.NOW;
import static shop.order.support.OrderSamples.PAYMENT;
import static shop.order.support.OrderSamples.disputed;
import static shop.order.support.OrderSamples.eur;
import static shop.order.support.OrderSamples.payment;
import static shop.order.support.OrderSamples.placed;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import shop.kernel.Money;

class OrderTest {

    static final Actor OWNER = Actor.customer(CUSTOMER);
    static final Actor BOSS = Actor.admin(ADMIN);
    static final Duration TEN_MINUTES = Duration.ofMinutes(10);

    /** What an admin may ask for, from the product contract and not from the code. */
    static Set<OrderStatus> allowedFrom(OrderStatus from) {
        return switch (from) {
            case PENDING, ON_HOLD -> Set.of(CANCELLED);
            case CONFIRMED -> Set.of(SHIPPED, CANCELLED);
            case SHIPPED -> Set.of(DELIVERED);
            case DELIVERED, CANCELLED, EXPIRED -> Set.of();
        };
    }

    @Test
    void isPlacedPendingAndUnpaidAtVersionOne() {
        var order = placed();

        assertThat(order.state()).isEqualTo(new OrderState.Pending(NOW));
        assertThat(order.version()).isEqualTo(1);
        assertThat(order.total()).isEqualTo(eur(2500));
        assertThat(order.takeSteps())
                .containsExactly(new OrderStep(
                        1, PENDING, PENDING, PaymentStatus.UNPAID, FulfillmentStatus.NONE, OWNER, null, NOW));
    }

    @ParameterizedTest
    @EnumSource(OrderStatus.class)
    void anAdminMayAskForWhatTheContractAllowsAndNothingElse(OrderStatus from) {
        for (var wanted : OrderStatus.values()) {
            var order = in(from);
            var version = order.version();
            if (wanted == from) {
                order.move(wanted, BOSS, null, NOW);
                assertThat(order.version()).as("%s to itself", from).isEqualTo(version);
                assertThat(order.takeSteps()).isEmpty();
            } else if (allowedFrom(from).contains(wanted)) {
                order.move(wanted, BOSS, "because", NOW);
                assertThat(order.state().status()).isEqualTo(wanted);
                assertThat(order.takeSteps())
                        .singleElement()
                        .isEqualTo(new OrderStep(
                                version + 1,
                                wanted,
                                from,
                                order.snapshot().payment(),
                                order.state().fulfillment(),
                                BOSS,
                                "because",
                                NOW));
            } else {
                assertThatExceptionOfType(OrderException.IllegalTransition.class)
                        .as("%s to %s", from, wanted)
                        .isThrownBy(() -> order.move(wanted, BOSS, null, NOW))
                        .satisfies(refusal ->
                                assertThat(refusal.allowed()).containsExactlyInAnyOrderElementsOf(allowedFrom(from)));
                assertThat(order.state().status()).isEqualTo(from);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(OrderStatus.class)
    void theOwnerMayOnlyCancelAndIsToldSo(OrderStatus from) {
        var mayCancel = allowedFrom(from).contains(CANCELLED);
        assertThat(in(from).snapshot().allowedTransitions(OWNER)).isEqualTo(mayCancel ? List.of(CANCELLED) : List.of());
        for (var wanted : OrderStatus.values()) {
            var order = in(from);
            if (wanted == from) {
                order.move(wanted, OWNER, null, NOW);
                assertThat(order.takeSteps()).isEmpty();
            } else if (wanted != CANCELLED) {
                assertThatExceptionOfType(OrderException.NotYours.class)
                        .isThrownBy(() -> order.move(wanted, OWNER, null, NOW));
            } else if (mayCancel) {
                var cancelled = in(from);
                cancelled.cancel(OWNER, "too late", NOW);
                order.move(wanted, OWNER, "too late", NOW);
                assertThat(order.snapshot()).as("as by cancel").isEqualTo(cancelled.snapshot());
                assertThat(order.takeSteps()).isEqualTo(cancelled.takeSteps()).hasSize(1);
            } else {
                assertThatExceptionOfType(OrderException.IllegalTransition.class)
                        .isThrownBy(() -> order.move(wanted, OWNER, null, NOW))
                        .satisfies(refusal -> assertThat(refusal.allowed()).isEmpty());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = OrderStatus.class,
            names = {"PENDING", "CONFIRMED", "ON_HOLD"})
    void theOwnerMayCancelBeforeItIsShipped(OrderStatus from) {
        var order = in(from);

        order.cancel(OWNER, "changed my mind", NOW);
        order.cancel(OWNER, "again", NOW);

        assertThat(order.state()).isEqualTo(new OrderState.Cancelled("changed my mind", NOW));
        assertThat(order.takeSteps()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = OrderStatus.class,
            names = {"SHIPPED", "DELIVERED", "EXPIRED"})
    void whatIsOnItsWayOrOverCannotBeCancelled(OrderStatus from) {
        assertThatExceptionOfType(OrderException.IllegalTransition.class)
                .isThrownBy(() -> in(from).cancel(OWNER, null, NOW));
    }

    @Test
    void isConfirmedByItsPayment() {
        var order = in(PENDING);

        assertThat(order.applyPayment(payment(PaymentStatus.PAID, 2), TEN_MINUTES, NOW))
                .isTrue();

        assertThat(order.state()).isEqualTo(new OrderState.Confirmed(NOW));
        assertThat(order.snapshot().paymentId()).isEqualTo(PAYMENT);
        assertThat(order.takeSteps())
                .containsExactly(new OrderStep(
                        2, CONFIRMED, PENDING, PaymentStatus.PAID, FulfillmentStatus.NONE, Actor.PAYMENT, null, NOW));
    }

    @Test
    void aPaymentToldTwiceChangesNothing() {
        var order = in(PENDING);
        order.applyPayment(payment(PaymentStatus.PAID, 2), TEN_MINUTES, NOW);
        order.takeSteps();

        assertThat(order.applyPayment(payment(PaymentStatus.PAID, 2), TEN_MINUTES, NOW))
                .isFalse();
        assertThat(order.applyPayment(payment(PaymentStatus.PROCESSING, 1), TEN_MINUTES, NOW))
                .isFalse();

        assertThat(order.version()).isEqualTo(2);
        assertThat(order.takeSteps()).isEmpty();
    }

    @Test
    void aFailedPaymentLeavesItPayable() {
        var order = in(PENDING);
        order.applyPayment(payment(PaymentStatus.PROCESSING, 1), TEN_MINUTES, NOW);
        order.applyPayment(payment(PaymentStatus.FAILED, 2), TEN_MINUTES, NOW);

        assertThat(order.state().status()).isEqualTo(PENDING);
        assertThat(order.isPayable(NOW)).isTrue();
        assertThat(order.takeSteps())
                .extracting(OrderStep::payment)
                .containsExactly(PaymentStatus.PROCESSING, PaymentStatus.FAILED);

        order.applyPayment(payment(PaymentStatus.PAID, 3), TEN_MINUTES, NOW);
        assertThat(order.state().status()).isEqualTo(CONFIRMED);
    }

    @Test
    void itsTimeIsExtendedOnceInTheStepOfThePayment() {
        var order = in(PENDING);
        var later = IN_15_MINUTES.plus(TEN_MINUTES);
        assertThat(order.snapshot().extended()).isFalse();

        order.applyPayment(payment(PaymentStatus.PROCESSING, 1), TEN_MINUTES, NOW);

        assertThat(order.snapshot().extended()).isTrue();
        assertThat(order.snapshot().reservedUntil()).isEqualTo(later);
        assertThat(order.takeSteps()).singleElement().satisfies(step -> {
            assertThat(step.payment()).isEqualTo(PaymentStatus.PROCESSING);
            assertThat(step.status()).isEqualTo(PENDING);
            assertThat(step.previous()).isEqualTo(PENDING);
        });
        order.expire(IN_15_MINUTES);
        assertThat(order.state().status()).isEqualTo(PENDING);

        order.applyPayment(payment(PaymentStatus.FAILED, 2), TEN_MINUTES, NOW);
        order.applyPayment(payment(PaymentStatus.PROCESSING, 3), TEN_MINUTES, NOW);
        assertThat(order.snapshot().reservedUntil()).as("a second attempt").isEqualTo(later);
        order.expire(later);
        assertThat(order.state().status()).isEqualTo(EXPIRED);
    }

    @Test
    void withoutAnExtensionTheDeadlineStays() {
        var order = in(PENDING);

        order.applyPayment(payment(PaymentStatus.PROCESSING, 1), Duration.ZERO, NOW);

        assertThat(order.snapshot().extended()).isFalse();
        assertThat(order.snapshot().reservedUntil()).isEqualTo(IN_15_MINUTES);
    }

    @ParameterizedTest
    @EnumSource(value = OrderStatus.class, mode = EnumSource.Mode.EXCLUDE, names = "PENDING")
    void onlyAnUnpaidOrderIsExtended(OrderStatus status) {
        var order = in(status);
        var before = order.snapshot().reservedUntil();

        order.applyPayment(payment(PaymentStatus.PROCESSING, 50), TEN_MINUTES, NOW);

        assertThat(order.snapshot().reservedUntil()).isEqualTo(before);
        assertThat(order.snapshot().extended()).isFalse();
    }

    /** Every payment status is applied in every state; what becomes of it is the product contract's, and not the code's. */
    @ParameterizedTest
    @EnumSource(OrderStatus.class)
    void everyPaymentStatusIsAppliedInEveryState(OrderStatus from) {
        for (var update : PaymentStatus.values()) {
            var order = in(from);
            var before = order.snapshot().payment();
            var version = order.version();

            order.applyPayment(payment(update, 50), TEN_MINUTES, NOW);

            var confirmed = from == PENDING && update == PaymentStatus.PAID;
            var after = order.snapshot();
            assertThat(after.state().status()).as("%s after %s", from, update).isEqualTo(confirmed ? CONFIRMED : from);
            var noted = update != before && canFollow(before, update);
            assertThat(after.payment()).as("%s after %s", from, update).isEqualTo(noted ? update : before);
            assertThat(after.version()).as("%s after %s", from, update).isEqualTo(noted ? version + 1 : version);
            assertThat(order.takeSteps()).hasSize(noted ? 1 : 0);
        }
    }

    /** The contract's UNPAID, PROCESSING, then PAID or FAILED, then the refunds; messages of different attempts may overtake. */
    private static boolean canFollow(PaymentStatus before, PaymentStatus next) {
        return switch (next) {
            case UNPAID -> false;
            case PAID -> true;
            case PROCESSING, FAILED ->
                List.of(PaymentStatus.UNPAID, PaymentStatus.PROCESSING, PaymentStatus.FAILED)
                        .contains(before);
            case PARTIALLY_REFUNDED, REFUNDED ->
                List.of(PaymentStatus.PAID, PaymentStatus.PARTIALLY_REFUNDED, PaymentStatus.REFUNDED)
                        .contains(before);
        };
    }

    @ParameterizedTest
    @EnumSource(OrderStatus.class)
    void theTimerEndsOnlyWhatNobodyPaid(OrderStatus from) {
        var order = in(from);

        order.expire(IN_15_MINUTES);

        assertThat(order.state().status()).isEqualTo(from == PENDING ? EXPIRED : from);
        assertThat(order.takeSteps()).hasSize(from == PENDING ? 1 : 0);
    }

    @ParameterizedTest
    @EnumSource(
            value = OrderStatus.class,
            names = {"CANCELLED", "EXPIRED"})
    void aPaymentThatComesTooLateIsNotedAndConfirmsNothing(OrderStatus ended) {
        var order = in(ended);

        order.applyPayment(payment(PaymentStatus.PAID, 9), TEN_MINUTES, NOW);

        assertThat(order.state().status()).isEqualTo(ended);
        assertThat(order.snapshot().payment()).isEqualTo(PaymentStatus.PAID);
        assertThat(order.takeSteps()).extracting(OrderStep::previous).containsExactly(ended);
    }

    @Test
    void aPaymentOfAnotherAmountConfirmsNothing() {
        var order = in(PENDING);

        order.applyPayment(new PaymentUpdate(PAYMENT, PaymentStatus.PAID, eur(1), false, 1), TEN_MINUTES, NOW);

        assertThat(order.state().status()).isEqualTo(PENDING);
        assertThat(order.isPayable(NOW)).isFalse();
        assertThat(order.takeSteps())
                .extracting(OrderStep::reason)
                .singleElement()
                .asString()
                .contains("instead of");
    }

    @Test
    void moneyThatHasArrivedIsNotAwaitedAgain() {
        var order = in(CONFIRMED);

        order.applyPayment(payment(PaymentStatus.FAILED, 50), TEN_MINUTES, NOW);
        assertThat(order.snapshot().payment()).isEqualTo(PaymentStatus.PAID);

        order.applyPayment(payment(PaymentStatus.PARTIALLY_REFUNDED, 51), TEN_MINUTES, NOW);
        order.applyPayment(payment(PaymentStatus.REFUNDED, 52), TEN_MINUTES, NOW);
        order.applyPayment(payment(PaymentStatus.PROCESSING, 53), TEN_MINUTES, NOW);
        assertThat(order.snapshot().payment()).isEqualTo(PaymentStatus.REFUNDED);
        assertThat(order.state().status()).isEqualTo(CONFIRMED);
    }

    @Test
    void aRefundThatComesBackIsMoneyAgain() {
        var order = in(CONFIRMED);
        order.applyPayment(payment(PaymentStatus.REFUNDED, 50), TEN_MINUTES, NOW);

        order.applyPayment(payment(PaymentStatus.PARTIALLY_REFUNDED, 51), TEN_MINUTES, NOW);
        assertThat(order.snapshot().payment()).isEqualTo(PaymentStatus.PARTIALLY_REFUNDED);
        order.applyPayment(payment(PaymentStatus.PAID, 52), TEN_MINUTES, NOW);
        assertThat(order.snapshot().payment()).isEqualTo(PaymentStatus.PAID);
        assertThat(order.state().status()).isEqualTo(CONFIRMED);
    }

    @ParameterizedTest
    @EnumSource(
            value = PaymentStatus.class,
            names = {"PARTIALLY_REFUNDED", "REFUNDED"})
    void moneyThatNeverArrivedDoesNotGoBack(PaymentStatus refunded) {
        for (var before : List.of(PaymentStatus.UNPAID, PaymentStatus.PROCESSING, PaymentStatus.FAILED)) {
            var order = in(PENDING);
            order.applyPayment(payment(before, 1), TEN_MINUTES, NOW);

            order.applyPayment(payment(refunded, 2), TEN_MINUTES, NOW);

            assertThat(order.snapshot().payment())
                    .as("%s after %s", refunded, before)
                    .isEqualTo(before);
        }
    }

    @Test
    void nothingIsShippedWhoseMoneyHasGoneBack() {
        var order = in(CONFIRMED);
        order.applyPayment(payment(PaymentStatus.PARTIALLY_REFUNDED, 50), TEN_MINUTES, NOW);
        assertThat(order.snapshot().allowedTransitions(BOSS)).containsExactly(SHIPPED, CANCELLED);

        order.applyPayment(payment(PaymentStatus.REFUNDED, 51), TEN_MINUTES, NOW);

        assertThat(order.snapshot().allowedTransitions(BOSS)).containsExactly(CANCELLED);
        assertThatExceptionOfType(OrderException.IllegalTransition.class)
                .isThrownBy(() -> order.move(SHIPPED, BOSS, null, NOW))
                .withMessageContaining("its payment REFUNDED")
                .satisfies(refusal -> assertThat(refusal.allowed()).containsExactly(CANCELLED));
    }

    @Test
    void nothingIsShippedWhileThePaymentIsDisputed() {
        var order = in(CONFIRMED);
        var version = order.version();

        order.applyPayment(disputed(PaymentStatus.PAID, 50), TEN_MINUTES, NOW);
        order.applyPayment(disputed(PaymentStatus.PAID, 51), TEN_MINUTES, NOW);

        assertThat(order.version()).as("one step, so that its ETag is another").isEqualTo(version + 1);
        assertThat(order.snapshot().payment()).isEqualTo(PaymentStatus.PAID);
        assertThat(order.snapshot().allowedTransitions(BOSS)).containsExactly(CANCELLED);
        assertThatExceptionOfType(OrderException.IllegalTransition.class)
                .isThrownBy(() -> order.move(SHIPPED, BOSS, null, NOW))
                .withMessageContaining("disputed");

        var another = new PaymentUpdate(new PaymentId(UUID.randomUUID()), PaymentStatus.FAILED, eur(2500), false, 52);
        order.applyPayment(another, TEN_MINUTES, NOW);
        assertThat(order.snapshot().disputed())
                .as("another attempt says nothing of it")
                .isTrue();

        order.applyPayment(payment(PaymentStatus.PAID, 53), TEN_MINUTES, NOW);
        assertThat(order.snapshot().allowedTransitions(BOSS)).containsExactly(SHIPPED, CANCELLED);
        order.move(SHIPPED, BOSS, null, NOW);
        order.applyPayment(disputed(PaymentStatus.PAID, 54), TEN_MINUTES, NOW);
        assertThat(order.snapshot().allowedTransitions(BOSS))
                .as("it is on its way")
                .containsExactly(DELIVERED);
    }

    @Test
    void expiresWhenItsTimeIsOverAndNotBefore() {
        var order = in(PENDING);

        order.expire(IN_15_MINUTES.minusMillis(1));
        assertThat(order.state().status()).isEqualTo(PENDING);
        assertThat(order.isPayable(IN_15_MINUTES.minusMillis(1))).isTrue();

        order.expire(IN_15_MINUTES);
        assertThat(order.state().status()).isEqualTo(EXPIRED);
        assertThat(order.isPayable(IN_15_MINUTES)).isFalse();
    }

    @Test
    void anOrderOnHoldCannotBePaidAndDoesNotExpire() {
        var order = in(PENDING);

        order.hold("risky", NOW);
        order.expire(IN_15_MINUTES.plusSeconds(60));

        assertThat(order.state()).isEqualTo(new OrderState.OnHold(PENDING, NOW));
        assertThat(order.isPayable(NOW)).isFalse();
        assertThat(order.snapshot().reservedUntil()).isEqualTo(NOW);
        assertThat(order.takeSteps()).singleElement().satisfies(step -> {
            assertThat(step.by()).isEqualTo(Actor.RISK);
            assertThat(step.note()).isEqualTo("risky");
            assertThat(step.reason()).as("what the customer reads").doesNotContain("risky");
        });
    }

    @Test
    void anApprovedOrderHasItsWholeTimeToPayAgain() {
        var order = in(ON_HOLD);
        var later = NOW.plus(Duration.ofHours(30));

        order.approve(BOSS, "known customer", Duration.ofMinutes(15), later);

        assertThat(order.state()).isEqualTo(new OrderState.Pending(later));
        assertThat(order.snapshot().reservedUntil()).isEqualTo(later.plus(Duration.ofMinutes(15)));
        assertThat(order.isPayable(later.plusSeconds(899))).isTrue();
        assertThat(order.takeSteps()).singleElement().satisfies(step -> {
            assertThat(step.by()).isEqualTo(BOSS);
            assertThat(step.note()).isEqualTo("known customer");
        });
    }

    @Test
    void aPaidOrderOnHoldIsNotShippedAndGoesOnWhereItWas() {
        var order = in(CONFIRMED);

        order.hold("risky", NOW);

        assertThat(order.snapshot().allowedTransitions(BOSS)).containsExactly(CANCELLED);
        assertThatExceptionOfType(OrderException.IllegalTransition.class)
                .isThrownBy(() -> order.move(SHIPPED, BOSS, null, NOW));
        order.approve(BOSS, "fine", Duration.ofMinutes(15), NOW);
        assertThat(order.state().status()).isEqualTo(CONFIRMED);
        assertThat(order.snapshot().allowedTransitions(BOSS)).contains(SHIPPED);
    }

    @ParameterizedTest
    @EnumSource(
            value = OrderStatus.class,
            names = {"PENDING", "CONFIRMED"})
    void aRejectedOrderIsCancelledForAReasonThatTheCustomerMayRead(OrderStatus from) {
        var order = in(from);
        order.hold("risky", NOW);

        order.reject(BOSS, "stolen card", NOW);

        assertThat(order.state().status()).isEqualTo(CANCELLED);
        assertThat(order.takeSteps().getLast()).satisfies(step -> {
            assertThat(step.note()).isEqualTo("stolen card");
            assertThat(step.reason()).doesNotContain("stolen");
        });
    }

    @ParameterizedTest
    @EnumSource(value = OrderStatus.class, mode = EnumSource.Mode.EXCLUDE, names = "ON_HOLD")
    void onlyWhatIsOnHoldIsDecided(OrderStatus from) {
        assertThatExceptionOfType(OrderException.NotOnHold.class)
                .isThrownBy(() -> in(from).approve(BOSS, "fine", TEN_MINUTES, NOW));
        assertThatExceptionOfType(OrderException.NotOnHold.class)
                .isThrownBy(() -> in(from).reject(BOSS, "not fine", NOW));
    }

    @ParameterizedTest
    @EnumSource(
            value = OrderStatus.class,
            names = {"SHIPPED", "DELIVERED", "CANCELLED", "EXPIRED", "ON_HOLD"})
    void whatHasMovedOnIsNotHeld(OrderStatus from) {
        var order = in(from);

        order.hold("risky", NOW);

        assertThat(order.state().status()).isEqualTo(from);
        assertThat(order.takeSteps()).isEmpty();
    }

    @Test
    void aReviewThatNobodyDecidesEndsWithItsTime() {
        var order = in(ON_HOLD);

        order.endReview(Duration.ofDays(2), NOW.plus(Duration.ofDays(2)).minusMillis(1));
        assertThat(order.state().status()).isEqualTo(ON_HOLD);

        order.endReview(Duration.ofDays(2), NOW.plus(Duration.ofDays(2)));
        assertThat(order.state().status()).isEqualTo(CANCELLED);
        assertThat(order.takeSteps()).extracting(OrderStep::by).containsExactly(Actor.TIMER);
    }

    /** None can begin while it is on hold; one that is there all the same is not lost. */
    @Test
    void aPaymentOfAnOrderOnHoldIsNotedAndConfirmsItWithTheApproval() {
        var order = in(ON_HOLD);

        order.applyPayment(payment(PaymentStatus.PAID, 7), TEN_MINUTES, NOW.plusSeconds(5));

        assertThat(order.state()).isEqualTo(new OrderState.OnHold(CONFIRMED, NOW));
        order.approve(BOSS, "fine", TEN_MINUTES, NOW);
        assertThat(order.state().status()).isEqualTo(CONFIRMED);
    }

    @Test
    void aPaidOrderDoesNotExpire() {
        var order = in(CONFIRMED);

        order.expire(IN_15_MINUTES.plusSeconds(60));

        assertThat(order.state().status()).isEqualTo(CONFIRMED);
    }

    @Test
    void fulfillmentFollowsTheGoods() {
        assertThat(in(CONFIRMED).state().fulfillment()).isEqualTo(FulfillmentStatus.NONE);
        assertThat(in(SHIPPED).state().fulfillment()).isEqualTo(FulfillmentStatus.SHIPPED);
        assertThat(in(DELIVERED).state().fulfillment()).isEqualTo(FulfillmentStatus.DELIVERED);
    }

    @Test
    void aBasketNeedsLinesInOneCurrencyWithATotalThatCanBeCounted() {
        var dear = new OrderLine(PRODUCT, "GOLD", "Gold", 2, eur(Long.MAX_VALUE / 2));
        var foreign = new OrderLine(PRODUCT, "TEA", "Tea", 1, Money.of(1, "USD"));

        assertThatExceptionOfType(OrderException.Empty.class).isThrownBy(() -> Basket.of(List.of()));
        assertThatExceptionOfType(OrderException.TotalTooLarge.class).isThrownBy(() -> Basket.of(List.of(dear, dear)));
        assertThatExceptionOfType(OrderException.MixedCurrencies.class)
                .isThrownBy(() -> Basket.of(List.of(dear, foreign)))
                .withMessageContaining("EUR, USD");
    }

    static final ProductId PRODUCT = new ProductId(new UUID(0, 1));

    /** Walks there on the legal way and forgets the steps. */
    static Order in(OrderStatus status) {
        var order = placed();
        switch (status) {
            case PENDING -> {}
            case CANCELLED -> order.cancel(OWNER, null, NOW);
            case ON_HOLD -> order.hold("risky", NOW);
            case EXPIRED -> order.expire(IN_15_MINUTES);
            case CONFIRMED, SHIPPED, DELIVERED -> {
                order.applyPayment(payment(PaymentStatus.PAID, 2), TEN_MINUTES, NOW);
                if (status != CONFIRMED) {
                    order.move(SHIPPED, BOSS, null, NOW);
                }
                if (status == DELIVERED) {
                    order.move(DELIVERED, BOSS, null, NOW);
                }
            }
        }
        order.takeSteps();
        return order;
    }
}

package shop.order.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static shop.order.support.OrderSamples.ADMIN;
import static shop.order.support.OrderSamples.CUSTOMER;
import static shop.order.support.OrderSamples.IN_15_MINUTES;
import static shop.order.support.OrderSamples.NOW;
import static shop.order.support.OrderSamples.ORDER;
import static shop.order.support.OrderSamples.OTHER_CUSTOMER;
import static shop.order.support.OrderSamples.UNPAID;
import static shop.order.support.OrderSamples.payment;
import static shop.order.support.OrderSamples.placed;
import static shop.order.support.OrderSamples.policy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionOperations;
import shop.order.application.ApplyPaymentUpdates.OrderPayment;
import shop.order.domain.OrderException;
import shop.order.domain.OrderId;
import shop.order.domain.OrderState;
import shop.order.domain.OrderStatus;
import shop.order.domain.OrderStep;
import shop.order.domain.PaymentStatus;
import shop.order.domain.PaymentUpdate;
import shop.order.domain.risk.PaymentSignals;
import shop.order.domain.risk.RiskAssessment;
import shop.order.domain.risk.RiskFeature;
import shop.order.domain.risk.RiskFeatures;
import shop.order.domain.risk.RiskMoment;
import shop.order.support.InMemoryOrders;
import shop.order.support.InMemoryRecordPositions;
import shop.order.support.InMemoryRiskAssessments;
import shop.order.support.RiskSamples;
import shop.platform.paging.PageQuery;

class OrderLifeTest {

    static final Viewer OWNER = new Viewer(CUSTOMER.value(), false);
    static final Viewer STRANGER = new Viewer(OTHER_CUSTOMER.value(), false);
    static final Viewer BOSS = new Viewer(ADMIN, true);

    final InMemoryOrders orders = new InMemoryOrders();
    final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final InMemoryRecordPositions positions = new InMemoryRecordPositions();
    final ApplyPaymentUpdates applyPaymentUpdates = new ApplyPaymentUpdates(
            orders,
            positions,
            RiskSamples.assessing(new InMemoryRiskAssessments(), RiskSamples.PATIENT),
            TransactionOperations.withoutTransaction(),
            policy(),
            clock,
            meters);
    final ChangeOrder changeOrder = new ChangeOrder(orders, (_, _, _, _) -> {}, clock);
    final FindOrders findOrders = new FindOrders(orders, clock);

    @BeforeEach
    void placeOne() {
        orders.add(placed(), Map.of(), UNPAID);
    }

    @Test
    void aPaidOrderIsKeptForAReviewWhenItsCardIsThatOfManyAccounts() {
        orders.othersWithCard(4);

        applyWith(new PaymentSignals("fp_1", "GB", 0, null));

        assertThat(orders.get(ORDER).state()).isEqualTo(new OrderState.OnHold(OrderStatus.CONFIRMED, NOW));
        assertThat(orders.steps(ORDER))
                .extracting(OrderStep::status)
                .containsExactly(OrderStatus.PENDING, OrderStatus.CONFIRMED, OrderStatus.ON_HOLD);
        assertThat(orders.assessments()).singleElement().satisfies(assessment -> {
            assertThat(assessment.moment()).isEqualTo(RiskMoment.PAID);
            assertThat(assessment.cardFingerprint()).isEqualTo("fp_1");
            assertThat(assessment.held()).isTrue();
        });
        assertThat(meters.counter("orders.paid.unconfirmed").count()).isZero();
    }

    @Test
    void whatStaffHaveLetGoOnIsHeldAgainForWhatThePaymentAddsOnly() {
        var atAddress = new RiskFeatures(Map.of(RiskFeature.ADDRESS_ACCOUNTS, 5.0));
        var held = new RiskAssessment(
                ORDER,
                CUSTOMER,
                RiskMoment.PLACED,
                "address",
                null,
                atAddress,
                RiskSamples.model().assess(atAddress),
                null,
                true,
                NOW);
        orders.saveAll(List.of(), List.of(held));

        applyWith(new PaymentSignals("fp_1", "GB", 0, null));
        assertThat(orders.get(ORDER).state().status()).isEqualTo(OrderStatus.CONFIRMED);

        orders.rollBack(ORDER);
        placeOne();
        orders.othersWithCard(4);
        applyWith(new PaymentSignals("fp_1", "GB", 0, null));
        assertThat(orders.get(ORDER).state().status()).isEqualTo(OrderStatus.ON_HOLD);
    }

    @Test
    void whatWasKnownAtThePlacingCountsAgainIfItHeldNothing() {
        var atAddress = new RiskFeatures(Map.of(RiskFeature.ADDRESS_ACCOUNTS, 2.5));
        var passed = new RiskAssessment(
                ORDER, CUSTOMER, RiskMoment.PLACED, "address", null, atAddress, null, null, false, NOW);
        orders.saveAll(List.of(), List.of(passed));

        applyWith(new PaymentSignals(null, null, 10, null));

        assertThat(orders.get(ORDER).state().status()).isEqualTo(OrderStatus.ON_HOLD);
    }

    @Test
    void theSameCardSaysNothingIfItIsKnownToBeShared() {
        orders.othersWithCard(4);

        applyWith(new PaymentSignals("shared-test-card", "GB", 0, null));

        assertThat(orders.get(ORDER).state().status()).isEqualTo(OrderStatus.CONFIRMED);
    }

    @Test
    void aCardOfAnotherCountryIsASignalUnlessManyShareTheCard() {
        applyWith(new PaymentSignals("shared-test-card", "US", 0, null));
        assertThat(orders.get(ORDER).state().status()).isEqualTo(OrderStatus.CONFIRMED);

        orders.rollBack(ORDER);
        placeOne();
        applyWith(new PaymentSignals("fp_1", "US", 0, null));
        assertThat(orders.get(ORDER).state().status()).isEqualTo(OrderStatus.ON_HOLD);
    }

    @Test
    void manyDeclinesKeepAnOrderForAReviewToo() {
        applyWith(new PaymentSignals(null, null, 300, null));

        assertThat(orders.get(ORDER).state().status()).isEqualTo(OrderStatus.ON_HOLD);
    }

    @Test
    void aPaymentThatSaysNothingOfItsRiskIsNotAssessed() {
        orders.othersWithCard(4);

        apply(ORDER, payment(PaymentStatus.PAID, 1));

        assertThat(orders.get(ORDER).state().status()).isEqualTo(OrderStatus.CONFIRMED);
        assertThat(orders.assessments()).isEmpty();
    }

    private void applyWith(PaymentSignals signals) {
        applyPaymentUpdates.apply(List.of(new OrderPayment(ORDER, payment(PaymentStatus.PAID, 1), signals)), List.of());
    }

    @Test
    void aPaymentAppliedTwiceIsOneStep() {
        apply(ORDER, payment(PaymentStatus.PAID, 1));
        apply(ORDER, payment(PaymentStatus.PAID, 1));

        assertThat(orders.get(ORDER).state().status()).isEqualTo(OrderStatus.CONFIRMED);
        assertThat(orders.steps(ORDER)).extracting(OrderStep::version).containsExactly(1L, 2L);
        assertThat(meters.counter("orders.paid.unconfirmed").count()).isZero();
    }

    @Test
    void aPaymentForACancelledOrderIsCountedAndNoError() {
        changeOrder.cancel(ORDER, OWNER, null);

        apply(ORDER, payment(PaymentStatus.PAID, 1));

        assertThat(orders.get(ORDER).state().status()).isEqualTo(OrderStatus.CANCELLED);
        assertThat(meters.counter("orders.paid.unconfirmed").count()).isEqualTo(1);
    }

    @Test
    void aPaymentForAnUnknownOrderIsNoError() {
        apply(new OrderId(new UUID(0, 1)), payment(PaymentStatus.PAID, 1));

        assertThat(orders.steps(ORDER)).hasSize(1);
    }

    @Test
    void strangersNeitherSeeNorChangeAnOrder() {
        assertThatExceptionOfType(OrderException.NotFound.class).isThrownBy(() -> findOrders.find(ORDER, STRANGER));
        assertThatExceptionOfType(OrderException.NotFound.class).isThrownBy(() -> findOrders.timeline(ORDER, STRANGER));
        assertThatExceptionOfType(OrderException.NotFound.class)
                .isThrownBy(() -> changeOrder.cancel(ORDER, STRANGER, null));
        assertThatExceptionOfType(OrderException.NotFound.class)
                .isThrownBy(() -> changeOrder.move(ORDER, STRANGER, OrderStatus.CANCELLED, null, version -> {}));
        assertThat(findOrders.page(STRANGER, Orders.Filter.ALL, firstPage()).items())
                .isEmpty();
        assertThat(orders.get(ORDER).state().status()).isEqualTo(OrderStatus.PENDING);
    }

    @Test
    void theOwnerAndAnAdminSeeIt() {
        assertThat(findOrders.find(ORDER, OWNER).id()).isEqualTo(ORDER);
        assertThat(findOrders.page(OWNER, Orders.Filter.ALL, firstPage()).items())
                .hasSize(1);
        assertThat(findOrders.page(BOSS, Orders.Filter.ALL, firstPage()).items())
                .hasSize(1);
    }

    @Test
    void aChangeMeantForAnotherVersionIsRefusedBeforeItHappens() {
        assertThatIllegalStateException()
                .isThrownBy(() -> changeOrder.move(ORDER, BOSS, OrderStatus.CANCELLED, null, version -> {
                    throw new IllegalStateException("version " + version);
                }))
                .withMessage("version 1");
        assertThat(orders.get(ORDER).state().status()).isEqualTo(OrderStatus.PENDING);
    }

    @Test
    void isPayableUntilItsTimeIsOver() {
        assertThat(findOrders.payable(ORDER).payable()).isTrue();

        apply(ORDER, payment(PaymentStatus.PAID, 1));
        assertThat(findOrders.payable(ORDER).payable()).isFalse();
    }

    @Test
    void whatManyOrdersWerePaidIsAppliedTogetherAndRememberedWithItsPlaces() {
        var second = new OrderId(new UUID(0, 2));
        orders.add(placed(second, CUSTOMER, IN_15_MINUTES, NOW), Map.of(), UNPAID);
        var position = new RecordPositions.RecordPosition(
                second, "payment_status", 1, 7, new UUID(0, 7), "payment.status.v1", 1, NOW);

        applyPaymentUpdates.apply(
                List.of(
                        new OrderPayment(ORDER, payment(PaymentStatus.PROCESSING, 1)),
                        new OrderPayment(second, payment(PaymentStatus.PAID, 1)),
                        new OrderPayment(ORDER, payment(PaymentStatus.PAID, 2))),
                List.of(position));

        assertThat(orders.get(ORDER).state().status()).isEqualTo(OrderStatus.CONFIRMED);
        assertThat(orders.get(second).state().status()).isEqualTo(OrderStatus.CONFIRMED);
        assertThat(orders.steps(ORDER)).extracting(OrderStep::version).containsExactly(1L, 2L, 3L);
        assertThat(orders.get(ORDER).snapshot().reservedUntil()).isEqualTo(IN_15_MINUTES.plusSeconds(600));
        assertThat(positions.of(second)).containsExactly(position);
    }

    private void apply(OrderId order, PaymentUpdate update) {
        applyPaymentUpdates.apply(List.of(new OrderPayment(order, update)), List.of());
    }

    private static PageQuery firstPage() {
        return new PageQuery(0, 20, List.of());
    }
}

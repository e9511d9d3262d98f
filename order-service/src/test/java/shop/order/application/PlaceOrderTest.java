package shop.order.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static shop.order.support.OrderSamples.ADDRESS;
import static shop.order.support.OrderSamples.CUSTOMER;
import static shop.order.support.OrderSamples.IN_15_MINUTES;
import static shop.order.support.OrderSamples.LAMP;
import static shop.order.support.OrderSamples.MUG;
import static shop.order.support.OrderSamples.NOW;
import static shop.order.support.OrderSamples.NUMBER;
import static shop.order.support.OrderSamples.ORDER;
import static shop.order.support.OrderSamples.OTHER_CUSTOMER;
import static shop.order.support.OrderSamples.UNPAID;
import static shop.order.support.OrderSamples.eur;
import static shop.order.support.OrderSamples.lamp;
import static shop.order.support.OrderSamples.mug;
import static shop.order.support.OrderSamples.mugs;
import static shop.order.support.OrderSamples.number;
import static shop.order.support.OrderSamples.placed;
import static shop.order.support.OrderSamples.policy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionOperations;
import shop.kernel.Money;
import shop.order.application.PlaceOrder.Source;
import shop.order.domain.Actor;
import shop.order.domain.ChargeableAmounts;
import shop.order.domain.CustomerId;
import shop.order.domain.Order;
import shop.order.domain.OrderException;
import shop.order.domain.OrderId;
import shop.order.domain.OrderLine;
import shop.order.domain.OrderNumber;
import shop.order.domain.OrderState;
import shop.order.domain.OrderStatus;
import shop.order.domain.OrderStep;
import shop.order.domain.Product;
import shop.order.domain.ProductId;
import shop.order.domain.RequestedItem;
import shop.order.domain.Shortage;
import shop.order.support.InMemoryCatalog;
import shop.order.support.InMemoryOrders;
import shop.order.support.InMemoryRiskAssessments;
import shop.order.support.RecordingHoldClient;
import shop.order.support.RiskSamples;
import shop.order.support.TestClock;

class PlaceOrderTest {

    final RuntimeException failed = new IllegalStateException("the save failed");

    final InMemoryCatalog catalog = new InMemoryCatalog(mug(), lamp());
    final List<ProductId> asked = new ArrayList<>();
    final RecordingHoldClient holdClient = new RecordingHoldClient();
    final InMemoryOrders orders = new InMemoryOrders();
    List<RequestedItem> cart = List.of();
    Optional<Product> known = Optional.empty();

    final UncertainTransactions transactions = new UncertainTransactions();

    /** The numbers that are drawn next; then others. */
    final Queue<OrderNumber> numbers = new ArrayDeque<>();

    final TestClock laterClock = new TestClock(NOW);
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final AbandonedHolds abandonedHolds = new AbandonedHolds(orders, holdClient, laterClock, meters);

    final InMemoryRiskAssessments riskAssessments = new InMemoryRiskAssessments();

    final PlaceOrder placeOrder = placing(RiskSamples.assessing(riskAssessments, RiskSamples.PATIENT));

    private PlaceOrder placing(AssessRisk assessRisk) {
        return new PlaceOrder(
                (_, _) -> cart,
                new PriceBasket(catalog, product -> {
                    asked.add(product);
                    return known;
                }),
                ChargeableAmounts.parse("EUR:50"),
                holdClient,
                abandonedHolds,
                orders,
                assessRisk,
                () -> numbers.isEmpty() ? number(new OrderId(UUID.randomUUID())) : numbers.remove(),
                transactions,
                policy(),
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    final List<Order> answered = new ArrayList<>();

    @Test
    void aRiskyOrderIsKeptForAReviewInTheSameTransactionAndCannotBePaid() {
        riskAssessments.othersAtAddress(15);

        var order = place(command(new RequestedItem(MUG, 2)));

        assertThat(order.state()).isEqualTo(new OrderState.OnHold(OrderStatus.PENDING, NOW));
        assertThat(order.isPayable(NOW)).isFalse();
        assertThat(orders.steps(ORDER))
                .extracting(OrderStep::status)
                .containsExactly(OrderStatus.PENDING, OrderStatus.ON_HOLD);
        assertThat(orders.assessments()).singleElement().satisfies(assessment -> {
            assertThat(assessment.held()).isTrue();
            assertThat(assessment.note()).contains("test-v1").contains("other accounts");
        });
        assertThat(holdClient.holds(ORDER)).as("its stock is held").isTrue();
    }

    @Test
    void anOrderThatIsNotRiskyPassesAndIsAssessedAllTheSame() {
        riskAssessments.othersAtAddress(1);

        assertThat(place(command(new RequestedItem(MUG, 2))).state().status()).isEqualTo(OrderStatus.PENDING);

        assertThat(orders.assessments()).singleElement().satisfies(assessment -> {
            assertThat(assessment.held()).isFalse();
            assertThat(assessment.fraud()).isNotNull();
        });
    }

    @Test
    void anOrderPassesWhoseAssessmentIsNotMadeInTimeAndItsRecordSaysSo() {
        var answered = new CountDownLatch(1);
        riskAssessments.othersAtAddress(15);
        riskAssessments.hangUntil(answered);

        try {
            var order = placing(RiskSamples.assessing(riskAssessments, Duration.ofMillis(1)))
                    .place(command(new RequestedItem(MUG, 2)), _ -> {});

            assertThat(order.state().status()).isEqualTo(OrderStatus.PENDING);
            assertThat(orders.assessments()).singleElement().satisfies(assessment -> {
                assertThat(assessment.fraud()).isNull();
                assertThat(assessment.held()).isFalse();
                assertThat(assessment.note()).isEqualTo("not assessed in time");
            });
        } finally {
            answered.countDown();
        }
    }

    @Test
    void nothingIsAssessedWhereThatIsSwitchedOff() {
        placing(RiskSamples.off()).place(command(new RequestedItem(MUG, 2)), _ -> {});

        assertThat(orders.assessments()).isEmpty();
    }

    @Test
    void pricesHoldsAndSaves() {
        var order = place(command(new RequestedItem(MUG, 2), new RequestedItem(LAMP, 1)));

        assertThat(order.total()).isEqualTo(eur(6500));
        assertThat(order.snapshot().reservedUntil()).isEqualTo(IN_15_MINUTES);
        assertThat(holdClient.heldUntil(ORDER))
                .as("held for as long as it may be paid at most, and a little longer")
                .isEqualTo(NOW.plus(Duration.ofMinutes(15 + 10 + 5)));
        assertThat(orders.get(ORDER).state().status()).isEqualTo(OrderStatus.PENDING);
        assertThat(holdClient.calls()).containsExactly("hold");
        assertThat(asked).isEmpty();
        assertThat(answered).containsExactly(order);
    }

    @Test
    void makesOneLineOfSeveralWishesForOneProduct() {
        var order = place(command(new RequestedItem(MUG, 2), new RequestedItem(LAMP, 1), new RequestedItem(MUG, 3)));

        assertThat(order.lines()).extracting(OrderLine::product).containsExactly(MUG, LAMP);
        assertThat(order.lines()).extracting(OrderLine::quantity).containsExactly(5, 1);
    }

    @Test
    void refusesMoreOfOneProductThanALineMayHave() {
        assertThatExceptionOfType(OrderException.QuantityTooLarge.class)
                .isThrownBy(() -> place(command(new RequestedItem(MUG, 999), new RequestedItem(MUG, 1))));
        assertThat(holdClient.calls()).isEmpty();
    }

    @Test
    void refusesAnEmptyOrderAndOneThatIsTooLong() {
        assertThatExceptionOfType(OrderException.Empty.class).isThrownBy(() -> place(command()));

        cart = IntStream.rangeClosed(1, 101)
                .mapToObj(number -> new RequestedItem(new ProductId(new UUID(0, number)), 1))
                .toList();
        assertThatExceptionOfType(OrderException.TooManyLines.class).isThrownBy(() -> place(fromCart(CUSTOMER)));
        assertThat(asked).isEmpty();
    }

    @Test
    void takesTheLinesOfTheCart() {
        cart = List.of(new RequestedItem(LAMP, 2));

        assertThat(place(fromCart(CUSTOMER)).total()).isEqualTo(eur(8000));
    }

    @Test
    void anEmptyCartIsAnEmptyOrder() {
        assertThatExceptionOfType(OrderException.Empty.class).isThrownBy(() -> place(fromCart(CUSTOMER)));
    }

    @Test
    void asksForAProductThatItDoesNotKnowYetAndKeepsTheAnswer() {
        var id = new ProductId(new UUID(0, 7));
        known = Optional.of(new Product(id, 1, "NEW", "New", eur(100), false));

        assertThat(place(command(new RequestedItem(id, 1))).total()).isEqualTo(eur(100));
        assertThat(asked).containsExactly(id);
        assertThat(catalog.find(List.of(id))).hasSize(1);
    }

    @Test
    void refusesWhatNobodyKnowsAndWhatIsNoLongerSold() {
        assertThatExceptionOfType(OrderException.UnknownProduct.class)
                .isThrownBy(() -> place(command(new RequestedItem(new ProductId(new UUID(0, 7)), 1))));

        catalog.putAll(List.of(new Product(MUG, 4, "MUG-BLUE", "Blue mug", eur(1250), true)));
        assertThatExceptionOfType(OrderException.ProductUnavailable.class)
                .isThrownBy(() -> place(command(new RequestedItem(MUG, 1))));
        assertThat(holdClient.calls()).isEmpty();
    }

    @Test
    void refusesAnotherTotalThanTheCustomerHasSeen() {
        assertThatExceptionOfType(OrderException.PriceChanged.class)
                .isThrownBy(() -> place(expecting(eur(1), new RequestedItem(MUG, 2))))
                .satisfies(refusal -> {
                    assertThat(refusal.expected()).isEqualTo(eur(1));
                    assertThat(refusal.actual()).isEqualTo(eur(2500));
                });
        assertThat(holdClient.calls()).isEmpty();

        assertThat(place(expecting(eur(2500), new RequestedItem(MUG, 2))).total())
                .isEqualTo(eur(2500));
    }

    @Test
    void savesNothingWhenTheStockIsShort() {
        holdClient.failWith(new OrderException.InsufficientStock(List.of(new Shortage(MUG, "MUG-BLUE", 2, 1))));

        assertThatExceptionOfType(OrderException.InsufficientStock.class)
                .isThrownBy(() -> place(command(new RequestedItem(MUG, 2))));
        assertThat(orders.find(ORDER)).isEmpty();
    }

    @Test
    void savesNothingWhileInventoryIsAway() {
        holdClient.failWith(new DependencyUnavailableException("inventory-service", null));

        assertThatExceptionOfType(DependencyUnavailableException.class)
                .isThrownBy(() -> place(command(new RequestedItem(MUG, 2))));
        assertThat(orders.find(ORDER)).isEmpty();
        assertThat(holdClient.calls()).containsExactly("hold");
    }

    @Test
    void aRepeatFindsWhatTheFirstTryPlaced() {
        var first = place(command(new RequestedItem(MUG, 2)));

        var repeat = place(command(new RequestedItem(MUG, 2)));

        assertThat(repeat.snapshot()).isEqualTo(first.snapshot());
        assertThat(holdClient.calls()).containsExactly("hold", "hold");
        assertThat(orders.steps(ORDER)).hasSize(1);
        assertThat(answered).as("what was there is not saved").containsExactly(first);
    }

    @Test
    void aRepeatFindsItWhateverHasChangedSince() {
        var first = place(expecting(eur(2500), new RequestedItem(MUG, 2)));

        cart = List.of(new RequestedItem(LAMP, 1));
        assertThat(place(fromCart(CUSTOMER)).snapshot())
                .as("its lines are others now")
                .isEqualTo(first.snapshot());
        assertThat(holdClient.holds(ORDER))
                .as("the stock of the order that was placed")
                .isTrue();

        holdClient.failWith(new DependencyUnavailableException("inventory-service", null));
        assertThat(place(expecting(eur(2500), new RequestedItem(MUG, 2))).snapshot())
                .as("inventory-service is away")
                .isEqualTo(first.snapshot());

        catalog.putAll(List.of(new Product(MUG, 4, "MUG-BLUE", "Blue mug", eur(1300), false)));
        assertThat(place(expecting(eur(2500), new RequestedItem(MUG, 2))).snapshot())
                .as("its price is another now")
                .isEqualTo(first.snapshot());
        assertThat(holdClient.calls()).doesNotContain("release");
    }

    @Test
    void pricesThatChangeBetweenTheLookAndTheSaveAreReadAgain() {
        orders.changePrices(2);

        var order = place(command(new RequestedItem(MUG, 2)));

        assertThat(orders.get(ORDER).snapshot()).isEqualTo(order.snapshot());
        assertThat(holdClient.calls()).containsExactly("hold");
        assertThat(answered).as("only by the save that took place").containsExactly(order);
    }

    @Test
    void aPriceThatIsAnotherAtTheSaveIsRefusedAndTheStockGoesBack() {
        orders.changePrices(1);
        orders.onPriceChange(
                () -> catalog.putAll(List.of(new Product(MUG, 4, "MUG-BLUE", "Blue mug", eur(1300), false))));

        assertThatExceptionOfType(OrderException.PriceChanged.class)
                .isThrownBy(() -> place(expecting(eur(2500), new RequestedItem(MUG, 2))));

        assertThat(holdClient.calls()).containsExactly("hold", "release");
        assertThat(orders.find(ORDER)).isEmpty();
    }

    @Test
    void anotherCustomersOrderIsNotFoundByItsId() {
        place(command(new RequestedItem(MUG, 2)));

        assertThatExceptionOfType(OrderException.NotFound.class).isThrownBy(() -> place(fromCart(OTHER_CUSTOMER)));
    }

    @Test
    void givesTheStockBackWhenTheSaveFails() {
        orders.failWith(failed);

        assertThatThrownBy(() -> place(command(new RequestedItem(MUG, 2)))).isSameAs(failed);

        assertThat(holdClient.calls()).containsExactly("hold", "release");
        assertThat(holdClient.holds(ORDER)).isFalse();
    }

    @Test
    void givesTheStockBackWhenTheAnswerCannotBeStored() {
        assertThatThrownBy(() -> placeOrder.place(command(new RequestedItem(MUG, 2)), order -> {
                    orders.rollBack(order.id());
                    throw failed;
                }))
                .isSameAs(failed);

        assertThat(holdClient.calls()).containsExactly("hold", "release");
        assertThat(holdClient.holds(ORDER)).isFalse();
    }

    @Test
    void keepsTheStockWhenTheOrderIsThereAfterAll() {
        orders.loseTheAnswerWith(failed);

        var order = place(command(new RequestedItem(MUG, 2)));

        assertThat(order.id()).isEqualTo(ORDER);
        assertThat(holdClient.holds(ORDER)).isTrue();
    }

    @Test
    void keepsTheStockWhenNobodyCanSayWhetherTheOrderIsThere() {
        orders.goDownWhileSavingWith(failed);

        assertThatThrownBy(() -> place(command(new RequestedItem(MUG, 2)))).isSameAs(failed);

        assertThat(holdClient.calls()).containsExactly("hold");
        assertThat(holdClient.holds(ORDER)).isTrue();
    }

    @Test
    void keepsTheStockWhileTheCommitIsInDoubt() {
        transactions.answerLostWith(failed);

        assertThatThrownBy(() -> place(command(new RequestedItem(MUG, 2)))).isSameAs(failed);

        assertThat(orders.find(ORDER)).as("not to be seen yet").isEmpty();
        assertThat(holdClient.calls()).containsExactly("hold");
        assertThat(holdClient.holds(ORDER)).isTrue();
    }

    @Test
    void refusesASumThatCannotBeChargedBeforeAnythingIsHeld() {
        catalog.putAll(List.of(new Product(MUG, 4, "MUG-BLUE", "Blue mug", eur(24), false)));

        assertThatExceptionOfType(OrderException.AmountNotChargeable.class)
                .isThrownBy(() -> place(command(new RequestedItem(MUG, 2))));
        assertThat(holdClient.calls()).isEmpty();

        catalog.putAll(List.of(new Product(MUG, 5, "MUG-BLUE", "Blue mug", eur(25), false)));
        assertThat(place(command(new RequestedItem(MUG, 2))).total()).isEqualTo(eur(50));
    }

    @Test
    void aSumThatCannotBeChargedAnyMoreAtTheSaveGivesTheStockBack() {
        orders.changePrices(1);
        orders.onPriceChange(() -> catalog.putAll(List.of(new Product(MUG, 4, "MUG-BLUE", "Blue mug", eur(1), false))));

        assertThatExceptionOfType(OrderException.AmountNotChargeable.class)
                .isThrownBy(() -> place(command(new RequestedItem(MUG, 2))));

        assertThat(holdClient.calls()).containsExactly("hold", "release");
    }

    @Test
    void anOrderWithNothingToPayIsConfirmedAtOnce() {
        catalog.putAll(List.of(new Product(MUG, 4, "MUG-BLUE", "Blue mug", eur(0), false)));

        var order = place(command(new RequestedItem(MUG, 2)));

        assertThat(order.state().status()).isEqualTo(OrderStatus.CONFIRMED);
        assertThat(order.isPayable(NOW)).isFalse();
        assertThat(order.snapshot().allowedTransitions(Actor.admin(UUID.randomUUID())))
                .contains(OrderStatus.SHIPPED);
        assertThat(orders.get(ORDER).snapshot()).isEqualTo(order.snapshot());
        assertThat(orders.steps(ORDER)).extracting(OrderStep::version).containsExactly(1L, 2L);
        assertThat(answered).containsExactly(order);
        assertThat(place(command(new RequestedItem(MUG, 2))).snapshot())
                .as("a repeat")
                .isEqualTo(order.snapshot());
    }

    @Test
    void whoHoldsTooMuchUnpaidGetsNoMoreAndTheStockGoesBack() {
        var first = Stream.generate(() -> new OrderId(UUID.randomUUID()))
                .limit(UNPAID.orders())
                .toList();
        first.forEach(id -> place(new PlaceOrder.Command(
                id, CUSTOMER, new Source.Items(List.of(new RequestedItem(MUG, 1))), ADDRESS, null)));

        assertThatExceptionOfType(OrderException.TooManyUnpaidOrders.class)
                .isThrownBy(() -> place(command(new RequestedItem(MUG, 1))));

        assertThat(holdClient.released()).containsExactly(ORDER);
        assertThat(orders.find(ORDER)).isEmpty();
        var repeat = new PlaceOrder.Command(
                first.getFirst(), CUSTOMER, new Source.Items(List.of(new RequestedItem(MUG, 1))), ADDRESS, null);
        assertThat(place(repeat).id()).as("a repeat is no further order").isEqualTo(first.getFirst());
    }

    @Test
    void whatMayBeHeldThoughNobodyAnsweredIsReleasedAndMoreThanOnce() {
        holdClient.failWith(new DependencyUnavailableException("inventory-service", null));
        assertThatExceptionOfType(DependencyUnavailableException.class)
                .isThrownBy(() -> place(command(new RequestedItem(MUG, 2))));
        holdClient.failWith(null);
        abandonedHolds.release();
        assertThat(holdClient.released()).as("the answer may be on its way").isEmpty();
        assertThat(abandonedNow()).isEqualTo(1);

        laterClock.advance(Duration.ofSeconds(2));
        abandonedHolds.release();
        assertThat(holdClient.released()).containsExactly(ORDER);
        holdClient.alreadyHolds(ORDER, NOW.plus(Duration.ofMinutes(30)), List.of(mugs(2)));
        for (var pass = 0; pass < 10; pass++) {
            laterClock.advance(Duration.ofMinutes(1));
            abandonedHolds.release();
        }

        assertThat(holdClient.holds(ORDER)).as("what was done late").isFalse();
        assertThat(holdClient.released()).hasSize(3);
        assertThat(abandonedNow()).isZero();
    }

    private double abandonedNow() {
        return meters.get("orders.holds.abandoned").gauge().value();
    }

    @Test
    void aReleaseNamesTheAttemptThatFailedAndNotTheOneThatCameAfterIt() {
        holdClient.failWith(new DependencyUnavailableException("inventory-service", null));
        assertThatExceptionOfType(DependencyUnavailableException.class)
                .isThrownBy(() -> place(command(new RequestedItem(MUG, 2))));
        holdClient.failWith(null);
        orders.failWith(failed);
        assertThatThrownBy(() -> place(command(new RequestedItem(MUG, 2)))).isSameAs(failed);
        laterClock.advance(Duration.ofSeconds(2));
        abandonedHolds.release();

        assertThat(holdClient.attempts()).hasSize(2).doesNotHaveDuplicates();
        assertThat(holdClient.releasing())
                .as("the second one at once, the first one when its answer may have come")
                .containsExactly(
                        holdClient.attempts().getLast(), holdClient.attempts().getFirst());
    }

    @Test
    void nothingIsReleasedOfAnOrderThatIsPlacedByARepeat() {
        holdClient.failWith(new DependencyUnavailableException("inventory-service", null));
        assertThatExceptionOfType(DependencyUnavailableException.class)
                .isThrownBy(() -> place(command(new RequestedItem(MUG, 2))));
        holdClient.failWith(null);

        place(command(new RequestedItem(MUG, 2)));
        laterClock.advance(Duration.ofMinutes(1));
        abandonedHolds.release();

        assertThat(holdClient.released()).isEmpty();
        assertThat(holdClient.holds(ORDER)).isTrue();
        assertThat(abandonedNow()).isZero();
    }

    @Test
    void nothingIsReleasedOfAnOrderThatAnotherInstanceIsSaving() {
        holdClient.failWith(new DependencyUnavailableException("inventory-service", null));
        assertThatExceptionOfType(DependencyUnavailableException.class)
                .isThrownBy(() -> place(command(new RequestedItem(MUG, 2))));
        orders.isBeingSaved(placed());

        laterClock.advance(Duration.ofMinutes(1));
        abandonedHolds.release();

        assertThat(holdClient.released()).isEmpty();
    }

    @Test
    void aReleaseThatFailsIsTriedAgain() {
        holdClient.failWith(new DependencyUnavailableException("inventory-service", null));
        assertThatExceptionOfType(DependencyUnavailableException.class)
                .isThrownBy(() -> place(command(new RequestedItem(MUG, 2))));
        holdClient.failReleasesWith(new DependencyUnavailableException("inventory-service", null));
        laterClock.advance(Duration.ofMinutes(1));
        abandonedHolds.release();
        assertThat(holdClient.released()).isEmpty();

        holdClient.failReleasesWith(null);
        laterClock.advance(Duration.ofMinutes(1));
        abandonedHolds.release();

        assertThat(holdClient.released()).containsExactly(ORDER);
    }

    @Test
    void keepsTheStockWhileAnotherTryOfTheRequestIsCommitting() {
        orders.isBeingSaved(placed());
        orders.failWith(failed);

        assertThat(place(command(new RequestedItem(MUG, 2))).snapshot()).isEqualTo(placed().snapshot());

        assertThat(holdClient.calls()).containsExactly("hold");
        assertThat(holdClient.holds(ORDER)).isTrue();
    }

    @Test
    void replacesNoHoldOfATryThatIsCommitting() {
        orders.isBeingSaved(placed());
        holdClient.alreadyHolds(ORDER, NOW.plus(Duration.ofMinutes(30)), List.of(mugs(2)));

        assertThat(place(command(new RequestedItem(MUG, 9))).lines()).containsExactly(mugs(2));

        assertThat(holdClient.calls()).containsExactly("hold");
    }

    @Test
    void aPriceThatIsAnotherByNowGivesNoStockOfATryBackThatIsCommitting() {
        orders.isBeingSaved(placed());
        orders.changePrices(1);
        orders.onPriceChange(
                () -> catalog.putAll(List.of(new Product(MUG, 4, "MUG-BLUE", "Blue mug", eur(1300), false))));

        assertThat(place(expecting(eur(2500), new RequestedItem(MUG, 2))).snapshot())
                .isEqualTo(placed().snapshot());

        assertThat(holdClient.calls()).containsExactly("hold");
    }

    @Test
    void usesTheHoldThatADeadTryLeftBehind() {
        holdClient.alreadyHolds(ORDER, NOW.plus(Duration.ofMinutes(27)), List.of(mugs(2)));

        assertThat(place(command(new RequestedItem(MUG, 2))).snapshot().reservedUntil())
                .isEqualTo(IN_15_MINUTES);
        assertThat(holdClient.calls()).containsExactly("hold");
    }

    @Test
    void replacesAHoldOfOtherLinesOrThatEndsBeforeTheOrderMay() {
        holdClient.alreadyHolds(ORDER, NOW.plus(Duration.ofMinutes(30)), List.of(mugs(9)));
        assertThat(place(command(new RequestedItem(MUG, 2))).lines()).containsExactly(mugs(2));
        assertThat(holdClient.calls()).containsExactly("hold", "release", "hold");

        var late = new OrderId(new UUID(0, 9));
        holdClient.alreadyHolds(late, NOW.plus(Duration.ofMinutes(24)), List.of(mugs(2)));
        place(new PlaceOrder.Command(
                late, CUSTOMER, new Source.Items(List.of(new RequestedItem(MUG, 2))), ADDRESS, null));
        assertThat(holdClient.heldUntil(late)).isEqualTo(NOW.plus(Duration.ofMinutes(30)));
    }

    @Test
    void aNumberThatIsTakenIsDrawnAnewAndNothingIsHalfDone() {
        var first = new OrderId(UUID.randomUUID());
        numbers.add(NUMBER);
        place(new PlaceOrder.Command(
                first, CUSTOMER, new Source.Items(List.of(new RequestedItem(MUG, 1))), ADDRESS, null));
        numbers.addAll(List.of(NUMBER, NUMBER, OrderNumber.of(42)));

        var second = place(command(new RequestedItem(MUG, 2)));

        assertThat(second.number()).isEqualTo(OrderNumber.of(42));
        assertThat(answered).extracting(Order::number).containsExactly(NUMBER, OrderNumber.of(42));
        assertThat(holdClient.released()).isEmpty();
        assertThat(orders.all()).hasSize(2);
    }

    @Test
    void whenNoNumberIsFreeTheStockIsGivenBack() {
        numbers.add(NUMBER);
        var first = new OrderId(UUID.randomUUID());
        place(new PlaceOrder.Command(
                first, CUSTOMER, new Source.Items(List.of(new RequestedItem(MUG, 1))), ADDRESS, null));
        numbers.addAll(Collections.nCopies(100, NUMBER));

        assertThatThrownBy(() -> place(command(new RequestedItem(MUG, 2)))).isInstanceOf(IllegalStateException.class);

        assertThat(orders.find(ORDER)).isEmpty();
        assertThat(holdClient.released()).containsExactly(ORDER);
    }

    Order place(PlaceOrder.Command command) {
        return placeOrder.place(command, answered::add);
    }

    /** Commits everything, until a test makes it lose the answer to a commit: then what was written is not to be seen yet. */
    final class UncertainTransactions implements TransactionOperations {

        private @Nullable RuntimeException lost;

        void answerLostWith(RuntimeException newLost) {
            lost = newLost;
        }

        @Override
        public <T extends @Nullable Object> T execute(TransactionCallback<T> work) {
            var result = TransactionOperations.withoutTransaction().execute(work);
            if (lost != null) {
                orders.rollBack(ORDER);
                throw lost;
            }
            return result;
        }
    }

    static PlaceOrder.Command command(RequestedItem... items) {
        return expecting(null, items);
    }

    static PlaceOrder.Command expecting(@Nullable Money total, RequestedItem... items) {
        return new PlaceOrder.Command(ORDER, CUSTOMER, new Source.Items(List.of(items)), ADDRESS, total);
    }

    static PlaceOrder.Command fromCart(CustomerId customer) {
        return new PlaceOrder.Command(ORDER, customer, new Source.Cart(null), ADDRESS, null);
    }
}

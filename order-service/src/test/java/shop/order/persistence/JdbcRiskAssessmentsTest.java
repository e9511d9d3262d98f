package shop.order.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static shop.order.support.OrderSamples.ADDRESS;
import static shop.order.support.OrderSamples.LAMP;
import static shop.order.support.OrderSamples.UNPAID;
import static shop.order.support.OrderSamples.eur;
import static shop.order.support.OrderSamples.mugs;
import static shop.order.support.OrderSamples.number;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import shop.order.application.Orders.PaidHistory;
import shop.order.application.ReservationLimits;
import shop.order.domain.Actor;
import shop.order.domain.Basket;
import shop.order.domain.CustomerId;
import shop.order.domain.Order;
import shop.order.domain.OrderId;
import shop.order.domain.OrderLine;
import shop.order.domain.OrderStatus;
import shop.order.domain.risk.AccountHistory;
import shop.order.domain.risk.RiskAssessment;
import shop.order.domain.risk.RiskFeature;
import shop.order.domain.risk.RiskFeatures;
import shop.order.domain.risk.RiskMoment;
import shop.order.domain.risk.RiskScore;
import shop.platform.paging.PageQuery;
import shop.test.Infrastructure;

/** Real PostgreSQL. */
class JdbcRiskAssessmentsTest {

    static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    static final RiskFeatures FEATURES = new RiskFeatures(Map.of(RiskFeature.NEW_ACCOUNT, 1.0, RiskFeature.LINES, 0.7));
    static final RiskScore SCORE = new RiskScore(
            "v1", 0.93, List.of(new RiskScore.Reason("a", "b", null), new RiskScore.Reason("c", "d", 1.5)));

    static final JdbcClient SQL = database();

    final JdbcRiskAssessments assessments = new JdbcRiskAssessments(SQL);
    final JdbcRiskReviews reviews = new JdbcRiskReviews(SQL);
    final JdbcOrders orders = new JdbcOrders(SQL, steps -> {});
    final CustomerId customer = new CustomerId(UUID.randomUUID());

    private static JdbcClient database() {
        var made = Infrastructure.shared().newDatabase("risk");
        var connections = new SingleConnectionDataSource(made.url(), made.user(), made.password(), true);
        Flyway.configure().dataSource(connections).load().migrate();
        return JdbcClient.create(connections);
    }

    @BeforeEach
    void startsEmpty() {
        SQL.sql("DELETE FROM risk_assessment").update();
        SQL.sql("TRUNCATE orders CASCADE").update();
    }

    @Test
    void whatIsFoundAtThePlacingIsStoredWithTheOrder() {
        var id = new OrderId(UUID.randomUUID());
        var found = assessment(id, customer, RiskMoment.PLACED, "address", null, SCORE, NOW);

        orders.add(order(id, customer, NOW), Map.of(), UNPAID, found);

        assertThat(assessments.of(id)).containsExactly(found);
        assertThat(orders.find(id)).isPresent();
    }

    @Test
    void anAssessmentThatWasNotMadeInTimeSaysSo() {
        var id = new OrderId(UUID.randomUUID());

        orders.add(
                order(id, customer, NOW),
                Map.of(),
                UNPAID,
                assessment(id, customer, RiskMoment.PLACED, "a", null, null, NOW));

        assertThat(assessments.of(id)).singleElement().satisfies(stored -> {
            assertThat(stored.fraud()).isNull();
            assertThat(stored.note()).isEqualTo("not assessed in time");
        });
    }

    @Test
    void anAccountIsCountedByItsOwnOrdersAndAnAddressByTheAccountsOfOthers() {
        placed(customer, "here", NOW.minus(Duration.ofDays(3)), "PAID");
        placed(customer, "here", NOW.minus(Duration.ofHours(5)), "FAILED");
        placed(customer, "here", NOW.minus(Duration.ofMinutes(30)), "REFUNDED");
        var neighbor = new CustomerId(UUID.randomUUID());
        placed(neighbor, "here", NOW.minus(Duration.ofHours(2)), "UNPAID");
        placed(neighbor, "here", NOW.minus(Duration.ofHours(1)), "UNPAID");
        placed(new CustomerId(UUID.randomUUID()), "here", NOW.minus(Duration.ofHours(25)), "UNPAID");
        placed(new CustomerId(UUID.randomUUID()), "elsewhere", NOW.minus(Duration.ofHours(1)), "UNPAID");

        assertThat(assessments.history(customer, "here", NOW))
                .isEqualTo(new AccountHistory(NOW.minus(Duration.ofDays(3)), 3, 2, 1, 1, 1, 1));
        assertThat(assessments.history(customer, null, NOW).othersAtAddress()).isZero();
        assertThat(assessments.history(new CustomerId(UUID.randomUUID()), "nowhere", NOW))
                .isEqualTo(new AccountHistory(null, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void aCardIsCountedByTheAccountsThatPaidWithIt() {
        var mine = placed(customer, "here", NOW, "UNPAID");
        for (var other = 0; other < 3; other++) {
            paid(new CustomerId(UUID.randomUUID()), "fp_1", NOW.minus(Duration.ofDays(other)));
        }
        paid(customer, "fp_1", NOW.minus(Duration.ofDays(1)));
        paid(new CustomerId(UUID.randomUUID()), "fp_1", NOW.minus(Duration.ofDays(8)));
        paid(new CustomerId(UUID.randomUUID()), "fp_2", NOW);

        assertThat(orders.lockPaid(List.of(mine), cards(mine, "fp_1"), NOW)).satisfies(locked -> {
            assertThat(locked.orders()).extracting(Order::id).containsExactly(mine);
            assertThat(locked.histories()).containsExactlyEntriesOf(Map.of(mine, new PaidHistory(FEATURES, false, 3)));
        });
        assertThat(orders.lockPaid(List.of(mine), cards(mine, null), NOW).histories())
                .containsExactlyEntriesOf(Map.of(mine, new PaidHistory(FEATURES, false, null)));
        assertThat(orders.lockPaid(List.of(mine), Map.of(), NOW).histories()).isEmpty();
        var unknown = new OrderId(UUID.randomUUID());
        assertThat(orders.lockPaid(List.of(unknown, mine), cards(unknown, "fp_1"), NOW))
                .satisfies(locked -> {
                    assertThat(locked.orders()).hasSize(1);
                    assertThat(locked.histories()).isEmpty();
                });
    }

    @Test
    void anOrderWithManyLinesIsReadWholeAndSaysWhetherItWasOnHoldAtItsPlacing() {
        var held = new OrderId(UUID.randomUUID());
        var order = Order.place(
                held, number(held), customer, Basket.of(List.of(mugs(2), lamps())), ADDRESS, NOW.plusSeconds(900), NOW);
        orders.add(
                order,
                Map.of(),
                UNPAID,
                new RiskAssessment(held, customer, RiskMoment.PLACED, "here", null, FEATURES, SCORE, SCORE, true, NOW));
        var old = placed(customer, "here", NOW, "UNPAID");
        SQL.sql("DELETE FROM risk_assessment WHERE order_id = :id")
                .param("id", old.value())
                .update();
        var asked = cards(held, "fp_1");
        asked.put(old, "fp_1");

        var locked = orders.lockPaid(List.of(held, old), asked, NOW);

        assertThat(locked.orders()).extracting(Order::id).containsExactlyInAnyOrder(held, old);
        assertThat(locked.orders())
                .filteredOn(one -> one.id().equals(held))
                .singleElement()
                .extracting(one -> one.snapshot().basket())
                .isEqualTo(order.snapshot().basket());
        assertThat(locked.histories())
                .containsOnly(
                        Map.entry(held, new PaidHistory(FEATURES, true, 0)),
                        Map.entry(old, new PaidHistory(new RiskFeatures(Map.of()), false, 0)));
    }

    @Test
    void whatIsUsualIsKnownOfACurrencyWithEnoughPaidOrders() {
        for (var order = 0; order < 199; order++) {
            placed(customer, "here", NOW.minusSeconds(order), "PAID");
        }
        assertThat(assessments.usualSums()).isEmpty();
        placed(customer, "here", NOW.minusSeconds(199), "PAID");

        assertThat(assessments.usualSums()).containsOnlyKeys("EUR").satisfies(usual -> {
            var euros = Objects.requireNonNull(usual.get("EUR"));
            assertThat(euros.mean()).isBetween(Math.log(2500), Math.log(2502));
            assertThat(euros.deviation()).isCloseTo(0, within(1e-9));
        });
    }

    @Test
    void anAssessmentThatComesAgainChangesNothing() {
        var id = placed(customer, "here", NOW, "UNPAID");
        var before = assessments.of(id);

        save(assessment(id, customer, RiskMoment.PLACED, "other", null, null, NOW));

        assertThat(assessments.of(id)).isEqualTo(before);
    }

    @Test
    void oldAssessmentsAreDeletedButNotOfWhatIsOnHold() {
        var old = placed(customer, "here", NOW.minus(Duration.ofDays(91)), "UNPAID");
        var held = placed(customer, "here", NOW.minus(Duration.ofDays(92)), "UNPAID");
        var young = placed(customer, "here", NOW.minus(Duration.ofDays(89)), "UNPAID");
        hold(held, NOW.minus(Duration.ofDays(92)));

        assertThat(assessments.deleteBefore(NOW.minus(Duration.ofDays(90)), 10)).isEqualTo(1);

        assertThat(assessments.of(old)).isEmpty();
        assertThat(assessments.of(held)).hasSize(1);
        assertThat(assessments.of(young)).hasSize(1);
    }

    @Test
    void anOrderOnHoldKnowsWhereItGoesOnAndIsListedFromTheOldestOn() {
        var first = placed(customer, "here", NOW, "UNPAID");
        var second = placed(customer, "here", NOW, "UNPAID");
        placed(customer, "here", NOW, "UNPAID");
        hold(second, NOW.plusSeconds(5));
        hold(first, NOW.plusSeconds(9));

        var page = reviews.page(query(1));

        assertThat(page.totalItems()).isEqualTo(2);
        assertThat(page.items()).singleElement().satisfies(review -> {
            assertThat(review.order()).isEqualTo(second);
            assertThat(review.resumes()).isEqualTo(OrderStatus.PENDING);
            assertThat(review.heldSince()).isEqualTo(NOW.plusSeconds(5));
            assertThat(review.assessment()).isNotNull();
            assertThat(review.customer()).isEqualTo(customer);
        });
        assertThat(page.nextCursor()).isNotNull();
        assertThat(orders.steps(first).getLast()).satisfies(step -> {
            assertThat(step.by()).isEqualTo(Actor.RISK);
            assertThat(step.note()).isEqualTo("too risky");
        });
    }

    @Test
    void onlyWhatIsOnHoldForLongIsLockedToBeEnded() {
        var old = placed(customer, "here", NOW, "UNPAID");
        var young = placed(customer, "here", NOW, "UNPAID");
        hold(old, NOW.minus(Duration.ofDays(2)));
        hold(young, NOW.minus(Duration.ofHours(47)));

        assertThat(reviews.lockHeldUntil(NOW.minus(Duration.ofDays(2)), 10))
                .extracting(Order::id)
                .containsExactly(old);
    }

    private static PageQuery query(int size) {
        return new PageQuery(0, size, List.of(new PageQuery.Order("heldSince", false)));
    }

    private OrderId placed(CustomerId by, String address, Instant at, String payment) {
        var id = new OrderId(UUID.randomUUID());
        orders.add(
                order(id, by, at),
                Map.of(),
                UNPAID_OF_MANY,
                assessment(id, by, RiskMoment.PLACED, address, null, SCORE, at));
        SQL.sql("UPDATE orders SET payment_status = :payment WHERE id = :id")
                .param("payment", payment)
                .param("id", id.value())
                .update();
        return id;
    }

    static final ReservationLimits UNPAID_OF_MANY = new ReservationLimits(10_000, 1_000_000);

    private void paid(CustomerId by, String card, Instant at) {
        save(assessment(new OrderId(UUID.randomUUID()), by, RiskMoment.PAID, "there", card, SCORE, at));
    }

    private void save(RiskAssessment assessment) {
        orders.saveAll(List.of(), List.of(assessment));
    }

    private void hold(OrderId id, Instant since) {
        var order = orders.find(id).orElseThrow();
        order.hold("too risky", since);
        orders.saveAll(List.of(order));
    }

    private static Map<OrderId, @Nullable String> cards(OrderId order, @Nullable String card) {
        var cards = new HashMap<OrderId, @Nullable String>();
        cards.put(order, card);
        return cards;
    }

    private static OrderLine lamps() {
        return new OrderLine(LAMP, "LAMP", "Lamp", 3, eur(4000));
    }

    private static Order order(OrderId id, CustomerId by, Instant at) {
        return Order.place(id, number(id), by, Basket.of(List.of(mugs(2))), ADDRESS, at.plusSeconds(900), at);
    }

    private static RiskAssessment assessment(
            OrderId id,
            CustomerId by,
            RiskMoment moment,
            String address,
            @Nullable String card,
            @Nullable RiskScore score,
            Instant at) {
        return new RiskAssessment(id, by, moment, address, card, FEATURES, score, score, false, at);
    }
}

package shop.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.proof.Patience.await;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import shop.proof.provider.Sandbox;

/**
 * What the provider reports comes late, twice, in any order or not at all, while order-service and payment-service run in two instances
 * each and the secret of the webhooks is being changed. Reservations are short here, so that orders expire while somebody watches.
 */
@Alone
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WebhookJourney {

    private static final String OLD_SECRET = "whsec_local";
    private static final String NEW_SECRET = "whsec_rolled";
    private static final long PRICE = 1250;

    private static final Duration EXTENSION = Duration.ofSeconds(1);
    private static final Map<String, String> SHORT_RESERVATIONS = Map.of(
            "ORDER_RESERVATION", "20s", "ORDER_EXPIRE_EVERY", "1s", "ORDER_EXTENSION", EXTENSION.toSeconds() + "s");
    private static final Map<String, String> TWO_SECRETS =
            Map.of("STRIPE_WEBHOOK_SECRETS", NEW_SECRET + "," + OLD_SECRET, "PAYMENT_FIRST_CHECK", "3s");
    private static final Map<String, String> AS_EVER = Map.of();

    /** Ordered before all else and never paid, so that its time runs out while the other journeys are under way. */
    private static @Nullable LeftLying leftLying;

    private final Shopper admin = Shopper.admin();
    private final Shopper ada = Shopper.fresh();

    @BeforeAll
    static void twoInstancesEach() {
        var fleet = Fleet.running();
        fleet.restart("order-service", SHORT_RESERVATIONS);
        fleet.scale("order-service", 2, SHORT_RESERVATIONS);
        fleet.setApart("payment-service", TWO_SECRETS);
        fleet.scale("payment-service", 2, TWO_SECRETS);
        var bob = Shopper.fresh();
        var product = Shopper.admin().createProduct("Left lying", PRICE, 3);
        leftLying =
                new LeftLying(bob, product, bob.order(product, 3).expect(201).text("id"));
    }

    private record LeftLying(Shopper buyer, String product, String order) {}

    @AfterAll
    static void asEver() {
        var fleet = Fleet.running();
        for (var service : new String[] {"order-service", "payment-service"}) {
            fleet.scale(service, 1, AS_EVER);
            fleet.restart(service, AS_EVER);
        }
    }

    @Test
    void aLostWebhookHealsByItself() {
        var order = order();
        Sandbox.misbehave(order, """
                {"webhookLostRatio": 1}""");

        Sandbox.confirm(startIntent(order), "pm_card_visa").expect(200);

        ada.awaitOrder(order, "CONFIRMED");
        assertThat(Sandbox.charged(order)).isEqualTo(new Sandbox.Charged(1, PRICE, 0));
    }

    @Test
    void webhooksTwiceAndInAnyOrderHaveOneEffect() {
        var product = admin.createProduct("Doubled", PRICE, 10);
        var order = ada.order(product, 2).expect(201).text("id");
        Sandbox.misbehave(order, """
                {"webhookDuplicateRatio": 1, "webhookReorder": true}""");

        ada.pay(order, "pm_card_chargeDeclined").expectProblem(402, "declined");
        Sandbox.confirm(startIntent(order), "pm_card_visa").expect(200);
        ada.awaitOrder(order, "CONFIRMED");
        var payment = ada.client()
                .get("/api/payments?orderId=" + order)
                .json()
                .get("items")
                .valueStream()
                .filter(one -> one.get("status").stringValue().equals("PAID"))
                .findFirst()
                .orElseThrow();
        admin.client()
                .post("/api/payments/" + payment.get("id").stringValue() + "/refunds", """
                {"amountMinor": 100, "reason": "a scratch"}""")
                .expect(201);
        awaitPayment(order, "PARTIALLY_REFUNDED");
        noWebhookWaits();

        assertThat(Sandbox.charged(order)).isEqualTo(new Sandbox.Charged(1, 2 * PRICE, 100));
        requireEachStepOnce(order);
        await("the stock").untilAsserted(() -> {
            var stock = admin.client().get("/api/inventory/" + product);
            assertThat(stock.number("onHand")).isEqualTo(8);
            assertThat(stock.number("held")).isZero();
        });
    }

    @Test
    void anOrderIsNotExpiredWhileTheNewsOfItsPaymentIsLate() {
        var order = order();
        var deadline = Instant.parse(ada.client().get("/api/orders/" + order).text("reservation.expiresAt"));
        var checkout = ada.client()
                .post("/api/payments", """
                        {"orderId": "%s", "method": {"type": "checkout"}}""".formatted(order))
                .expect(201)
                .text("checkoutUrl");
        // The buyer pays in time, and nobody can inform the shop: no webhook yet, and no answer to its questions.
        Sandbox.misbehave(order, """
                {"webhookDelaySeconds": 40}""");
        Sandbox.misbehave(Sandbox.ALL, """
                {"outage": true}""");
        try {
            Sandbox.press(checkout, "action", "pay", "card", "4242424242424242");
            assertThat(Sandbox.charged(order)).isEqualTo(new Sandbox.Charged(1, PRICE, 0));
            // Well behind the deadline that the attempt has extended, when the order is looked at each second.
            await("the deadline to pass")
                    .until(() -> Instant.now().isAfter(deadline.plus(EXTENSION).plusSeconds(5)));
            assertThat(status(order)).isEqualTo("PENDING");
        } finally {
            Sandbox.misbehave(Sandbox.ALL, "{}");
        }

        await("the order to be confirmed").until(() -> status(order).equals("CONFIRMED"));
        noWebhookWaits();
        assertThat(Sandbox.charged(order)).isEqualTo(new Sandbox.Charged(1, PRICE, 0));
        requireEachStepOnce(order);
    }

    @Test
    void anOrderPaidWhileTheBrokerStandsStillIsConfirmed() {
        Fleet.running().setApart("kafka", AS_EVER);
        try {
            var order = Shopper.untilNotBusy(() -> ada.order(admin.createProduct("Green mug", PRICE, 10), 1))
                    .expect(201)
                    .text("id");
            var deadline =
                    Instant.parse(ada.client().get("/api/orders/" + order).text("reservation.expiresAt"));
            try (var _ = new Paused("kafka")) {
                assertThat(ada.pay(order, "pm_card_visa").expect(201).text("status"))
                        .isEqualTo("PAID");
                // Well behind the deadline, when the order is looked at each second and no event can say that it is
                // paid.
                await("the deadline to pass")
                        .until(() ->
                                Instant.now().isAfter(deadline.plus(EXTENSION).plusSeconds(10)));
                assertThat(status(order)).isEqualTo("PENDING");
            }

            await("the order to be confirmed").until(() -> status(order).equals("CONFIRMED"));
            assertThat(Sandbox.charged(order)).isEqualTo(new Sandbox.Charged(1, PRICE, 0));
            requireEachStepOnce(order);
        } finally {
            Fleet.running().restart("kafka", AS_EVER);
        }
    }

    @Test
    @Order(Integer.MAX_VALUE) // the longer it has been left lying, the less there is to wait for
    void whatNobodyPaysExpiresOnce() {
        var lying = Objects.requireNonNull(leftLying);
        var order = lying.order();
        var bob = lying.buyer().again();

        await("the pieces to be free again")
                .until(() ->
                        admin.client().get("/api/inventory/" + lying.product()).number("available") == 3);

        assertThat(bob.client().get("/api/orders/" + order).expect(200).text("status"))
                .isEqualTo("EXPIRED");
        bob.client().post("/api/orders/" + order + "/cancel", "{}").expectProblem(409, "illegal_transition");
        await("payment-service to know")
                .untilAsserted(() -> bob.pay(order, "pm_card_visa").expectProblem(409, "order_not_payable"));
        requireEachStepOnce(order);
    }

    @Test
    void manyAtOnceWithAKilledInstanceAreEachPaidOnce() throws Exception {
        var seed = Long.getLong("seed", new Random().nextLong());
        System.out.println("seed " + seed);
        var random = new Random(seed);
        var product = admin.createProduct("In demand", PRICE, 100);
        var orders = IntStream.range(0, 24)
                .mapToObj(_ -> ada.orderWithRetries(product, 1).expect(201).text("id"))
                .toList();
        Sandbox.misbehave(Sandbox.ALL, """
                {"webhookDuplicateRatio": 0.3, "webhookLostRatio": 0.3, "webhookReorder": true, "lostAnswerRatio": 0.1}""");
        try {
            var killAt = random.nextInt(orders.size() / 2);
            var number = new AtomicInteger();
            var _ = AtOnce.times(orders.size() + 1, () -> {
                var turn = number.getAndIncrement();
                if (turn == killAt) {
                    Fleet.running().kill("payment-service");
                    return "";
                }
                var order = orders.get(turn < killAt ? turn : turn - 1);
                return Shopper.untilNotBusy(() -> ada.pay(order, "pm_card_visa"))
                        .body();
            });
            for (var order : orders) {
                await("the end of order " + order).until(() -> !status(order).equals("PENDING"));
            }
        } finally {
            Sandbox.misbehave(Sandbox.ALL, "{}");
            Fleet.running().setApart("payment-service", TWO_SECRETS);
        }

        noWebhookWaits();
        // What was not paid in time, because nobody could be asked, must have cost nothing.
        var confirmed = orders.stream()
                .filter(order -> status(order).equals("CONFIRMED"))
                .toList();
        assertThat(confirmed).isNotEmpty();
        for (var order : orders) {
            await("the money of order " + order).untilAsserted(() -> {
                var charged = Sandbox.charged(order);
                assertThat(charged.captures()).isLessThanOrEqualTo(1);
                assertThat(charged.captured() - charged.refunded()).isEqualTo(confirmed.contains(order) ? PRICE : 0);
            });
            requireEachStepOnce(order);
        }
    }

    @Test
    void bothSecretsOpenWhileTheyAreChangedAndTheOldOneNoLongerAfterwards() {
        var order = order();
        var intent = startIntent(order);
        var event = Sandbox.succeededEvent(intent, _ -> {});
        var fleet = Fleet.running();
        var payments = Client.of(fleet.direct("payment-service"));

        Sandbox.deliverWebhook(payments, OLD_SECRET, event).expect(200);
        Sandbox.deliverWebhook(payments, NEW_SECRET, event).expect(200);
        Sandbox.deliverWebhook(payments, "whsec_other", event).expect(400);
        // An instance that is started after the change, while the others still know both.
        fleet.scale("payment-service", 3, Map.of("STRIPE_WEBHOOK_SECRETS", NEW_SECRET));
        try {
            var afterwards = Client.of(fleet.direct("payment-service-3"));
            Sandbox.deliverWebhook(afterwards, OLD_SECRET, event).expect(400);
            Sandbox.deliverWebhook(afterwards, NEW_SECRET, event).expect(200);
        } finally {
            fleet.scale("payment-service", 2, TWO_SECRETS);
        }
        assertThat(ada.client().get("/api/orders/" + order).text("paymentStatus"))
                .as("the provider itself says that nothing was paid")
                .isNotEqualTo("PAID");
    }

    private String order() {
        return ada.order(admin.createProduct("Blue mug", PRICE, 10), 1)
                .expect(201)
                .text("id");
    }

    private String status(String order) {
        return ada.client().get("/api/orders/" + order).expect(200).text("status");
    }

    private String startIntent(String order) {
        return Sandbox.intentOf(
                ada.client().post("/api/payments", """
                        {"orderId": "%s", "method": {"type": "intent"}}""".formatted(order)).expect(201));
    }

    /** Versions without a gap, and none of the states of an order reported twice. */
    private void requireEachStepOnce(String order) {
        var steps = admin.client()
                .get("/api/orders/" + order + "/timeline")
                .expect(200)
                .json()
                .get("items")
                .valueStream()
                .filter(step -> step.hasNonNull("version"))
                .toList();
        assertThat(steps.stream().map(step -> step.get("version").longValue()))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, steps.size())
                        .mapToObj(Long::valueOf)
                        .toList());
        assertThat(steps.stream()
                        .filter(step -> !step.path("previousStatus").equals(step.get("status")))
                        .map(step -> step.get("status").stringValue()))
                .doesNotHaveDuplicates();
    }

    private void awaitPayment(String order, String status) {
        await("payment of order " + order + " to be " + status)
                .until(() -> ada.client()
                        .get("/api/orders/" + order)
                        .text("paymentStatus")
                        .equals(status));
    }

    private static void noWebhookWaits() {
        await("all webhooks to be delivered").until(() -> Sandbox.waitingWebhooks() == 0);
    }
}

package shop.proof.security;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import shop.proof.AtOnce;
import shop.proof.Client;
import shop.proof.Shopper;
import shop.proof.provider.Sandbox;
import shop.proof.provider.WebhookSigner;

/** Payments and the provider's words about them: checks 38 to 46. */
final class MoneyChecks {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private MoneyChecks() {}

    static List<Check> all() {
        return List.of(
                Check.of(38, "pay a foreign, cancelled, paid order", "404; 409; 409", MoneyChecks::wrongOrders),
                Check.notApplicable(
                        39, "one coupon in 50 parallel carts", "applied once", "the shop has no coupons yet"),
                Check.notApplicable(
                        40,
                        "500 buyers, 100 units, limit 2 each",
                        "100 sold, nobody more than 2",
                        "the shop has no limit per buyer yet; OversellJourney sells 100 units in 300 parallel orders"),
                Check.of(
                        41,
                        "POST /api/orders with and without Idempotency-Key",
                        "one order per key; 422; 409; keys are per user",
                        MoneyChecks::keys),
                Check.of(42, "two parallel full refunds; refund > captured", "one succeeds; 409", MoneyChecks::refunds),
                Check.of(
                        43,
                        "webhook: no signature, wrong secret, 1 byte changed, t-301 s, t+301 s",
                        "400, nothing believed",
                        MoneyChecks::forgedWebhooks),
                Check.of(44, "a valid event again, also in parallel", "200, one effect", MoneyChecks::repeatedWebhooks),
                Check.of(
                        45,
                        "valid event with wrong amount, currency, livemode",
                        "order not PAID",
                        MoneyChecks::wrongWebhooks),
                Check.notApplicable(
                        46,
                        "event signed with the old secret in the roll, after it",
                        "200; 400",
                        "a fleet has one secret unless STRIPE_WEBHOOK_SECRETS lists two; WebhookJourney rolls it"),
                Check.of(
                        61,
                        "POST and PATCH under one key with Accept: application/xml twice, then JSON",
                        "406, 406, done once",
                        MoneyChecks::unacceptableAnswers),
                Check.of(
                        68,
                        "12 declined cards on one order; 40 callbacks of a live payment",
                        "402, then 429 + Retry-After; callbacks answered, the payment as it was",
                        MoneyChecks::cardTesting));
    }

    private static void cardTesting(Trial trial) {
        var product = Shopper.admin().createProduct("Tested", 700, 10);
        var ada = Shopper.fresh();
        var order = ada.order(product, 1).expect(201).text("id");
        var refused = 0;
        for (var attempt = 1; attempt <= 12; attempt++) {
            var answer = ada.pay(order, "pm_card_chargeDeclined");
            trial.expect("declined card " + attempt, answer, 402, 429);
            if (answer.status() == 429) {
                refused++;
                trial.that(
                        "its Retry-After",
                        "there",
                        answer.header("Retry-After"),
                        !answer.header("Retry-After").isEmpty());
            }
        }
        trial.that("refused without asking the bank", "at least one", refused, refused > 0);
        var live = ada.order(product, 1).expect(201).text("id");
        var payment = Shopper.fresh().client();
        var bob = Shopper.fresh();
        var bobs = bob.order(product, 1).expect(201).text("id");
        var id = bob.client()
                .post("/api/payments", """
                        {"orderId": "%s", "method": {"type": "intent"}}""".formatted(bobs))
                .expect(201)
                .text("id");
        for (var call = 0; call < 40; call++) {
            var answer = payment.get("/api/payments/callback/success?payment_id=" + id);
            if (answer.status() >= 400) {
                trial.expect("callback " + call, answer, 429);
            }
        }
        var after = bob.client().get("/api/payments/" + id);
        trial.that("the payment after that", "still open", after.text("status"), after.status() == 200);
        trial.expect("another customer's order meanwhile", ada.client().get("/api/orders/" + live), 200);
    }

    private static void unacceptableAnswers(Trial trial) {
        var admin = Shopper.admin();
        var product = admin.createProduct("Negotiated", 700, 10);
        var ada = Shopper.fresh();
        underOneKey(trial, ada.client(), "POST", "/api/orders", Shopper.orderBody(product, 1), 201);
        var orders = ada.client().get("/api/orders");
        trial.that("orders of the customer", "1", orders.number("totalItems"), orders.number("totalItems") == 1);
        var order = orders.text("items.0.id");
        underOneKey(trial, ada.client(), "POST", "/api/payments", """
                {"orderId": "%s", "method": {"type": "card", "paymentMethod": "pm_card_visa"}}""".formatted(order), 201);
        var payments = ada.client().get("/api/payments?orderId=" + order);
        trial.that("payments of the order", "1", payments.number("totalItems"), payments.number("totalItems") == 1);
        var payment = payments.text("items.0.id");
        ada.awaitOrder(order, "CONFIRMED");
        underOneKey(trial, admin.client(), "POST", "/api/payments/" + payment + "/refunds", """
                {"amountMinor": 100, "reason": "once"}""", 201);
        var refunds = admin.client().get("/api/payments/" + payment + "/refunds");
        trial.that("refunds of the payment", "1", refunds.number("totalItems"), refunds.number("totalItems") == 1);
        var before = admin.client().get("/api/inventory/" + product).number("onHand");
        underOneKey(trial, admin.client(), "PATCH", "/api/inventory/" + product, """
                {"delta": 5, "reason": "once"}""", 200);
        var after = admin.client().get("/api/inventory/" + product).number("onHand");
        trial.that("stock", "5 more", after - before, after - before == 5);
    }

    private static void underOneKey(Trial trial, Client client, String method, String path, String body, int status) {
        var keyed = client.with("Idempotency-Key", UUID.randomUUID().toString());
        var xml = keyed.with("Accept", "application/xml");
        trial.expect(method + " " + path + ", XML", xml.send(method, path, body), 406)
                .expect(method + " " + path + ", XML again", xml.send(method, path, body), 406)
                .expect(method + " " + path + ", JSON", keyed.send(method, path, body), status);
    }

    private static void wrongOrders(Trial trial) throws InterruptedException {
        var product = Shopper.admin().createProduct("Paid for", 700, 10);
        var ada = Shopper.fresh();
        var bob = Shopper.fresh();
        var order = ada.order(product, 1).expect(201).text("id");
        trial.expect("B: POST /api/payments for A's order", bob.pay(order, "pm_card_visa"), 404);
        trial.expect(
                "B: GET /api/payments?orderId={A's}", bob.client().get("/api/payments?orderId=" + order), 200, 404);
        ada.client().patch("/api/orders/" + order, """
                {"status": "CANCELLED"}""").expect(200);
        trial.refused(
                "A: POST /api/payments for the cancelled order",
                Trial.until(PATIENCE, () -> ada.pay(order, "pm_card_visa"), answer -> answer.status() == 409),
                409,
                "order_not_payable");
        var paid = ada.order(product, 1).expect(201).text("id");
        trial.expect("A: POST /api/payments for another one", ada.pay(paid, "pm_card_visa"), 201);
        ada.awaitOrder(paid, "CONFIRMED");
        trial.refused(
                "A: POST /api/payments for the paid order", ada.pay(paid, "pm_card_visa"), 409, "order_not_payable");
    }

    private static void keys(Trial trial) throws Exception {
        var product = Shopper.admin().createProduct("Keyed", 700, 50);
        var ada = Shopper.fresh();
        var bob = Shopper.fresh();
        var first = ada.order(product, 1);
        var second = ada.order(product, 1);
        trial.expect("no key", first, 201)
                .expect("no key again", second, 201)
                .that(
                        "their ids",
                        "two",
                        first.text("id").equals(second.text("id")) ? "one" : "two",
                        !first.text("id").equals(second.text("id")));
        var key = UUID.randomUUID().toString();
        var keyed = ada.client().with("Idempotency-Key", key);
        var original = keyed.post("/api/orders", Shopper.orderBody(product, 1));
        var replay = keyed.post("/api/orders", Shopper.orderBody(product, 1));
        trial.expect("a key", original, 201)
                .expect("same key, same body", replay, 201)
                .that(
                        "its body",
                        "the same",
                        original.body().equals(replay.body()) ? "the same" : replay.body(),
                        original.body().equals(replay.body()))
                .refused(
                        "same key, other body",
                        keyed.post("/api/orders", Shopper.orderBody(product, 2)),
                        422,
                        "idempotency_key_reused")
                .expect(
                        "A's key, sent by B",
                        bob.client().with("Idempotency-Key", key).post("/api/orders", Shopper.orderBody(product, 1)),
                        201);
        var raced = ada.client().with("Idempotency-Key", UUID.randomUUID().toString());
        var answers = AtOnce.times(10, () -> raced.post("/api/orders", Shopper.orderBody(product, 1)));
        var ids = answers.stream()
                .filter(answer -> answer.status() == 201)
                .map(answer -> answer.text("id"))
                .distinct()
                .toList();
        var counts = Trial.counts(answers);
        trial.that(
                "one key, ten at once",
                "201 and 409, one order",
                Trial.words(counts) + ", " + ids.size() + " order",
                ids.size() == 1 && counts.keySet().stream().allMatch(status -> status == 201 || status == 409));
        trial.expect(
                "a key of 256 characters",
                ada.client()
                        .with("Idempotency-Key", "x".repeat(256))
                        .post("/api/orders", Shopper.orderBody(product, 1)),
                400);
    }

    private static void refunds(Trial trial) throws Exception {
        var admin = Shopper.admin();
        var product = admin.createProduct("Returned", 700, 10);
        var ada = Shopper.fresh();
        var order = ada.order(product, 1).expect(201).text("id");
        var payment = ada.pay(order, "pm_card_visa").expect(201).text("id");
        ada.awaitOrder(order, "CONFIRMED");
        var path = "/api/payments/" + payment + "/refunds";
        trial.refused("POST refund of 701 of 700", admin.client().post(path, """
                {"amountMinor": 701, "reason": "too much"}"""), 409, "over_refund");
        trial.expect("POST refund of -1", admin.client().post(path, """
                {"amountMinor": -1, "reason": "less"}"""), 400);
        var answers = AtOnce.times(2, () -> admin.client().post(path, """
                {"reason": "all of it"}"""));
        trial.tally("POST full refund, two at once", "1 x 201, 1 x 409", answers, Map.of(201, 1, 409, 1));
    }

    private static void forgedWebhooks(Trial trial) throws Exception {
        var pending = pendingIntent();
        var now = Instant.now().getEpochSecond();
        var event = Sandbox.succeededEvent(pending.intent(), _ -> {});
        var secret = LocalSecrets.webhook();
        var right = WebhookSigner.header(secret, now, event);
        post(trial, "no signature", event, "");
        post(trial, "a signature of nothing", event, "t=" + now + ",v1=00");
        post(trial, "wrong secret", event, WebhookSigner.header("whsec_other", now, event));
        post(trial, "1 byte changed", event.replaceFirst("succeeded", "succeedeD"), right);
        post(trial, "signed 301 s ago", event, WebhookSigner.header(secret, now - 301, event));
        post(trial, "signed in 301 s", event, WebhookSigner.header(secret, now + 310, event));
        post(trial, "scheme v0 only", event, right.replace("v1=", "v0="));
        var order = pending.shopper().client().get("/api/orders/" + pending.order());
        trial.that(
                "the order after that",
                "not PAID",
                order.text("paymentStatus"),
                !order.text("paymentStatus").equals("PAID"));
    }

    private static void post(Trial trial, String what, String event, String signature) {
        var client =
                signature.isEmpty() ? Client.ofGateway() : Client.ofGateway().with("Stripe-Signature", signature);
        trial.expect("webhook, " + what, client.post(Sandbox.WEBHOOK, event), 400);
    }

    private static void repeatedWebhooks(Trial trial) throws Exception {
        var admin = Shopper.admin();
        var pending = pendingIntent();
        Sandbox.confirm(pending.intent(), "pm_card_visa").expect(200);
        pending.shopper().awaitOrder(pending.order(), "CONFIRMED");
        var body = Sandbox.event("payment_intent.succeeded", pending.intent()).toString();
        var secret = LocalSecrets.webhook();
        trial.expect("webhook again", Sandbox.deliverWebhook(Client.ofGateway(), secret, body), 200);
        trial.tally(
                "webhook, 10 at once",
                "10 x 200",
                AtOnce.times(10, () -> Sandbox.deliverWebhook(Client.ofGateway(), secret, body)),
                Map.of(200, 10));
        // A second effect would take as long as the first: a later order of the same buyer has gone the whole way by
        // then.
        var marker = pending.shopper().order(pending.product(), 1).expect(201).text("id");
        pending.shopper().pay(marker, "pm_card_visa").expect(201);
        pending.shopper().awaitOrder(marker, "CONFIRMED");
        var stock = Trial.until(
                PATIENCE,
                () -> admin.client().get("/api/inventory/" + pending.product()),
                now -> now.number("held") == 0);
        trial.that(
                "stock after two orders of one",
                "8 of 10",
                stock.number("onHand") + " of 10",
                stock.number("onHand") == 8);
        var payments = pending.shopper().client().get("/api/payments?orderId=" + pending.order());
        trial.that("payments of the order", "1", payments.number("totalItems"), payments.number("totalItems") == 1);
    }

    private static void wrongWebhooks(Trial trial) throws Exception {
        var pending = pendingIntent();
        var events = new ArrayList<Event>();
        events.add(new Event(
                "amount of 1",
                Sandbox.succeededEvent(
                        pending.intent(), intent -> intent.put("amount", 1).put("amount_received", 1))));
        events.add(new Event(
                "currency usd", Sandbox.succeededEvent(pending.intent(), intent -> intent.put("currency", "usd"))));
        events.add(new Event(
                "livemode",
                Sandbox.succeededEvent(pending.intent(), intent -> intent.put("livemode", true))
                        .replaceFirst("\"livemode\":false", "\"livemode\":true")));
        for (var event : events) {
            trial.expect(
                    "webhook payment_intent.succeeded, " + event.what(),
                    Sandbox.deliverWebhook(Client.ofGateway(), LocalSecrets.webhook(), event.body()),
                    200,
                    400);
        }
        // When an honest payment that came later is through, the dishonest events have been looked at.
        var product = pending.product();
        var marker = pending.shopper().order(product, 1).expect(201).text("id");
        pending.shopper().pay(marker, "pm_card_visa").expect(201);
        pending.shopper().awaitOrder(marker, "CONFIRMED");
        var order = pending.shopper().client().get("/api/orders/" + pending.order());
        trial.that(
                "the order after that",
                "not PAID",
                order.text("status") + " " + order.text("paymentStatus"),
                !order.text("paymentStatus").equals("PAID"));
    }

    private record Event(String what, String body) {}

    private record Pending(Shopper shopper, String product, String order, String intent) {}

    /** An order whose payment waits for the provider's word. */
    private static Pending pendingIntent() {
        var product = Shopper.admin().createProduct("Awaited", 700, 10);
        var shopper = Shopper.fresh();
        var order = shopper.order(product, 1).expect(201).text("id");
        var payment =
                shopper.client().post("/api/payments", """
                        {"orderId": "%s", "method": {"type": "intent"}}""".formatted(order)).expect(201);
        return new Pending(shopper, product, order, Sandbox.intentOf(payment));
    }
}

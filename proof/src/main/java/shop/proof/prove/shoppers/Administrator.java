package shop.proof.prove.shoppers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import shop.proof.Client;
import shop.proof.Fleet;
import shop.proof.prove.history.ClientLog;
import shop.proof.prove.history.Facts;
import shop.proof.prove.history.Intent;
import shop.proof.prove.shoppers.LoggedClient.Reply;
import tools.jackson.databind.json.JsonMapper;

/** Staff at work while customers buy: prices, stock, imports, shipping, refunds. What is written down as a reason is the request's key. */
final class Administrator {

    private static final String NAME = "administrator";
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int UNAUTHORIZED = 401;
    static final String EUROS = "EUR";
    static final String RUPEES = "INR";

    private final Random random;
    private final Assortment assortment;
    private final ShoppingTime time;
    private final LoggedClient stranger;
    private final String email;
    private final String password;
    private LoggedClient client;

    Administrator(Random random, Assortment assortment, ShoppingTime time, ClientLog log, Fleet fleet) {
        this.random = random;
        this.assortment = assortment;
        this.time = time;
        this.email = fleet.adminEmail();
        this.password = fleet.adminPassword();
        this.stranger = LoggedClient.of(log, time, NAME, Client.of(fleet.gateway()));
        this.client = stranger;
    }

    private enum Story {
        CHANGE_PRICE,
        ADJUST_STOCK,
        NEW_PRODUCT,
        IMPORT,
        REFUND_A_PART,
        REFUND_ALL,
        SHIP,
        REVIEW
    }

    /** Goes on until the shop closes, round after round of everything in another order. */
    void work() throws InterruptedException {
        var round = new ArrayList<Story>();
        while (!time.isClosing()) {
            if (round.isEmpty()) {
                Collections.addAll(round, Story.values());
                Collections.shuffle(round, random);
            }
            play(round.removeLast());
            time.think(Duration.ofMillis(400L + random.nextInt(800)));
        }
    }

    private void play(Story story) throws InterruptedException {
        switch (story) {
            case CHANGE_PRICE -> changePrice();
            case ADJUST_STOCK -> adjustStock();
            case NEW_PRODUCT -> {
                var product = newProduct("Proof novelty", price(), EUROS, 500);
                if (!product.isEmpty()) {
                    assortment.add(product);
                }
            }
            case IMPORT -> importProducts();
            case REFUND_A_PART -> refund(true);
            case REFUND_ALL -> refund(false);
            case SHIP -> ship();
            case REVIEW -> review();
        }
    }

    private void changePrice() throws InterruptedException {
        var product = assortment.anyProduct(random);
        sendUntilKnown(LoggedRequest.patch(Intent.CHANGE_PRICE, "/api/products/" + product, """
                        {"price": {"amountMinor": %d, "currency": "EUR"}}""".formatted(price()))
                .about(Facts.NONE.withProduct(product)));
    }

    private void adjustStock() throws InterruptedException {
        var product = assortment.anyProduct(random);
        var key = newKey();
        var delta = random.nextInt(4) == 0 ? -1 - random.nextInt(3) : 1 + random.nextInt(20);
        sendUntilKnown(LoggedRequest.patch(Intent.ADJUST_STOCK, "/api/inventory/" + product, """
                        {"delta": %d, "reason": "%s"}""".formatted(delta, key))
                .keyed(key)
                .about(Facts.NONE.withProduct(product).withAmount(delta, "")));
    }

    /** The id of a new product, once it has its stock; empty if the run ended before. */
    String newProduct(String name, long amountMinor, String currency, int stock) throws InterruptedException {
        var key = newKey();
        var id = sendUntilKnown(LoggedRequest.post(Intent.CREATE_PRODUCT, "/api/products", """
                        {"sku": "%s", "name": "%s", "price": {"amountMinor": %d, "currency": "%s"}, "initialStock": %d}""".formatted(
                                        sku(key), name, amountMinor, currency, stock))
                        .keyed(key))
                .text("id");
        while (!id.isEmpty() && !time.isOver() && !isStocked(id)) {
            time.pauseBeforeRetry(POLL);
        }
        return id;
    }

    private boolean isStocked(String product) {
        return client.send(LoggedRequest.get(Intent.READ_STOCK, "/api/inventory/" + product)
                        .about(Facts.NONE.withProduct(product)))
                .isDone();
    }

    private void importProducts() throws InterruptedException {
        var lines = new StringBuilder("sku,name,priceMinor,currency,initialStock\n");
        for (var line = 0; line < 5; line++) {
            lines.append("%s,Proof import %d,%d,EUR,50%n"
                    .formatted(random.nextInt(3) == 0 ? sku(newKey()) : "PROOF-LINE-" + line, line, price()));
        }
        // A repeat is another job that finds the lines of the first one unchanged.
        var job = sendUntilKnown(LoggedRequest.post(
                        Intent.IMPORT, "/api/products/import", lines.toString().replace("\r", ""))
                .as("text/csv"));
        var place = job.answer().map(answer -> answer.header("Location")).orElse("");
        while (!place.isEmpty() && !time.isOver()) {
            var seen = send(LoggedRequest.get(Intent.IMPORT, place));
            if (seen.isDone() && !seen.text("finishedAt").isEmpty()) {
                return;
            }
            time.pauseBeforeRetry(POLL);
        }
    }

    private void refund(boolean aPart) throws InterruptedException {
        var paid = assortment.takePaid();
        if (paid.isEmpty()) {
            return;
        }
        var key = newKey();
        var amount = aPart ? "\"amountMinor\": %d, ".formatted(1 + random.nextInt(100)) : "";
        sendUntilKnown(LoggedRequest.post(
                        Intent.REFUND, "/api/payments/" + paid.get().payment() + "/refunds", """
                                {%s"reason": "%s"}""".formatted(amount, key))
                .keyed(key)
                .about(Facts.NONE
                        .withPayment(paid.get().payment())
                        .withOrder(paid.get().order())));
        if (aPart) {
            assortment.addPaid(paid.get());
        }
    }

    private void ship() throws InterruptedException {
        var paid = assortment.takePaid();
        if (paid.isPresent()) {
            sendUntilKnown(
                    LoggedRequest.patch(Intent.SHIP, "/api/orders/" + paid.get().order(), """
                            {"status": "SHIPPED"}""")
                            .about(Facts.NONE.withOrder(paid.get().order())));
        }
    }

    /** Decides about most of the orders that wait for it; those that are left wait on. */
    private void review() throws InterruptedException {
        var waiting = send(LoggedRequest.get(Intent.BROWSE, "/api/admin/risk-reviews?size=20"));
        for (var review : waiting.items()) {
            var order = review.path("orderId").asString("");
            var drawn = random.nextInt(10);
            if (drawn > 0 && !order.isEmpty()) {
                sendUntilKnown(LoggedRequest.post(
                                Intent.REVIEW, "/api/admin/risk-reviews/" + order + "/decision", """
                        {"decision": "%s", "reason": "looked at by prove"}""".formatted(
                                                drawn > 3 ? "approve" : "reject"))
                        .about(Facts.NONE.withOrder(order)));
            }
        }
    }

    private void logIn() throws InterruptedException {
        var login = stranger.sendUntilKnown(LoggedRequest.post(
                Intent.LOG_IN,
                "/api/user/login",
                JsonMapper.shared().writeValueAsString(Map.of("email", email, "password", password))));
        if (login.isDone()) {
            client = stranger.loggedIn(NAME, login.text("accessToken"));
        }
    }

    private Reply send(LoggedRequest request) throws InterruptedException {
        var reply = client.send(request);
        if (reply.status() != UNAUTHORIZED) {
            return reply;
        }
        logIn();
        return client.send(request);
    }

    private Reply sendUntilKnown(LoggedRequest request) throws InterruptedException {
        var reply = client.sendUntilKnown(request);
        while (reply.status() == UNAUTHORIZED && !time.isOver()) {
            time.pauseBeforeRetry(POLL);
            logIn();
            reply = client.sendUntilKnown(request);
        }
        return reply;
    }

    private long price() {
        return 200L + random.nextInt(5000);
    }

    private String newKey() {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    private static String sku(String key) {
        return "PROOF-" + key.substring(0, 13).toUpperCase(Locale.ROOT);
    }
}

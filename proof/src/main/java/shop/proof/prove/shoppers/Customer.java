package shop.proof.prove.shoppers;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import shop.proof.Client;
import shop.proof.Shopper;
import shop.proof.prove.history.ClientLog;
import shop.proof.prove.history.Facts;
import shop.proof.prove.history.Intent;
import shop.proof.prove.shoppers.LoggedClient.Reply;
import tools.jackson.databind.json.JsonMapper;

/**
 * One customer: signs up, buys in all the ways that there are, and changes their mind. Each order carries its Idempotency-Key in the
 * second line of its address, so that the store itself says which request made it.
 */
final class Customer {

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String STRIPE_KEY = "sk_test_local";
    private static final String STRIPE = "stripe";
    private static final String RAZORPAY = "razorpay";

    /** The shop chooses: by the order's currency, else by its setting. */
    private static final String ANY = "";

    private static final String OWN_STREET = "1 Test Street";
    private static final String CROWDED_STREET = "5 Proof Crowd";
    private static final String ON_HOLD = "ON_HOLD";
    private static final Duration POLL = Duration.ofMillis(150);
    private static final Duration REVIEW_POLL = Duration.ofMillis(700);
    private static final int POLLS = 20;
    private static final int UNAUTHORIZED = 401;

    private final String name;
    private final Random random;
    private final Assortment assortment;
    private final ShoppingTime time;
    private final LoggedClient stranger;
    private final URI stripe;
    private final URI razorpay;
    private String email = "";
    private String account = "";
    private String refreshToken = "";
    private @Nullable LoggedClient client;

    Customer(
            String name,
            Random random,
            Assortment assortment,
            ShoppingTime time,
            ClientLog log,
            Client gateway,
            URI stripe,
            URI razorpay) {
        this.name = name;
        this.random = random;
        this.assortment = assortment;
        this.time = time;
        this.stripe = stripe;
        this.razorpay = razorpay;
        this.stranger = LoggedClient.of(log, time, name, gateway);
    }

    /** What a customer may do next, and how often compared with the others. */
    enum Story {
        BROWSE(4),
        BUY_BY_CARD(8),
        BUY_FROM_CART(5),
        BUY_BY_INTENT(3),
        BUY_ON_HOSTED_PAGE(3),
        DECLINED_THEN_PAID(2),
        BUY_WITH_3D_SECURE(2),
        BUY_ON_RAZORPAY_PAGE(3),
        BUY_WITH_RAZORPAY_SCRIPT(3),
        BUY_IN_RUPEES(2),
        CANCEL_PAID_BY_RAZORPAY(2),
        PAY_CANCELLED_AT_RAZORPAY(1),
        ORDER_TO_CROWDED_ADDRESS(2),
        BUY_WITH_RISKY_CARD(2),
        CANCEL_UNPAID(2),
        CANCEL_PAID(2),
        IMPATIENT_CLICKS(2),
        LEAVE_UNPAID(1),
        LOG_OUT(1),
        NEW_ACCOUNT(1);

        /** What also a short run on a busy machine must not be without. */
        static final List<Story> TRIED_IN_EACH_RUN = List.of(
                ORDER_TO_CROWDED_ADDRESS,
                BUY_WITH_RISKY_CARD,
                CANCEL_PAID_BY_RAZORPAY,
                BUY_WITH_RAZORPAY_SCRIPT,
                BUY_IN_RUPEES);

        private final int weight;

        Story(int weight) {
            this.weight = weight;
        }

        static Story drawn(Random random) {
            var total = 0;
            for (var story : values()) {
                total += story.weight;
            }
            var left = random.nextInt(total);
            for (var story : values()) {
                left -= story.weight;
                if (left < 0) {
                    return story;
                }
            }
            throw new IllegalStateException("weights do not add up to " + total);
        }
    }

    /** Does everything once, after the first in an order of one's own, then goes on by chance until the shop closes. */
    void shop(Story first) throws InterruptedException {
        signUp();
        var once = new ArrayList<>(List.of(Story.values()));
        Collections.shuffle(once, random);
        once.remove(first);
        once.add(first);
        while (!time.isClosing()) {
            play(once.isEmpty() ? Story.drawn(random) : once.removeLast());
            time.think(Duration.ofMillis(200L + random.nextInt(600)));
        }
    }

    private void play(Story story) throws InterruptedException {
        switch (story) {
            case BROWSE -> browse();
            case BUY_BY_CARD -> payByCard(orderItems());
            case BUY_FROM_CART -> payByCard(orderCart());
            case BUY_BY_INTENT -> payByIntent(orderItems(), STRIPE);
            case BUY_ON_HOSTED_PAGE -> payOnPage(orderItems(), STRIPE);
            case DECLINED_THEN_PAID -> payAfterDecline(orderItems());
            case BUY_WITH_3D_SECURE -> payWith3dSecure(orderItems());
            case BUY_ON_RAZORPAY_PAGE -> payOnPage(orderItems(), RAZORPAY);
            case BUY_WITH_RAZORPAY_SCRIPT -> payByIntent(orderItems(), RAZORPAY);
            case BUY_IN_RUPEES -> buyInRupees();
            case CANCEL_PAID_BY_RAZORPAY -> {
                var order = orderItems();
                payOnPage(order, RAZORPAY);
                cancel(order);
            }
            case PAY_CANCELLED_AT_RAZORPAY -> payCancelled(orderItems());
            case ORDER_TO_CROWDED_ADDRESS -> waitForReview();
            case BUY_WITH_RISKY_CARD -> payWithRiskyCard(orderItems());
            case CANCEL_UNPAID -> cancel(orderItems());
            case CANCEL_PAID -> {
                var order = orderItems();
                payByCard(order);
                cancel(order);
            }
            case IMPATIENT_CLICKS -> clickTwice();
            case LEAVE_UNPAID -> orderItems();
            case LOG_OUT -> logOut();
            case NEW_ACCOUNT -> signUp();
        }
    }

    private void browse() throws InterruptedException {
        var product = assortment.anyProduct(random);
        for (var path : List.of(
                "/api/products?size=20", "/api/products?q=proof", "/api/products/" + product, "/api/categories")) {
            send(LoggedRequest.get(Intent.BROWSE, path));
        }
        send(LoggedRequest.get(Intent.READ_STOCK, "/api/inventory/" + product).about(Facts.NONE.withProduct(product)));
    }

    /** An account of one's own; an address that is taken after a repeat is the account that the first try has made. */
    void signUp() throws InterruptedException {
        email = "prove-" + UUID.randomUUID() + "@example.org";
        client = null;
        account = stranger.sendUntilKnown(LoggedRequest.post(
                                Intent.SIGN_UP,
                                "/api/user/signup",
                                Shopper.signUpBody(email, Shopper.PASSWORD, "Prova " + capitalized(name)))
                        .about(Facts.NONE.withSession(email)))
                .text("id");
        logIn();
    }

    private void logIn() throws InterruptedException {
        var login = stranger.sendUntilKnown(LoggedRequest.post(
                        Intent.LOG_IN,
                        "/api/user/login",
                        JsonMapper.shared().writeValueAsString(Map.of("email", email, "password", Shopper.PASSWORD)))
                .about(Facts.NONE.withAccount(account)));
        if (!login.isDone()) {
            return;
        }
        refreshToken = login.text("refreshToken");
        var token = login.text("accessToken");
        if (account.isEmpty()) {
            account = stranger.loggedIn("", token)
                    .sendUntilKnown(LoggedRequest.get(Intent.BROWSE, "/api/users/me"))
                    .text("id");
        }
        client = stranger.loggedIn(account, token);
    }

    private void logOut() throws InterruptedException {
        var body = JsonMapper.shared().writeValueAsString(Map.of("refreshToken", refreshToken));
        sendUntilKnown(LoggedRequest.post(Intent.LOG_OUT, "/api/user/logout", body)
                .about(Facts.NONE.withAccount(account).withSession(FactReader.hash(refreshToken))));
        client = null;
        logIn();
    }

    /** The id of the order that was placed; empty if there is none. */
    private String orderItems() throws InterruptedException {
        return sendUntilKnown(order(Intent.ORDER, items(), newKey()))
                .call()
                .facts()
                .order();
    }

    private String orderCart() throws InterruptedException {
        for (var product : assortment.someProducts(random, 1 + random.nextInt(3))) {
            // Adding to a cart is no keyed request: a repeat after a lost response may add twice, and the order says
            // what it is made of.
            sendUntilKnown(LoggedRequest.post(
                            Intent.FILL_CART, "/api/cart/items", """
                    {"productId": "%s", "quantity": %d}""".formatted(product, 1 + random.nextInt(3)))
                    .about(Facts.NONE.withProduct(product)));
        }
        sendUntilKnown(LoggedRequest.get(Intent.READ_CART, "/api/cart"));
        return sendUntilKnown(order(Intent.ORDER, "\"fromCart\": true", newKey()))
                .call()
                .facts()
                .order();
    }

    /** The same order under the same key from several tabs at once. */
    private void clickTwice() throws InterruptedException {
        var order = order(Intent.ORDER, items(), newKey());
        var replies = new ArrayList<String>();
        try (var tabs = Executors.newVirtualThreadPerTaskExecutor()) {
            var clicks = tabs.invokeAll(Collections.nCopies(2 + random.nextInt(2), (Callable<String>)
                    () -> sendUntilKnown(order).call().facts().order()));
            for (var click : clicks) {
                replies.add(click.get());
            }
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed);
        }
        payByCard(replies.getFirst());
    }

    private static LoggedRequest order(Intent intent, String what, String key) {
        return order(intent, what, OWN_STREET, key);
    }

    private static LoggedRequest order(Intent intent, String what, String street, String key) {
        return LoggedRequest.post(intent, "/api/orders", """
                        {%s, "shippingAddress": {"name": "Prova Buyer", "line1": "%s", "line2": "%s",
                         "city": "London", "postalCode": "N1 9GU", "country": "GB"}}""".formatted(what, street, key))
                .keyed(key);
    }

    private String items() {
        return assortment.someProducts(random, 1 + random.nextInt(3)).stream()
                .map(product -> item(product, 1 + random.nextInt(3)))
                .collect(Collectors.joining(", ", "\"items\": [", "]"));
    }

    static String item(String product, int quantity) {
        return """
                {"productId": "%s", "quantity": %d}""".formatted(product, quantity);
    }

    private void payByCard(String order) throws InterruptedException {
        if (!order.isEmpty()) {
            pay(order, "card", "pm_card_visa", ANY);
            awaitPaid(order);
        }
    }

    private void payAfterDecline(String order) throws InterruptedException {
        if (!order.isEmpty()) {
            pay(order, "card", "pm_card_chargeDeclinedInsufficientFunds", ANY);
            payByCard(order);
        }
    }

    private void payByIntent(String order, String provider) throws InterruptedException {
        if (order.isEmpty()) {
            return;
        }
        var payment = pay(order, "intent", "", provider);
        if (payment.text("clientSecret").isEmpty()) {
            return;
        }
        if (payment.text("provider").equals(RAZORPAY)) {
            if (random.nextInt(4) == 0) {
                runScript(payment, "decline");
            }
            runScript(payment, "pay");
        } else {
            confirm(payment);
        }
        awaitPaid(order);
    }

    private void confirm(Reply payment) throws InterruptedException {
        var intent = payment.text("clientSecret").replaceFirst("_secret_.*", "");
        stranger.at(stripe)
                .with("Authorization", "Bearer " + STRIPE_KEY)
                .sendUntilKnown(LoggedRequest.post(
                                Intent.CONFIRM_AT_PROVIDER,
                                "/v1/payment_intents/" + intent + "/confirm",
                                "payment_method=pm_card_visa")
                        .as(FORM)
                        .keyed(newKey())
                        .about(payment.call().facts()));
    }

    /** What Razorpay's script does in the shop's page: it pays, and brings what it was answered to the shop. */
    private void runScript(Reply payment, String action) throws InterruptedException {
        var about = payment.call().facts();
        var done = stranger.at(razorpay)
                .sendUntilKnown(LoggedRequest.post(
                                Intent.CONFIRM_AT_PROVIDER,
                                "/checkout/" + payment.text("clientSecret"),
                                "action=" + action)
                        .as(FORM)
                        .about(about));
        if (done.isDone()) {
            stranger.sendUntilKnown(LoggedRequest.post(
                            Intent.CONFIRM_AT_PROVIDER,
                            "/api/payments/callback/razorpay",
                            done.answer().orElseThrow().body())
                    .about(about));
        }
    }

    private void payOnPage(String order, String provider) throws InterruptedException {
        if (order.isEmpty()) {
            return;
        }
        var payment = pay(order, "checkout", "", provider);
        var isRazorpay = payment.text("provider").equals(RAZORPAY);
        if (random.nextInt(4) == 0) {
            press(payment, "checkoutUrl", isRazorpay ? "action=decline" : "action=pay&card=4000000000000002");
        }
        press(payment, "checkoutUrl", isRazorpay ? "action=pay" : "action=pay&card=4242424242424242");
        awaitPaid(order);
    }

    private void buyInRupees() throws InterruptedException {
        var order = sendUntilKnown(order(
                        Intent.ORDER,
                        "\"items\": [" + item(assortment.anyProductInRupees(random), 1 + random.nextInt(2)) + "]",
                        newKey()))
                .call()
                .facts()
                .order();
        if (random.nextBoolean()) {
            payOnPage(order, ANY);
        } else {
            payByIntent(order, ANY);
        }
    }

    /** Razorpay cannot end an order: who has its page open still can pay what was called off, and gets the money back. */
    private void payCancelled(String order) throws InterruptedException {
        if (order.isEmpty()) {
            return;
        }
        var payment = pay(order, "intent", "", RAZORPAY);
        cancel(order);
        if (!payment.text("clientSecret").isEmpty()) {
            runScript(payment, "pay");
        }
    }

    /** The id of the order; empty if there is none. */
    String orderToCrowdedAddress() throws InterruptedException {
        return sendUntilKnown(order(Intent.ORDER, items(), CROWDED_STREET, newKey()))
                .call()
                .facts()
                .order();
    }

    /** A new account orders to an address that many use: nobody can pay that before staff have looked at it. */
    private void waitForReview() throws InterruptedException {
        signUp();
        var order = orderToCrowdedAddress();
        if (order.isEmpty()) {
            return;
        }
        if (random.nextInt(3) == 0) {
            pay(order, "card", "pm_card_visa", ANY);
        }
        if (random.nextInt(4) == 0) {
            cancel(order);
            return;
        }
        for (var poll = 0; poll < POLLS && !time.isClosing(); poll++) {
            var seen = send(LoggedRequest.get(Intent.READ_ORDER, "/api/orders/" + order));
            if (seen.isDone() && !seen.call().facts().status().equals(ON_HOLD)) {
                break;
            }
            time.think(REVIEW_POLL);
        }
        payByCard(order);
    }

    /** Declined cards, and then one that the provider calls risky: what was paid with it is not shipped before staff have looked at it. */
    private void payWithRiskyCard(String order) throws InterruptedException {
        if (order.isEmpty()) {
            return;
        }
        for (var card : List.of("pm_card_chargeDeclined", "pm_card_chargeDeclined", "pm_card_riskLevelElevated")) {
            pay(order, "card", card, STRIPE);
        }
        awaitPaid(order);
    }

    private void payWith3dSecure(String order) throws InterruptedException {
        if (order.isEmpty()) {
            return;
        }
        var payment = pay(order, "card", "pm_card_threeDSecure2Required", ANY);
        if (random.nextInt(3) == 0) {
            press(payment, "nextActionUrl", "action=fail");
            payByCard(order);
        } else {
            press(payment, "nextActionUrl", "action=complete");
            awaitPaid(order);
        }
    }

    /** Presses a button of a page of the provider and goes where it leads, as a browser does. */
    private void press(Reply payment, String page, String form) throws InterruptedException {
        var address = payment.text(page);
        if (address.isEmpty()) {
            return;
        }
        var pressed = atPage(URI.create(address), "POST", form, payment);
        var next = pressed.answer().map(answer -> answer.header("Location")).orElse("");
        if (!next.isEmpty()) {
            atPage(URI.create(next), "GET", "", payment);
        }
    }

    private Reply atPage(URI page, String method, String form, Reply payment) throws InterruptedException {
        var query = page.getRawQuery();
        var path = page.getRawPath() + (query == null ? "" : "?" + query);
        var request = method.equals("GET")
                ? LoggedRequest.get(Intent.CONFIRM_AT_PROVIDER, path)
                : LoggedRequest.post(Intent.CONFIRM_AT_PROVIDER, path, form).as(FORM);
        return stranger.at(URI.create(page.getScheme() + "://" + page.getRawAuthority()))
                .sendUntilKnown(request.about(payment.call().facts()));
    }

    private Reply pay(String order, String type, String card, String provider) throws InterruptedException {
        var method = JsonMapper.shared().createObjectNode().put("type", type);
        if (!card.isEmpty()) {
            method.put("paymentMethod", card);
        }
        if (!provider.isEmpty()) {
            method.put("provider", provider);
        }
        return sendUntilKnown(LoggedRequest.post(Intent.PAY, "/api/payments", """
                        {"orderId": "%s", "method": %s}""".formatted(order, method))
                .keyed(newKey())
                .about(Facts.NONE.withOrder(order)));
    }

    /** Looks at the order until it is confirmed, for a while; whether it ever is, is for the checker to say. */
    private void awaitPaid(String order) throws InterruptedException {
        for (var poll = 0; poll < POLLS && !time.isClosing(); poll++) {
            var seen = send(LoggedRequest.get(Intent.READ_ORDER, "/api/orders/" + order));
            if (seen.isDone() && !seen.call().facts().status().equals("PENDING")) {
                readPayment(order, seen.call().facts().amountMinor());
                return;
            }
            time.think(POLL);
        }
    }

    private void readPayment(String order, long total) throws InterruptedException {
        var listed = send(LoggedRequest.get(Intent.BROWSE, "/api/payments?orderId=" + order));
        var payment = listed.text("items.0.id");
        if (!payment.isEmpty()) {
            var read = send(LoggedRequest.get(Intent.READ_PAYMENT, "/api/payments/" + payment));
            if (read.call().facts().status().equals("PAID")) {
                assortment.addPaid(new Assortment.PaidOrder(order, payment, total));
            }
        }
    }

    private void cancel(String order) throws InterruptedException {
        if (!order.isEmpty()) {
            sendUntilKnown(LoggedRequest.post(Intent.CANCEL, "/api/orders/" + order + "/cancel", """
                            {"reason": "changed my mind"}""")
                    .keyed(newKey())
                    .about(Facts.NONE.withOrder(order)));
            send(LoggedRequest.get(Intent.READ_ORDER, "/api/orders/" + order));
        }
    }

    /** Buys one piece of a scarce product, once. */
    Reply snatch(String product) throws InterruptedException {
        return sendUntilKnown(order(Intent.FLASH_ORDER, "\"items\": [" + item(product, 1) + "]", newKey())
                .about(Facts.NONE.withProduct(product)));
    }

    private Reply send(LoggedRequest request) throws InterruptedException {
        var reply = self().send(request);
        if (reply.status() != UNAUTHORIZED) {
            return reply;
        }
        logIn();
        return self().send(request);
    }

    private Reply sendUntilKnown(LoggedRequest request) throws InterruptedException {
        var reply = self().sendUntilKnown(request);
        while (reply.status() == UNAUTHORIZED && !time.isOver()) {
            time.pauseBeforeRetry(POLL);
            logIn();
            reply = self().sendUntilKnown(request);
        }
        return reply;
    }

    /** Without a login, for as long as none succeeds, one is a stranger. */
    private LoggedClient self() {
        var known = client;
        return known == null ? stranger : known;
    }

    /** Drawn from the seed, so that the keys of a run are those of the next one with it. */
    private String newKey() {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    private static String capitalized(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1).replaceAll("[^a-z]", "");
    }
}

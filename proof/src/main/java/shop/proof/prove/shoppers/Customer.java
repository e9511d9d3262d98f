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
    private static final Duration POLL = Duration.ofMillis(150);
    private static final int POLLS = 20;
    private static final int UNAUTHORIZED = 401;

    private final String name;
    private final Random random;
    private final Assortment assortment;
    private final ShoppingTime time;
    private final LoggedClient stranger;
    private final URI provider;
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
            URI provider) {
        this.name = name;
        this.random = random;
        this.assortment = assortment;
        this.time = time;
        this.provider = provider;
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
        CANCEL_UNPAID(2),
        CANCEL_PAID(2),
        IMPATIENT_CLICKS(2),
        LEAVE_UNPAID(1),
        LOG_OUT(1),
        NEW_ACCOUNT(1);

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

    /** Does everything once, in an order of one's own, then goes on by chance until the shop closes. */
    void shop() throws InterruptedException {
        signUp();
        var once = new ArrayList<>(List.of(Story.values()));
        Collections.shuffle(once, random);
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
            case BUY_BY_INTENT -> payByIntent(orderItems());
            case BUY_ON_HOSTED_PAGE -> payOnPage(orderItems());
            case DECLINED_THEN_PAID -> payAfterDecline(orderItems());
            case BUY_WITH_3D_SECURE -> payWith3dSecure(orderItems());
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

    static LoggedRequest order(Intent intent, String what, String key) {
        return LoggedRequest.post(intent, "/api/orders", """
                        {%s, "shippingAddress": {"name": "Prova Buyer", "line1": "1 Test Street", "line2": "%s",
                         "city": "London", "postalCode": "N1 9GU", "country": "GB"}}""".formatted(what, key))
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
            pay(order, "card", "pm_card_visa");
            awaitPaid(order);
        }
    }

    private void payAfterDecline(String order) throws InterruptedException {
        if (!order.isEmpty()) {
            pay(order, "card", "pm_card_chargeDeclinedInsufficientFunds");
            payByCard(order);
        }
    }

    private void payByIntent(String order) throws InterruptedException {
        if (order.isEmpty()) {
            return;
        }
        var payment = pay(order, "intent", "");
        var secret = payment.text("clientSecret");
        if (secret.isEmpty()) {
            return;
        }
        var intent = secret.replaceFirst("_secret_.*", "");
        stranger.at(provider)
                .with("Authorization", "Bearer " + STRIPE_KEY)
                .sendUntilKnown(LoggedRequest.post(
                                Intent.CONFIRM_AT_PROVIDER,
                                "/v1/payment_intents/" + intent + "/confirm",
                                "payment_method=pm_card_visa")
                        .as(FORM)
                        .keyed(newKey())
                        .about(payment.call().facts()));
        awaitPaid(order);
    }

    private void payOnPage(String order) throws InterruptedException {
        if (order.isEmpty()) {
            return;
        }
        var payment = pay(order, "checkout", "");
        if (random.nextInt(4) == 0) {
            press(payment, "checkoutUrl", "action=pay&card=4000000000000002");
        }
        press(payment, "checkoutUrl", "action=pay&card=4242424242424242");
        awaitPaid(order);
    }

    private void payWith3dSecure(String order) throws InterruptedException {
        if (order.isEmpty()) {
            return;
        }
        var payment = pay(order, "card", "pm_card_threeDSecure2Required");
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

    private Reply pay(String order, String type, String card) throws InterruptedException {
        var method = card.isEmpty() ? """
                        {"type": "%s"}""".formatted(type) : """
                        {"type": "%s", "paymentMethod": "%s"}""".formatted(type, card);
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

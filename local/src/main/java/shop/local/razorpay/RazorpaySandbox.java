package shop.local.razorpay;

import static shop.local.http.ToolPage.escaped;
import static shop.local.http.ToolPage.frame;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import shop.local.http.LocalOnly;
import shop.local.http.Stopping;
import shop.local.razorpay.Store.Kind;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * A Razorpay that runs on this machine: the part of its API that the shop uses (orders, payment links, payments, refunds, disputes), a
 * hosted page, signed webhooks, and failures that can be switched on.
 *
 * <p>Below {@code /v1} is Razorpay's API, below {@code /l} are the pages of payment links, below {@code /checkout} is what stands in for
 * the script in the shop's page, below {@code /sandbox} is the control of the sandbox itself, which has no key and therefore listens on
 * the loopback address unless configured otherwise.
 */
public final class RazorpaySandbox implements AutoCloseable {

    /** The key of the modes that hold for every order without modes of its own. */
    static final String ALL = "all";

    private static final int LARGEST_BODY = 256 * 1024;
    private static final int LARGEST_PAGE = 100;
    private static final int USUAL_PAGE = 10;
    private static final long SWEEP_MILLIS = 500;
    private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

    private final Clock clock;
    private final Random random;
    private final Store store;
    private final Webhooks webhooks;
    private final Payments payments;
    private final HttpServer server;
    private final ExecutorService handlers;
    private final ScheduledExecutorService sweeper;
    private final Settings settings;
    private final String url;

    /** The idempotency keys of the refunds that are under way. */
    private final Set<String> keysInUse = ConcurrentHashMap.newKeySet();

    private RazorpaySandbox(Settings settings, Clock clock) throws IOException {
        this.settings = settings;
        this.clock = clock;
        var seed = System.nanoTime();
        this.random = new Random(seed);
        // Answers are small and follow each other on one connection: without this each would wait for the delayed ACK.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        this.server =
                HttpServer.create(new InetSocketAddress(InetAddress.getByName(settings.address()), settings.port()), 0);
        this.url = settings.publicUrl() != null
                ? settings.publicUrl()
                : "http://127.0.0.1:" + server.getAddress().getPort();
        this.store = Store.open(settings.dataFile());
        this.webhooks = new Webhooks(store, settings.webhookSecret(), settings.webhookUrl(), clock, random);
        this.payments = new Payments(webhooks, clock, url);
        this.handlers = Executors.newVirtualThreadPerTaskExecutor();
        this.sweeper = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("razorpay-sandbox-timer").daemon().factory());
        server.setExecutor(handlers);
        server.createContext("/", this::handle);
        server.start();
        webhooks.resume();
        var _ = sweeper.scheduleWithFixedDelay(this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
        System.out.println("Razorpay sandbox: " + url + " (seed of its random failures: " + seed + ")");
    }

    public static void main(String... arguments) throws IOException, InterruptedException {
        Settings settings;
        try {
            settings = Settings.of(arguments, System.getenv());
        } catch (IllegalArgumentException wrong) {
            System.err.println("Razorpay sandbox: " + wrong.getMessage());
            System.exit(2);
            return;
        }
        Stopping.await(start(settings)::close, "razorpay-sandbox-stop");
    }

    public static RazorpaySandbox start(Settings settings) throws IOException {
        return start(settings, Clock.systemUTC());
    }

    static RazorpaySandbox start(Settings settings, Clock clock) throws IOException {
        return new RazorpaySandbox(settings, clock);
    }

    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        handlers.shutdownNow();
        sweeper.shutdownNow();
        webhooks.close();
        try {
            store.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void sweep() {
        try {
            store.change(change -> {
                payments.expireOverdue(change);
                payments.settleOverdue(change);
                return true;
            });
        } catch (RuntimeException failed) {
            // A timer that throws is never run again.
            System.err.println("Razorpay sandbox: timer failed: " + failed);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var headers = exchange.getRequestHeaders();
            var path = Arrays.stream(exchange.getRequestURI().getPath().split("/", -1))
                    .filter(segment -> !segment.isEmpty())
                    .toList();
            if (!LocalOnly.allows(
                    server.getAddress().getAddress(),
                    headers.getFirst("Host"),
                    headers.getFirst("Origin"),
                    URI.create(url))) {
                exchange.sendResponseHeaders(403, -1);
                return;
            }
            try {
                switch (path.isEmpty() ? "" : path.getFirst()) {
                    case "" -> sendPage(exchange, 200, home());
                    case "v1" -> answerApi(exchange, path.subList(1, path.size()));
                    case "l" -> answerLink(exchange, path);
                    case "checkout" -> answerCheckout(exchange, path);
                    case "sandbox" -> answerControl(exchange, path.subList(1, path.size()));
                    default -> throw RazorpayRefusal.noSuchUrl();
                }
            } catch (RazorpayRefusal refusal) {
                sendJson(exchange, refusal.status(), refusal.body());
            } catch (JacksonException malformed) {
                sendJson(
                        exchange,
                        400,
                        RazorpayRefusal.invalid("The request body is no JSON", null)
                                .body());
            }
        } catch (RuntimeException failed) {
            // The connection is closed without an answer, and the reason must not get lost.
            System.err.println(
                    "Razorpay sandbox: " + exchange.getRequestMethod() + " " + exchange.getRequestURI() + " failed");
            failed.printStackTrace();
        }
    }

    // ---- the API ----

    private void answerApi(HttpExchange exchange, List<String> path) throws IOException {
        var body = body(exchange);
        requireKey(exchange.getRequestHeaders().getFirst("Authorization"));
        var modes = modes(ALL);
        if (modes.latencyMillis() > 0) {
            pause(modes.latencyMillis());
        }
        if (modes.outage()) {
            throw RazorpayRefusal.outage();
        }
        if (Modes.happens(modes.rateLimitRatio(), random)) {
            throw RazorpayRefusal.tooManyRequests();
        }
        var key = exchange.getRequestHeaders().getFirst("X-Refund-Idempotency");
        if (key != null && !keysInUse.add(key)) {
            throw RazorpayRefusal.underWay();
        }
        try {
            var answer = api(exchange.getRequestMethod(), path, query(exchange), body, key);
            if (Modes.happens(modes.lostAnswerRatio(), random)) {
                return;
            }
            sendJson(exchange, 200, answer);
        } finally {
            if (key != null) {
                keysInUse.remove(key);
            }
        }
    }

    private void requireKey(@Nullable String authorization) {
        var expected = "Basic "
                + Base64.getEncoder()
                        .encodeToString(
                                (settings.keyId() + ":" + settings.keySecret()).getBytes(StandardCharsets.UTF_8));
        if (authorization == null
                || !MessageDigest.isEqual(
                        expected.getBytes(StandardCharsets.UTF_8), authorization.getBytes(StandardCharsets.UTF_8))) {
            throw RazorpayRefusal.notAuthenticated();
        }
    }

    private ObjectNode api(
            String method, List<String> path, Map<String, String> query, String body, @Nullable String key) {
        var what = path.isEmpty() ? "" : path.getFirst();
        var id = path.size() > 1 ? path.get(1) : "";
        var of = path.size() > 2 ? path.get(2) : "";
        return switch (method + " " + what + (id.isEmpty() ? "" : "/id") + (of.isEmpty() ? "" : "/" + of)) {
            case "POST orders" ->
                store.change(change -> Payments.visible(payments.createOrder(change, Json.read(body))));
            case "GET orders" -> list(Kind.ORDER, "items", query, matches("receipt", query));
            case "GET orders/id" -> one(Kind.ORDER, id);
            case "GET orders/id/payments" ->
                list(
                        Kind.PAYMENT,
                        "items",
                        query,
                        payment -> payment.path("order_id").asString("").equals(id));
            case "POST payment_links" ->
                store.change(change -> Payments.visible(payments.createLink(change, Json.read(body))));
            case "GET payment_links" -> list(Kind.PAYMENT_LINK, "payment_links", query, matches("reference_id", query));
            case "GET payment_links/id" -> one(Kind.PAYMENT_LINK, id);
            case "POST payment_links/id/cancel" ->
                store.change(change -> Payments.visible(payments.cancelLink(change, id)));
            case "GET payments" -> list(Kind.PAYMENT, "items", query, _ -> true);
            case "GET payments/id" -> one(Kind.PAYMENT, id);
            case "POST payments/id/refund" -> refund(id, body, key);
            case "GET payments/id/refunds" ->
                list(
                        Kind.REFUND,
                        "items",
                        query,
                        refund -> refund.path("payment_id").asString("").equals(id));
            case "GET refunds" -> list(Kind.REFUND, "items", query, _ -> true);
            case "GET refunds/id" -> one(Kind.REFUND, id);
            case "GET disputes" -> list(Kind.DISPUTE, "items", query, _ -> true);
            case "GET disputes/id" -> one(Kind.DISPUTE, id);
            default -> throw RazorpayRefusal.noSuchUrl();
        };
    }

    private ObjectNode one(Kind kind, String id) {
        return store.change(change -> Payments.visible(change.require(kind, id)));
    }

    private static Predicate<ObjectNode> matches(String field, Map<String, String> query) {
        var wanted = query.get(field);
        return object -> wanted == null || object.path(field).asString("").equals(wanted);
    }

    private ObjectNode list(Kind kind, String items, Map<String, String> query, Predicate<ObjectNode> wanted) {
        var from = number(query, "from", 0);
        var to = number(query, "to", Long.MAX_VALUE);
        var count = Math.clamp(number(query, "count", USUAL_PAGE), 1, LARGEST_PAGE);
        var skip = number(query, "skip", 0);
        return store.change(change -> Json.collection(
                items,
                change.newestFirst(kind)
                        .filter(object -> object.path("created_at").asLong() >= from
                                && object.path("created_at").asLong() <= to)
                        .filter(wanted)
                        .skip(skip)
                        .limit(count)
                        .map(Payments::visible)
                        .toList()));
    }

    private static long number(Map<String, String> query, String name, long otherwise) {
        var value = query.get(name);
        try {
            return value == null ? otherwise : Long.parseLong(value);
        } catch (NumberFormatException wrong) {
            throw RazorpayRefusal.invalid(name + " must be an integer.", name);
        }
    }

    /** A repeat under the same key gets the first answer; with another body it is refused. */
    private ObjectNode refund(String payment, String body, @Nullable String key) {
        return store.change(change -> {
            var known = key == null ? Optional.<ObjectNode>empty() : change.find(Kind.IDEMPOTENT_ANSWER, key);
            if (known.isPresent()) {
                if (!known.get().path("request").asString().equals(payment + body)) {
                    throw RazorpayRefusal.invalid("Different request payload for the same idempotency key", null);
                }
                return Payments.visible(
                        change.require(Kind.REFUND, known.get().path("refund").asString()));
            }
            var refund = payments.refund(change, payment, Json.read(body));
            if (key != null) {
                change.put(
                        Kind.IDEMPOTENT_ANSWER,
                        key,
                        Json.object()
                                .put("request", payment + body)
                                .put("refund", refund.path("id").asString()));
            }
            return Payments.visible(refund);
        });
    }

    // ---- pages ----

    private void answerLink(HttpExchange exchange, List<String> path) throws IOException {
        var id = path.size() == 2 ? path.get(1) : "";
        if (exchange.getRequestMethod().equals("GET")) {
            sendPage(exchange, 200, linkPage(one(Kind.PAYMENT_LINK, id), ""));
            return;
        }
        var action = form(body(exchange)).getOrDefault("action", "");
        if (action.equals("cancel")) {
            var link = one(Kind.PAYMENT_LINK, id);
            sendPage(exchange, 200, linkPage(link, "You can come back to this page and pay."));
            return;
        }
        if (!action.equals("pay") && !action.equals("decline")) {
            throw RazorpayRefusal.invalid("Choose pay, decline or cancel.", "action");
        }
        var payment = store.change(change -> payments.payLink(change, id, action.equals("pay")));
        var link = one(Kind.PAYMENT_LINK, id);
        if (!payment.path("captured").asBoolean()) {
            sendPage(
                    exchange,
                    200,
                    linkPage(link, payment.path("error_description").asString()));
            return;
        }
        var back = link.path("callback_url").asString("");
        if (back.isEmpty()) {
            sendPage(exchange, 200, linkPage(link, "Paid. You can go back to the shop."));
            return;
        }
        exchange.getResponseHeaders()
                .set("Location", back + (back.contains("?") ? "&" : "?") + returned(link, payment));
        exchange.sendResponseHeaders(303, -1);
    }

    /** What Razorpay adds to the address that a buyer goes back to, signed with the key's secret. */
    private String returned(ObjectNode link, ObjectNode payment) {
        var linkId = link.path("id").asString();
        var reference = link.path("reference_id").asString("");
        var paymentId = payment.path("id").asString();
        return "razorpay_payment_id=" + paymentId + "&razorpay_payment_link_id=" + linkId
                + "&razorpay_payment_link_reference_id=" + reference + "&razorpay_payment_link_status=paid"
                + "&razorpay_signature="
                + Webhooks.signature(linkId + "|" + reference + "|paid|" + paymentId, settings.keySecret());
    }

    /** What the script in the shop's page does with an order, and hands to the page afterwards. */
    private void answerCheckout(HttpExchange exchange, List<String> path) throws IOException {
        if (path.size() != 2 || !exchange.getRequestMethod().equals("POST")) {
            throw RazorpayRefusal.noSuchUrl();
        }
        var order = path.get(1);
        var accepted = !form(body(exchange)).getOrDefault("action", "pay").equals("decline");
        var payment = store.change(change -> payments.payOrder(change, order, accepted));
        var paymentId = payment.path("id").asString();
        if (!payment.path("captured").asBoolean()) {
            sendJson(exchange, 402, Payments.visible(payment));
            return;
        }
        sendJson(
                exchange,
                200,
                Json.object()
                        .put("razorpay_order_id", order)
                        .put("razorpay_payment_id", paymentId)
                        .put("razorpay_signature", Webhooks.signature(order + "|" + paymentId, settings.keySecret())));
    }

    private static String linkPage(ObjectNode link, String notice) {
        var amount = link.path("amount").asLong() / 100 + "."
                + "%02d".formatted(link.path("amount").asLong() % 100) + " "
                + link.path("currency").asString();
        var form = Payments.isOpen(link)
                ? "<form method=\"post\"><button class=\"main\" name=\"action\" value=\"pay\">Pay</button> "
                        + "<button name=\"action\" value=\"decline\">Decline</button> "
                        + "<button name=\"action\" value=\"cancel\">Cancel</button></form>"
                : "<p>This Payment Link is " + escaped(link.path("status").asString()) + ".</p>";
        return frame(
                "Pay " + amount,
                "<h1>Pay " + escaped(amount) + "</h1><p>A stand-in for Razorpay. No money moves.</p>"
                        + (notice.isEmpty() ? "" : "<p class=\"notice\" role=\"alert\">" + escaped(notice) + "</p>")
                        + "<table><caption>What you pay for</caption><tr><th scope=\"col\">What</th>"
                        + "<th scope=\"col\" class=\"figure\">Sum</th></tr><tr><td>"
                        + escaped(link.path("description").asString("")) + "</td><td class=\"figure\">"
                        + escaped(amount) + "</td></tr></table>" + form);
    }

    private String home() {
        return store.change(change -> {
            var rows = new StringBuilder();
            change.newestFirst(Kind.PAYMENT)
                    .limit(30)
                    .forEach(payment -> rows.append("<tr><td>")
                            .append(escaped(payment.path("id").asString()))
                            .append("</td><td>")
                            .append(payment.path("amount").asLong())
                            .append(' ')
                            .append(escaped(payment.path("currency").asString()))
                            .append("</td><td>")
                            .append(escaped(payment.path("status").asString()))
                            .append("</td><td>")
                            .append(escaped(payment.path("_order").asString()))
                            .append("</td></tr>"));
            return frame(
                    "Razorpay sandbox",
                    "<h1>Razorpay sandbox</h1><p>A stand-in for Razorpay on this machine. No money moves.</p>"
                            + "<table><tr><th>Payment</th><th>Minor units</th><th>Status</th><th>Order</th></tr>" + rows
                            + "</table><h2>Failure modes</h2><pre>"
                            + escaped(Json.MAPPER
                                    .writerWithDefaultPrettyPrinter()
                                    .writeValueAsString(
                                            Payments.modes(change, ALL).toJson()))
                            + "</pre><p>Switch them with <code>PUT /sandbox/modes</code>, for one order of the shop with "
                            + "<code>PUT /sandbox/modes/{order id}</code>.</p><h2>Webhooks</h2><pre>"
                            + escaped(webhooks.counts().toString()) + "</pre>");
        });
    }

    // ---- control ----

    private void answerControl(HttpExchange exchange, List<String> path) throws IOException {
        var what = path.isEmpty() ? "" : path.getFirst();
        var id = path.size() == 2 ? path.get(1) : ALL;
        var body = body(exchange);
        switch (exchange.getRequestMethod() + " " + what) {
            case "GET modes" -> sendJson(exchange, 200, modes(id).toJson());
            case "PUT modes" -> {
                var modes = Modes.read(Json.read(body)).toJson();
                store.change(change -> {
                    change.put(Kind.MODES, id, modes);
                    return true;
                });
                sendJson(exchange, 200, modes);
            }
            case "DELETE modes" -> {
                store.change(change -> {
                    change.remove(Kind.MODES, id);
                    return true;
                });
                exchange.sendResponseHeaders(204, -1);
            }
            case "POST endpoints", "DELETE endpoints" -> {
                var address = form(body).getOrDefault("url", "");
                var added = exchange.getRequestMethod().equals("POST");
                store.change(change -> {
                    if (added) {
                        change.put(Kind.ENDPOINT, address, Json.object());
                    } else {
                        change.remove(Kind.ENDPOINT, address);
                    }
                    return true;
                });
                exchange.sendResponseHeaders(204, -1);
            }
            case "POST refunds" ->
                sendJson(
                        exchange,
                        200,
                        store.change(change -> Payments.visible(
                                payments.moveRefund(change, id, form(body).getOrDefault("status", "")))));
            case "POST disputes" -> {
                var form = form(body);
                sendJson(
                        exchange,
                        200,
                        store.change(change -> Payments.visible(
                                id.startsWith("pay_")
                                        ? payments.dispute(
                                                change,
                                                id,
                                                form.getOrDefault("phase", "chargeback"),
                                                form.getOrDefault("deducted", "")
                                                        .equals("true"))
                                        : payments.moveDispute(change, id, form.getOrDefault("status", "")))));
            }
            case "GET events" -> sendJson(exchange, 200, store.change(RazorpaySandbox::events));
            case "GET summary" ->
                sendJson(exchange, 200, summary(query(exchange).get("order_id")));
            default -> throw RazorpayRefusal.noSuchUrl();
        }
    }

    /** The money as the provider sees it, by order of the shop, to be compared with the shop's records. */
    private ObjectNode summary(@Nullable String wanted) {
        return store.change(change -> {
            var orders = new LinkedHashMap<String, ObjectNode>();
            change.newestFirst(Kind.PAYMENT)
                    .filter(payment -> payment.path("captured").asBoolean()
                            && (wanted == null
                                    || payment.path("_order").asString().equals(wanted)))
                    .forEach(payment -> {
                        var order =
                                orders.computeIfAbsent(payment.path("_order").asString(), _ -> Json.object());
                        order.put("captures", order.path("captures").asInt(0) + 1)
                                .put(
                                        "captured",
                                        order.path("captured").asLong(0)
                                                + payment.path("amount").asLong())
                                .put(
                                        "refunded",
                                        order.path("refunded").asLong(0)
                                                + payment.path("amount_refunded")
                                                        .asLong())
                                .put("currency", payment.path("currency").asString());
                    });
            var summary = Json.object();
            var shown = summary.putObject("orders");
            orders.forEach(shown::set);
            summary.set(
                    "webhooks",
                    webhooks.counts().put("pending", change.ids(Kind.DELIVERY).count()));
            return summary.put("time", clock.instant().toString());
        });
    }

    /** The ids of all events, whether or not their webhooks have arrived: Razorpay itself has no list of them. */
    private static ObjectNode events(Store.Change change) {
        var answer = Json.object();
        var ids = answer.putArray("ids");
        change.ids(Kind.EVENT).forEach(ids::add);
        return answer;
    }

    private Modes modes(String id) {
        return store.change(change -> Payments.modes(change, id));
    }

    // ---- the wire ----

    private static Map<String, String> query(HttpExchange exchange) {
        return form(Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse(""));
    }

    private static Map<String, String> form(String text) {
        var values = new LinkedHashMap<String, String>();
        for (var pair : text.split("&", -1)) {
            var split = pair.indexOf('=');
            if (split > 0) {
                values.put(
                        URLDecoder.decode(pair.substring(0, split), StandardCharsets.UTF_8),
                        URLDecoder.decode(pair.substring(split + 1), StandardCharsets.UTF_8));
            }
        }
        return values;
    }

    private static String body(HttpExchange exchange) throws IOException {
        var body = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
        if (body.length > LARGEST_BODY) {
            throw RazorpayRefusal.invalid("The request is too large", null);
        }
        return new String(body, StandardCharsets.UTF_8);
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private static void sendPage(HttpExchange exchange, int status, String html) throws IOException {
        var headers = exchange.getResponseHeaders();
        headers.set("Cache-Control", "no-store");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Content-Security-Policy", POLICY);
        headers.set("Content-Type", "text/html; charset=utf-8");
        write(exchange, status, html);
    }

    private static void sendJson(HttpExchange exchange, int status, ObjectNode body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        write(exchange, status, Json.text(body));
    }

    private static void write(HttpExchange exchange, int status, String text) throws IOException {
        var body = text.getBytes(StandardCharsets.UTF_8);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}

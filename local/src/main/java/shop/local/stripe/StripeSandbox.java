package shop.local.stripe;

import static shop.local.stripe.Store.Kind.BALANCE;
import static shop.local.stripe.Store.Kind.DELIVERY;
import static shop.local.stripe.Store.Kind.MODES;
import static shop.local.stripe.Store.Kind.ORDER_TOTAL;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
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
import org.jspecify.annotations.Nullable;
import shop.local.http.LocalOnly;
import shop.local.http.Stopping;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * A Stripe that runs on this machine: the part of Stripe's API that the shop uses, with its test cards, idempotency keys, hosted pages and
 * signed webhooks, and with failures that can be switched on. payment-service talks to it through stripe-java as it talks to Stripe.
 *
 * <p>Below {@code /v1} is Stripe's API, below {@code /c} are the pages a buyer sees, below {@code /sandbox} is the control of the sandbox
 * itself, which has no key and therefore listens on the loopback address unless configured otherwise.
 */
public final class StripeSandbox implements AutoCloseable {

    private static final int LARGEST_BODY = 256 * 1024;
    private static final long SWEEP_MILLIS = 500;

    private final Clock clock;
    private final Random random;
    private final Store store;
    private final Webhooks webhooks;
    private final Events events;
    private final Disputes disputes;
    private final Refunds refunds;
    private final Api api;
    private final Pages pages;
    private final HttpServer server;
    private final ExecutorService handlers;
    private final ScheduledExecutorService sweeper;
    private final String url;

    /** The idempotency keys of the requests that are under way. */
    private final Set<String> keysInUse = ConcurrentHashMap.newKeySet();

    private StripeSandbox(Settings settings, Clock clock) throws IOException {
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
        this.webhooks = new Webhooks(store, settings.webhookSecret(), clock);
        this.events = new Events(clock, random, webhooks, settings.webhookUrl(), settings.webhookEvents());
        this.disputes = new Disputes(events, clock);
        var intents = new PaymentIntents(events, disputes, clock, url);
        var sessions = new CheckoutSessions(intents, events, clock, url);
        this.refunds = new Refunds(events, clock);
        this.api = new Api(
                store,
                events,
                random,
                clock,
                settings.apiKey(),
                settings.webhookSecret(),
                intents,
                sessions,
                refunds,
                disputes);
        this.pages = new Pages(store, intents, sessions, webhooks);
        this.handlers = Executors.newVirtualThreadPerTaskExecutor();
        this.sweeper = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("stripe-sandbox-timer").daemon().factory());
        server.setExecutor(handlers);
        server.createContext("/", this::handle);
        server.start();
        webhooks.resume();
        var _ = sweeper.scheduleWithFixedDelay(
                () -> sweep(sessions, refunds), SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
        System.out.println("Stripe sandbox: " + url + " (seed of its random failures: " + seed + ")");
    }

    /**
     * Runs the sandbox until the process is asked to stop. Options, each also an environment variable: {@code --address}
     * (STRIPE_SANDBOX_ADDRESS), {@code --port} (STRIPE_SANDBOX_PORT), {@code --webhook-url} (STRIPE_WEBHOOK_URL),
     * {@code --webhook-events} (STRIPE_WEBHOOK_EVENTS),
     * {@code --data-file} (STRIPE_SANDBOX_DATA_FILE), {@code --public-url} (STRIPE_SANDBOX_PUBLIC_URL). From the
     * environment alone: STRIPE_API_KEY and STRIPE_WEBHOOK_SECRET.
     */
    public static void main(String... arguments) throws IOException, InterruptedException {
        Settings settings;
        try {
            settings = Settings.of(arguments, System.getenv());
        } catch (IllegalArgumentException wrong) {
            System.err.println("Stripe sandbox: " + wrong.getMessage());
            System.exit(2);
            return;
        }
        Stopping.await(new StripeSandbox(settings, Clock.systemUTC())::close, "stripe-sandbox-stop");
    }

    /**
     * Starts a sandbox inside this process, on the loopback address.
     *
     * @param port 0 for any free one
     * @param webhookUrl where the webhooks of all events go; null for nowhere
     * @param dataFile what keeps the state from one start to the next; null to forget it
     */
    public static StripeSandbox start(
            int port, String apiKey, @Nullable String webhookUrl, String webhookSecret, @Nullable Path dataFile)
            throws IOException {
        return start(port, apiKey, webhookUrl, webhookSecret, dataFile, Clock.systemUTC());
    }

    /** Starts a sandbox inside this process, with the options of {@link #main} without their dashes, its key and its secret. */
    public static StripeSandbox start(Map<String, String> options, String apiKey, String webhookSecret)
            throws IOException {
        var arguments = options.entrySet().stream()
                .map(option -> "--" + option.getKey() + "=" + option.getValue())
                .toArray(String[]::new);
        return new StripeSandbox(
                Settings.of(arguments, Map.of(Settings.API_KEY, apiKey, Settings.WEBHOOK_SECRET, webhookSecret)),
                Clock.systemUTC());
    }

    static StripeSandbox start(
            int port,
            String apiKey,
            @Nullable String webhookUrl,
            String webhookSecret,
            @Nullable Path dataFile,
            Clock clock)
            throws IOException {
        return start(
                new Settings("127.0.0.1", port, apiKey, webhookUrl, webhookSecret, Set.of("*"), dataFile, null), clock);
    }

    static StripeSandbox start(Settings settings, Clock clock) throws IOException {
        return new StripeSandbox(settings, clock);
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** How a browser reaches the sandbox. */
    public URI url() {
        return URI.create(url);
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

    private void sweep(CheckoutSessions sessions, Refunds refunds) {
        try {
            store.change(change -> {
                sessions.expireOverdue(change);
                sessions.decideOverdue(change);
                refunds.settleOverdue(change);
                return true;
            });
        } catch (RuntimeException failed) {
            // A timer that throws is never run again.
            System.err.println("Stripe sandbox: timer failed: " + failed);
        }
    }

    /** Where it listens for other machines, they call it by names that it does not know. */
    private boolean isAllowed(HttpExchange exchange) {
        var headers = exchange.getRequestHeaders();
        return LocalOnly.allows(
                server.getAddress().getAddress(),
                headers.getFirst("Host"),
                headers.getFirst("Origin"),
                URI.create(url));
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = Arrays.stream(exchange.getRequestURI().getPath().split("/", -1))
                    .filter(segment -> !segment.isEmpty())
                    .toList();
            if (!isAllowed(exchange)) {
                exchange.sendResponseHeaders(403, -1);
                return;
            }
            if (path.isEmpty()) {
                send(exchange, pages.home(modes()));
                return;
            }
            try {
                switch (path.getFirst()) {
                    case "v1" -> answerApi(exchange, path.subList(1, path.size()));
                    case "c" -> send(exchange, page(exchange, path));
                    case "sandbox" -> answerControl(exchange, path.subList(1, path.size()));
                    default ->
                        sendJson(
                                exchange,
                                Api.refused(StripeRefusal.noSuchUrl(
                                        exchange.getRequestMethod(),
                                        exchange.getRequestURI().getPath())));
                }
            } catch (StripeRefusal refusal) {
                if (path.getFirst().equals("c")) {
                    send(exchange, Pages.refused(refusal));
                } else {
                    sendJson(exchange, Api.refused(refusal));
                }
            }
        } catch (RuntimeException failed) {
            // The connection is closed without an answer, and the reason must not get lost.
            System.err.println(
                    "Stripe sandbox: " + exchange.getRequestMethod() + " " + exchange.getRequestURI() + " failed");
            failed.printStackTrace();
        }
    }

    private void answerApi(HttpExchange exchange, List<String> path) throws IOException {
        var headers = exchange.getResponseHeaders();
        headers.set("Access-Control-Allow-Origin", "*");
        if (exchange.getRequestMethod().equals("OPTIONS")) {
            headers.set("Access-Control-Allow-Methods", "GET, POST, OPTIONS");
            headers.set("Access-Control-Allow-Headers", "Authorization, Content-Type, Idempotency-Key, Stripe-Version");
            exchange.sendResponseHeaders(204, -1);
            return;
        }
        var form = Params.parse(
                Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse(""), body(exchange));
        if (path.isEmpty()) {
            throw StripeRefusal.noSuchUrl(exchange.getRequestMethod(), "/v1");
        }
        var key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        if (key != null && !keysInUse.add(key)) {
            throw StripeRefusal.keyInUse(key);
        }
        try {
            answerApi(exchange, path, form);
        } finally {
            if (key != null) {
                keysInUse.remove(key);
            }
        }
    }

    private void answerApi(HttpExchange exchange, List<String> path, Params form) throws IOException {
        var headers = exchange.getResponseHeaders();
        var modes = modes();
        if (modes.latencyMillis() > 0) {
            pause(modes.latencyMillis());
        }
        if (modes.outage()) {
            throw StripeRefusal.outage();
        }
        var request = exchange.getRequestHeaders();
        var answer = api.answer(new Api.Call(
                exchange.getRequestMethod(),
                path,
                form,
                request.getFirst("Authorization"),
                request.getFirst("Idempotency-Key")));
        if (Modes.happens(modes.lostAnswerRatio(), random)) {
            return;
        }
        headers.set("Stripe-Version", Events.API_VERSION);
        headers.set("Request-Id", Ids.next("req_", 14));
        var key = request.getFirst("Idempotency-Key");
        if (key != null && key.chars().allMatch(c -> c > ' ' && c < 127)) {
            headers.set("Idempotency-Key", key);
        }
        sendJson(exchange, answer);
    }

    private Pages.Page page(HttpExchange exchange, List<String> path) throws IOException {
        var get = exchange.getRequestMethod().equals("GET");
        if (path.size() == 3 && (get || exchange.getRequestMethod().equals("POST"))) {
            var id = path.get(2);
            switch (path.get(1)) {
                case "pay" -> {
                    return get ? pages.checkout(id) : pages.pay(id, Params.parse(body(exchange)));
                }
                case "3ds" -> {
                    return get ? pages.threeDSecure(id) : pages.authenticate(id, Params.parse(body(exchange)));
                }
                default -> {}
            }
        }
        throw StripeRefusal.noSuchUrl(
                exchange.getRequestMethod(), exchange.getRequestURI().getPath());
    }

    private void answerControl(HttpExchange exchange, List<String> path) throws IOException {
        var what = path.isEmpty() ? "" : path.getFirst();
        var id = path.size() == 2 ? path.get(1) : Events.EVERY_PAYMENT;
        switch (exchange.getRequestMethod() + " " + what) {
            case "GET modes" -> sendJson(exchange, 200, modes(id).toJson());
            case "PUT modes" -> {
                try {
                    var modes = Modes.read(Json.MAPPER.readTree(body(exchange)));
                    store.change(change -> {
                        change.put(MODES, id, modes.toJson());
                        return true;
                    });
                    sendJson(exchange, 200, modes.toJson());
                } catch (JacksonException | IllegalArgumentException wrong) {
                    throw StripeRefusal.invalid("sandbox_modes", String.valueOf(wrong.getMessage()), null);
                }
            }
            case "DELETE modes" -> {
                store.change(change -> {
                    change.remove(MODES, id);
                    return true;
                });
                exchange.sendResponseHeaders(204, -1);
            }
            case "POST disputes" -> {
                var form = Params.parse(body(exchange));
                sendJson(
                        exchange,
                        200,
                        Shapes.visible(store.change(change -> id.startsWith("pi_")
                                ? disputes.open(change, id, form)
                                : disputes.move(change, id, form.required("status")))));
            }
            case "POST refunds" -> {
                var form = Params.parse(body(exchange));
                sendJson(exchange, 200, Shapes.visible(store.change(change -> refunds.move(change, id, form))));
            }
            case "GET summary" ->
                sendJson(
                        exchange,
                        200,
                        summary(Params.parse(
                                Optional.ofNullable(exchange.getRequestURI().getRawQuery())
                                        .orElse(""))));
            default ->
                throw StripeRefusal.noSuchUrl(
                        exchange.getRequestMethod(), exchange.getRequestURI().getPath());
        }
    }

    private Modes modes() {
        return modes(Events.EVERY_PAYMENT);
    }

    private Modes modes(String id) {
        return store.change(change -> events.modes(change, id));
    }

    /** The money as the provider sees it, to hold the shop's books against. */
    private ObjectNode summary(Params form) {
        form.allow(Set.of("order_id"));
        return store.change(change -> {
            var summary = Json.object();
            var currencies = summary.putObject("currencies");
            change.forEach(BALANCE, entry -> currencies.set(entry.getKey(), entry.getValue()));
            var orders = summary.putObject("orders");
            var wanted = form.text("order_id");
            if (wanted.isPresent()) {
                change.find(ORDER_TOTAL, wanted.get()).ifPresent(total -> orders.set(wanted.get(), total));
            } else {
                change.forEach(ORDER_TOTAL, entry -> orders.set(entry.getKey(), entry.getValue()));
            }
            summary.set(
                    "webhooks",
                    webhooks.counts().put("pending", change.count(DELIVERY)).put("lost", events.lost()));
            return summary.put("time", clock.instant().toString());
        });
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private static String body(HttpExchange exchange) throws IOException {
        var body = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
        if (body.length > LARGEST_BODY) {
            throw StripeRefusal.tooLarge();
        }
        return new String(body, StandardCharsets.UTF_8);
    }

    private static void send(HttpExchange exchange, Pages.Page page) throws IOException {
        var headers = exchange.getResponseHeaders();
        headers.set("Cache-Control", "no-store");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
        if (page.redirect().isPresent()) {
            headers.set("Location", page.redirect().get());
            exchange.sendResponseHeaders(page.status(), -1);
            return;
        }
        var html = page.html().getBytes(StandardCharsets.UTF_8);
        headers.set("Content-Type", "text/html; charset=utf-8");
        write(exchange, page.status(), html);
    }

    private static void sendJson(HttpExchange exchange, Api.Answer answer) throws IOException {
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        write(exchange, answer.status(), answer.body().getBytes(StandardCharsets.UTF_8));
    }

    private static void sendJson(HttpExchange exchange, int status, ObjectNode body) throws IOException {
        sendJson(exchange, new Api.Answer(status, Json.text(body), Map.of()));
    }

    private static void write(HttpExchange exchange, int status, byte[] body) throws IOException {
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }
}

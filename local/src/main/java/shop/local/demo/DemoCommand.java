package shop.local.demo;

import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import shop.local.launch.RunningFleet;

/** Plays one new customer from sign-up to the confirmed order, and looks at every step whether the shop did what it should. */
@Command(
        name = "demo",
        description = "Play one new customer from sign-up to the confirmed order, showing each call and each event.",
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {

    private static final String PASSWORD = "A walk through the shop";
    private static final ShopClient.Address ADDRESS =
            new ShopClient.Address("Ada Lovelace", "12 St James's Square", "London", "SW1Y 4JH", "GB");

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--limit",
            defaultValue = "30",
            description = "Seconds that each wait may take. Default: ${DEFAULT-VALUE}")
    private int limitSeconds = 30;

    private final Clock clock = Clock.systemUTC();
    private int steps;

    /** A step of the demo whose outcome is not what it should be. */
    private static final class Wrong extends RuntimeException {
        Wrong(String message) {
            super(message);
        }
    }

    /** What is sold in this demo: a product, how many of it, and its stock before. */
    private record Choice(ShopClient.Product product, int quantity, ShopClient.Stock stock) {}

    @Override
    public Integer call() {
        var console = Console.of(spec);
        var fleet = RunningFleet.require();
        DemoCatalog.load(fleet, console::say);
        var start = System.nanoTime();
        try (var events = new EventTail(fleet.kafkaBootstrapServers(), event -> console.say("      <- " + event));
                var mail = new MailBox(fleet.mail());
                var client = new ShopClient(
                        fleet.gateway(),
                        clock,
                        (method, path, status, took) -> console.say("      %-5s %-46s %d %6d ms"
                                .formatted(method, shortened(path), status, took.toMillis())))) {
            play(console, fleet, client, events, mail);
            console.say("");
            console.say("All is well, in %.1f s."
                    .formatted(Duration.ofNanos(System.nanoTime() - start).toMillis() / 1000.0));
            return 0;
        } catch (Wrong | Refusal | Unreachable | UncheckedIOException wrong) {
            console.say("");
            console.say("Step %d went wrong: %s".formatted(steps, wrong.getMessage()));
            return 1;
        }
    }

    private void play(Console console, RunningFleet fleet, ShopClient client, EventTail events, MailBox mail) {
        var run = Long.toString(clock.millis(), Character.MAX_RADIX);
        var email = "ada-" + run + "@demo.example";

        step(console, "Sign up as " + email);
        var account = client.signUp(email, PASSWORD, "Ada Lovelace");
        events.follow(account.id());
        expect("e-mail of the account", account.email(), email);
        expectRefusal("signing up twice", 409, () -> client.signUp(email, PASSWORD, "Ada Lovelace"));

        step(console, "Log in");
        expectRefusal("a wrong password", 401, () -> client.logIn(email, PASSWORD + "!"));
        var ada = client.logIn(email, PASSWORD);
        expect("account behind the token", client.me(ada).id(), account.id());
        var admin = client.logIn(fleet.adminEmail(), fleet.adminPassword());

        step(console, "Look at the products");
        var choices = choose(client, admin);
        choices.forEach(choice -> console.say("      %s, %s, %d left"
                .formatted(
                        choice.product().name(),
                        choice.product().price(),
                        choice.stock().available())));

        choices.forEach(choice -> events.follow(choice.product().id()));

        step(console, "Fill the cart");
        choices.forEach(choice -> client.addToCart(ada, choice.product().id(), choice.quantity()));
        var due = choices.stream()
                .map(choice -> choice.product().price().times(choice.quantity()))
                .reduce(Money::plus)
                .orElseThrow();
        expect("total of the cart", client.cart(ada).total(), due);

        step(console, "Place the order");
        var order = client.placeOrder(ada, ShopClient.NewOrder.ofCart(ADDRESS), "demo-order-" + run);
        events.follow(order.id());
        console.say("      order %s over %s".formatted(order.id(), order.total()));
        expect("status of the order", order.status(), "PENDING");
        expect("total of the order", order.total(), due);
        expect(
                "the same key again",
                client.placeOrder(ada, ShopClient.NewOrder.ofCart(ADDRESS), "demo-order-" + run)
                        .id(),
                order.id());
        for (var choice : choices) {
            var now = client.stock(admin, choice.product().id());
            expect("held of " + now.sku(), now.held() - choice.stock().held(), (long) choice.quantity());
            expect("on hand of " + now.sku(), now.onHand(), choice.stock().onHand());
        }
        expect("lines in the cart before it is paid", client.cart(ada).items().size(), choices.size());

        step(console, "Pay by card");
        var payment = client.pay(ada, order.id(), "pm_card_visa", "demo-payment-" + run);
        expect("amount of the payment", payment.amount(), due);

        step(console, "Follow the order until it is confirmed");
        var confirmed = await(
                "the order is CONFIRMED",
                () -> client.order(ada, order.id()),
                now -> now.status().equals("CONFIRMED"));
        expect("payment status of the order", confirmed.paymentStatus(), "PAID");

        step(console, "See the stock taken");
        for (var choice : choices) {
            await(
                    "%d of %s have left"
                            .formatted(choice.quantity(), choice.product().sku()),
                    () -> client.stock(admin, choice.product().id()),
                    now -> now.onHand() == choice.stock().onHand() - choice.quantity()
                            && now.held() == choice.stock().held());
        }

        step(console, "See the cart cleared");
        await("the cart is empty", () -> client.cart(ada), cart -> cart.items().isEmpty());

        step(console, "Read the mail");
        var subjects = await(
                "a welcome, a confirmation and a receipt are in the mail",
                () -> mail.subjects(email),
                all -> all.size() >= 3);
        subjects.forEach(subject -> console.say("      \"" + subject + "\""));

        step(console, "Consume what the services published");
        for (var event : List.of("user_registered", "order_placed", "payment_status PAID", "order_status CONFIRMED")) {
            await("event " + event, () -> events.consumed(event), consumed -> consumed);
            console.say("      " + event);
        }
    }

    /** Two products with enough in stock. */
    private List<Choice> choose(ShopClient client, Session admin) {
        var found = await("products with stock are listed", () -> candidates(client), list -> list.size() >= 2);
        var choices = new ArrayList<Choice>();
        for (var listed : found.subList(0, 2)) {
            var product = client.product(listed.id());
            var stock = await(
                    "stock of " + product.sku() + " is known",
                    () -> client.stock(admin, product.id()),
                    now -> now.available() >= 2);
            choices.add(new Choice(product, choices.size() + 1, stock));
        }
        return choices;
    }

    /** The demo catalog's kitchen things, whatever else the shop has by now. */
    private static List<ShopClient.Product> candidates(ShopClient client) {
        var demo =
                DemoCatalog.products().stream().map(ShopClient.NewProduct::sku).toList();
        return client.productsInStock("kitchen").items().stream()
                .filter(product -> demo.contains(product.sku()))
                .filter(product ->
                        product.availability() != null && product.availability().available() >= 2)
                .toList();
    }

    /** The start of an id says only when it was made; its end distinguishes it from others. */
    private static String shortened(String path) {
        return path.replaceAll("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{6}([0-9a-f]{6})", "..$1");
    }

    private void step(Console console, String what) {
        steps++;
        console.say("");
        console.say("%3d %s".formatted(steps, what));
    }

    private <T> T await(String what, Supplier<T> question, Function<T, Boolean> enough) {
        var last = new ArrayList<T>();
        return Patience.until(Duration.ofSeconds(limitSeconds), () -> {
                    var answer = question.get();
                    last.add(answer);
                    return enough.apply(answer) ? Optional.of(answer) : Optional.empty();
                })
                .orElseThrow(() ->
                        new Wrong("%s: not within %d s; last seen: %s".formatted(what, limitSeconds, last.getLast())));
    }

    private static void expect(String what, @Nullable Object actual, Object expected) {
        if (!Objects.equals(actual, expected)) {
            throw new Wrong("%s: %s (expected: %s)".formatted(what, actual, expected));
        }
    }

    private static void expectRefusal(String what, int status, Supplier<?> call) {
        Object answer;
        try {
            answer = call.get();
        } catch (Refusal refusal) {
            expect("status for " + what, refusal.status(), status);
            return;
        }
        throw new Wrong("%s: accepted with %s (expected: a refusal)".formatted(what, answer));
    }
}

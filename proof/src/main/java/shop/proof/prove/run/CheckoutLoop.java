package shop.proof.prove.run;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import shop.proof.Answer;
import shop.proof.AtOnce;
import shop.proof.Client;
import shop.proof.Shopper;
import shop.proof.prove.fault.Target;
import shop.proof.provider.Sandbox;

/** A few buyers who order one piece, pay by card and look whether it is confirmed, again and again; every retry has its first key. */
final class CheckoutLoop implements Workload {

    private static final int BUYERS = 4;
    private static final int STOCK = 100_000;
    private static final int PRICE = 1250;
    private static final int ON_SALE = 20;
    private static final int SALE_BUYERS = 60;
    private static final Duration PAUSE = Duration.ofMillis(150);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration REST = Duration.ofMinutes(4);
    private static final Set<String> AT_REST = Set.of("CONFIRMED", "CANCELLED", "EXPIRED");

    private final Random random;
    private final CountDownLatch ending = new CountDownLatch(1);
    private final ConcurrentLinkedQueue<TimeLine.Sample> samples = new ConcurrentLinkedQueue<>();
    private final Map<String, Shopper> accepted = new ConcurrentHashMap<>();
    private final Map<String, Integer> soldOfSales = new ConcurrentHashMap<>();
    private final List<Thread> buyers = new ArrayList<>();

    CheckoutLoop(Random random) {
        this.random = random;
    }

    @Override
    public void start() {
        var product = Shopper.admin().createProduct("In use", PRICE, STOCK);
        for (var number = 0; number < BUYERS; number++) {
            var address = "127.8.0." + (number + 1);
            var buyer = Shopper.fresh();
            var own = new Random(random.nextLong());
            buyers.add(Thread.ofVirtual().start(() -> buy(buyer, address, product, own)));
        }
    }

    @Override
    public void stop() throws InterruptedException {
        ending.countDown();
        for (var buyer : buyers) {
            buyer.join();
        }
    }

    @Override
    public void flashSale() throws Exception {
        var product = Shopper.admin().createProduct("On sale", PRICE, ON_SALE);
        var buyer = Shopper.fresh();
        var addresses = new AtomicInteger();
        var sold = AtOnce.times(SALE_BUYERS, () -> {
            var client = buyer.client()
                    .from("127.8.1." + addresses.incrementAndGet())
                    .with("Idempotency-Key", key());
            var answer = call(() -> client.post("/api/orders", Shopper.orderBody(product, 1)));
            if (answer != null && answer.status() == 201) {
                accepted.put(answer.text("id"), buyer);
                return 1;
            }
            return 0;
        });
        soldOfSales.put(product, sold.stream().mapToInt(Integer::intValue).sum());
    }

    @Override
    public List<TimeLine.Sample> takeSamples() {
        var taken = new ArrayList<TimeLine.Sample>();
        for (var sample = samples.poll(); sample != null; sample = samples.poll()) {
            taken.add(sample);
        }
        return taken;
    }

    @Override
    public List<String> violations(Set<Target.PoisonedRecord> poisoned) {
        var found = new ArrayList<String>();
        soldOfSales.forEach((product, sold) -> {
            if (sold > ON_SALE) {
                found.add(sold + " units of " + product + " were sold (expected: at most " + ON_SALE + ")");
            }
        });
        var client = Shopper.admin().client();
        accepted.keySet().forEach(order -> {
            try {
                var answer = Awaitility.await("order " + order + " at rest")
                        .atMost(REST)
                        .pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(500))
                        .until(
                                () -> client.get("/api/orders/" + order),
                                known -> known.status() == 404 || AT_REST.contains(known.text("status")));
                if (answer.status() == 404) {
                    found.add("order " + order + " was accepted and is not there");
                    return;
                }
                var charged = Sandbox.charged(order);
                var expected = answer.text("status").equals("CONFIRMED") ? PRICE : 0;
                if (charged.captured() - charged.refunded() != expected) {
                    found.add("order " + order + " is " + answer.text("status") + " and the provider has " + charged
                            + " (expected: " + expected + ")");
                }
            } catch (ConditionTimeoutException late) {
                found.add("order " + order + " does not come to rest: "
                        + client.get("/api/orders/" + order).body());
            }
        });
        return found;
    }

    @Override
    public void close() {
        ending.countDown();
    }

    private void buy(Shopper buyer, String address, String product, Random own) {
        var client = buyer.client().from(address);
        while (!isEnding(PAUSE.multipliedBy(1 + own.nextInt(3)))) {
            var order = untilKnown(
                    client.with("Idempotency-Key", key()), to -> to.post("/api/orders", Shopper.orderBody(product, 1)));
            if (order == null || order.status() != 201) {
                if (order != null && order.status() == 401) {
                    client = loggedInAgain(buyer, client);
                }
                continue;
            }
            var id = order.text("id");
            accepted.put(id, buyer);
            untilKnown(client.with("Idempotency-Key", key()), to -> to.post("/api/payments", """
                    {"orderId": "%s", "method": {"type": "card", "paymentMethod": "pm_card_visa"}}""".formatted(id)));
            untilKnown(client, to -> to.get("/api/orders/" + id));
        }
    }

    private Client loggedInAgain(Shopper buyer, Client before) {
        var login = untilKnown(
                before, to -> to.post("/api/user/login", Shopper.loginBody(buyer.email(), Shopper.PASSWORD)));
        return login != null && login.status() == 200 ? before.withToken(login.text("accessToken")) : before;
    }

    /** Asks again while the outcome is in doubt; nothing if it still is when the run ends. */
    private @Nullable Answer untilKnown(Client client, Function<Client, Answer> request) {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        do {
            var answer = call(() -> request.apply(client));
            if (answer != null && isKnown(answer)) {
                return answer;
            }
        } while (!isEnding(PAUSE) && System.nanoTime() - deadline < 0);
        return null;
    }

    private static boolean isKnown(Answer answer) {
        return answer.status() < 500
                && answer.status() != 429
                && !answer.text("code").equals("idempotency_in_progress");
    }

    private @Nullable Answer call(Supplier<Answer> request) {
        var began = System.nanoTime();
        try {
            var answer = request.get();
            note(
                    began,
                    answer.status() + (answer.status() < 400 ? "" : " " + answer.text("code")),
                    answer.status() >= 500);
            return answer;
        } catch (UncheckedIOException failed) {
            var cause = failed.getCause();
            note(began, cause == null ? "no answer" : cause.getClass().getSimpleName(), true);
            return null;
        }
    }

    private void note(long began, String outcome, boolean isError) {
        var ended = System.nanoTime();
        samples.add(new TimeLine.Sample(ended, Duration.ofNanos(ended - began), outcome, isError));
    }

    private boolean isEnding(Duration pause) {
        try {
            return ending.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static String key() {
        return UUID.randomUUID().toString();
    }
}

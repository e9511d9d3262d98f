package shop.proof.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import shop.proof.Client;
import shop.proof.LiveOrders;
import shop.proof.Shopper;

/** How long after a payment is decided its buyer sees the order confirmed: alone, and while the fleet has half of what it can do. */
@Command(
        name = "live",
        mixinStandardHelpOptions = true,
        description =
                "From the payment's result, as payment-service dates it, to CONFIRMED on the buyer's WebSocket; checkouts per second.")
public final class BenchLive implements Callable<Integer> {

    @Option(names = "--buyers", defaultValue = "16", description = "Default: ${DEFAULT-VALUE}")
    private int buyers;

    @Option(
            names = "--idle",
            defaultValue = "100",
            description = "Checkouts one after the other. Default: ${DEFAULT-VALUE}")
    private int idle;

    @Option(names = "--seconds", defaultValue = "30", description = "Of each load. Default: ${DEFAULT-VALUE}")
    private int seconds;

    @Option(names = "--warm-up", defaultValue = "30", description = "Seconds. Default: ${DEFAULT-VALUE}")
    private int warmUp;

    private final Map<String, CompletableFuture<Instant>> confirmed = new ConcurrentHashMap<>();
    private final AtomicInteger turn = new AtomicInteger();
    private List<Client> clients = List.of();
    private String product = "";

    @Override
    public Integer call() throws Exception {
        product = Shopper.admin().createProduct("Watched", 1250, 1_000_000);
        var sockets = new ArrayList<LiveOrders>();
        try {
            var signedUp = new ArrayList<Client>();
            for (var number = 1; number <= buyers; number++) {
                var shopper = Shopper.fresh();
                // Of one address each, so that the limit by address is not what is measured.
                signedUp.add(shopper.client().from("127.9.0." + number));
                sockets.add(LiveOrders.webSocket(shopper, this::hear));
            }
            clients = List.copyOf(signedUp);
            measure();
        } finally {
            sockets.forEach(LiveOrders::close);
        }
        return 0;
    }

    private void measure() throws Exception {
        System.out.printf(
                Locale.ROOT,
                "%d buyers, %d processors; warm-up %d s%n",
                buyers,
                Runtime.getRuntime().availableProcessors(),
                warmUp);
        atFullSpeed(Duration.ofSeconds(warmUp));
        var alone = new Delays();
        for (var number = 0; number < idle; number++) {
            alone.add(checkout(clients.getFirst()));
        }
        System.out.println("idle, one checkout after the other: " + alone);
        var most = atFullSpeed(Duration.ofSeconds(seconds));
        System.out.printf(
                Locale.ROOT, "all buyers at full speed: %.1f checkouts/s, %s%n", most.perSecond(), most.delays());
        var half = atRate(most.perSecond() / 2, Duration.ofSeconds(seconds));
        System.out.printf(
                Locale.ROOT, "half of that, evenly begun: %.1f checkouts/s, %s%n", half.perSecond(), half.delays());
    }

    private void hear(LiveOrders.Heard message) {
        if (message.status().equals("CONFIRMED")) {
            of(message.order()).complete(message.at());
        }
    }

    private CompletableFuture<Instant> of(String order) {
        return confirmed.computeIfAbsent(order, _ -> new CompletableFuture<>());
    }

    /** Orders, pays, and waits for the good news; returns how long that was under way. */
    private Duration checkout(Client buyer) throws Exception {
        // At full speed the fleet may say that it is busy; a careful client comes again, and that is part of the speed.
        var order = Shopper.untilNotBusy(() -> buyer.post("/api/orders", Shopper.orderBody(product, 1)))
                .expect(201)
                .text("id");
        var payment = Shopper.untilNotBusy(() -> buyer.post("/api/payments", """
                {"orderId": "%s", "method": {"type": "card", "paymentMethod": "pm_card_visa"}}""".formatted(order)));
        assertThat(payment.status()).as(payment.body()).isIn(200, 201);
        var heard = of(order).get(30, TimeUnit.SECONDS);
        confirmed.remove(order);
        return Duration.between(Instant.parse(payment.text("changedAt")), heard);
    }

    private record Load(double perSecond, Delays delays) {}

    private Load atFullSpeed(Duration time) throws Exception {
        var delays = new Delays();
        var began = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = clients.stream()
                    .map(client -> threads.submit(() -> {
                        while (System.nanoTime() - began < time.toNanos()) {
                            delays.add(checkout(client));
                        }
                        return true;
                    }))
                    .toList();
            for (var one : running) {
                one.get();
            }
        }
        return new Load(delays.perSecond(System.nanoTime() - began), delays);
    }

    private Load atRate(double perSecond, Duration time) throws Exception {
        var delays = new Delays();
        var began = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var timer = Executors.newSingleThreadScheduledExecutor()) {
            var running = new ConcurrentLinkedQueue<Future<?>>();
            var beginning = timer.scheduleAtFixedRate(
                    () -> running.add(threads.submit(() -> {
                        delays.add(checkout(clients.get(turn.getAndIncrement() % clients.size())));
                        return true;
                    })),
                    0,
                    (long) (1e9 / perSecond),
                    TimeUnit.NANOSECONDS);
            timer.schedule(() -> beginning.cancel(false), time.toNanos(), TimeUnit.NANOSECONDS)
                    .get();
            timer.shutdown();
            for (var one : running) {
                one.get();
            }
        }
        return new Load(delays.perSecond(System.nanoTime() - began), delays);
    }

    /** Times that were measured, as they came. */
    private static final class Delays {

        private final ConcurrentLinkedQueue<Duration> all = new ConcurrentLinkedQueue<>();

        void add(Duration delay) {
            all.add(delay);
        }

        double perSecond(long nanos) {
            return all.size() * 1e9 / nanos;
        }

        private double millis(long[] sorted, double part) {
            return sorted[(int) Math.min(sorted.length - 1L, Math.round(sorted.length * part))] / 1e6;
        }

        @Override
        public String toString() {
            var sorted = all.stream().mapToLong(Duration::toNanos).sorted().toArray();
            return String.format(
                    Locale.ROOT,
                    "payment to CONFIRMED p50 %.1f ms, p99 %.1f ms, worst %.1f ms (%d checkouts)",
                    millis(sorted, 0.5),
                    millis(sorted, 0.99),
                    millis(sorted, 1),
                    sorted.length);
        }
    }
}

package shop.proof.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import shop.proof.Client;
import shop.proof.LiveOrders;
import shop.proof.Shopper;

/** Buyers who order one piece, pay by card, and learn on their WebSocket that the order is confirmed; again and again. */
public final class Checkouts implements AutoCloseable {

    private static final int SECONDS_TO_CONFIRM = 30;

    private final Map<String, CompletableFuture<Instant>> confirmed = new ConcurrentHashMap<>();
    private final AtomicInteger turn = new AtomicInteger();
    private final List<LiveOrders> sockets = new ArrayList<>();
    private final List<Client> clients = new ArrayList<>();
    private final String product;

    private Checkouts(String product) {
        this.product = product;
    }

    /** Signs so many buyers up. Their tokens live for some minutes: whoever measures for longer takes new buyers. */
    public static Checkouts of(int buyers) {
        var checkouts = new Checkouts(Shopper.admin().createProduct("Watched", 1250, 1_000_000));
        for (var number = 1; number <= buyers; number++) {
            var shopper = Shopper.fresh();
            // Of one address each, so that the limit by address is not what is measured.
            checkouts.clients.add(shopper.client().from("127.9.0." + number));
            checkouts.sockets.add(LiveOrders.webSocket(shopper, checkouts::receive));
        }
        return checkouts;
    }

    /**
     * How long one checkout took.
     *
     * @param order until the order was accepted
     * @param news from the payment's result, as payment-service dates it, to CONFIRMED on the buyer's WebSocket
     * @param whole from the order to CONFIRMED
     */
    record Timing(Duration order, Duration news, Duration whole) {}

    /** Checkouts within some time. */
    record Load(List<Timing> timings, Duration took) {

        Load {
            timings = List.copyOf(timings);
        }

        double perSecond() {
            return timings.size() * 1e9 / took.toNanos();
        }

        String times(Function<Timing, Duration> which) {
            var sorted = timings.stream()
                    .map(which)
                    .mapToLong(Duration::toNanos)
                    .sorted()
                    .toArray();
            return String.format(
                    Locale.ROOT,
                    "p50 %.1f ms, p99 %.1f ms, worst %.1f ms (%d checkouts)",
                    millis(sorted, 0.5),
                    millis(sorted, 0.99),
                    millis(sorted, 1),
                    sorted.length);
        }

        double millis(double part, Function<Timing, Duration> which) {
            return millis(
                    timings.stream()
                            .map(which)
                            .mapToLong(Duration::toNanos)
                            .sorted()
                            .toArray(),
                    part);
        }

        private static double millis(long[] sorted, double part) {
            return sorted[(int) Math.min(sorted.length - 1L, Math.round(sorted.length * part))] / 1e6;
        }
    }

    /** One after the other, all of one buyer. */
    public Load oneByOne(int number) throws Exception {
        var began = System.nanoTime();
        var timings = new ArrayList<Timing>();
        for (var done = 0; done < number; done++) {
            timings.add(checkout(clients.getFirst()));
        }
        return new Load(timings, since(began));
    }

    /** Every buyer as fast as the fleet answers, for some time. */
    public Load atFullSpeed(Duration time) throws Exception {
        var began = System.nanoTime();
        return all(began, () -> System.nanoTime() - began < time.toNanos());
    }

    /** Every buyer as fast as the fleet answers, so many checkouts altogether. */
    public Load together(int number) throws Exception {
        var begun = new AtomicInteger();
        return all(System.nanoTime(), () -> begun.getAndIncrement() < number);
    }

    private Load all(long began, BooleanSupplier goesOn) throws Exception {
        var timings = new ConcurrentLinkedQueue<Timing>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = clients.stream()
                    .map(client -> threads.submit(() -> {
                        while (goesOn.getAsBoolean()) {
                            timings.add(checkout(client));
                        }
                        return true;
                    }))
                    .toList();
            for (var one : running) {
                one.get();
            }
        }
        return new Load(List.copyOf(timings), since(began));
    }

    /** Evenly begun, whether or not earlier ones have ended. */
    public Load atRate(double perSecond, Duration time) throws Exception {
        var timings = new ConcurrentLinkedQueue<Timing>();
        var began = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var timer = Executors.newSingleThreadScheduledExecutor()) {
            var running = new ConcurrentLinkedQueue<Future<?>>();
            var beginning = timer.scheduleAtFixedRate(
                    () -> running.add(threads.submit(() -> {
                        timings.add(checkout(clients.get(turn.getAndIncrement() % clients.size())));
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
        return new Load(List.copyOf(timings), since(began));
    }

    private Timing checkout(Client buyer) throws Exception {
        var began = System.nanoTime();
        // At full speed the fleet may say that it is busy, also of what it has done; a careful client comes again under
        // the
        // same key, and that is part of the speed.
        var orders = buyer.with("Idempotency-Key", UUID.randomUUID().toString());
        var order = Shopper.untilNotBusy(() -> orders.post("/api/orders", Shopper.orderBody(product, 1)))
                .expect(201)
                .text("id");
        var ordered = since(began);
        var payments = buyer.with("Idempotency-Key", UUID.randomUUID().toString());
        var payment = Shopper.untilNotBusy(() -> payments.post("/api/payments", """
                {"orderId": "%s", "method": {"type": "card", "paymentMethod": "pm_card_visa"}}""".formatted(order)));
        assertThat(payment.status()).as(payment.body()).isIn(200, 201);
        var confirmedAt = of(order).get(SECONDS_TO_CONFIRM, TimeUnit.SECONDS);
        confirmed.remove(order);
        return new Timing(
                ordered, Duration.between(Instant.parse(payment.text("changedAt")), confirmedAt), since(began));
    }

    private void receive(LiveOrders.Update message) {
        if (message.status().equals("CONFIRMED")) {
            of(message.order()).complete(message.at());
        }
    }

    private CompletableFuture<Instant> of(String order) {
        return confirmed.computeIfAbsent(order, _ -> new CompletableFuture<>());
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    @Override
    public void close() {
        sockets.forEach(LiveOrders::close);
    }
}

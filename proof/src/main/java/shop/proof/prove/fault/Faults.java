package shop.proof.prove.fault;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/** All kinds of faults, and how one of each is drawn. */
public final class Faults {

    /** Of those that start or stop parts: the launcher does so for one command at a time. */
    static final String LAUNCHER = "launcher";

    private static final List<String> SERVICES = List.of(
            "user-service",
            "product-service",
            "inventory-service",
            "cart-service",
            "order-service",
            "payment-service",
            "notification-service");

    /** Those that clients call all the time; who is called by staff alone, and now and then, would not be struck. */
    private static final List<String> IN_USE = List.of(
            "user-service", "product-service", "inventory-service", "cart-service", "order-service", "payment-service");

    /** Those with tables. */
    private static final List<String> WITH_DATABASE =
            List.of("user-service", "inventory-service", "order-service", "payment-service");

    private static final List<String> WITH_BROKER = List.of(
            "product-service",
            "inventory-service",
            "cart-service",
            "order-service",
            "payment-service",
            "notification-service");

    /** A login of the future is rightly refused, and then nobody shops: user-service is not among them. */
    private static final List<String> WITH_CLOCK =
            List.of("inventory-service", "cart-service", "order-service", "payment-service", "notification-service");

    private static final List<String> TOPICS =
            List.of("order_placed", "order_status", "payment_status", "product_updated", "stock_changed");

    /** CommandComplete of a COMMIT, as PostgreSQL sends it when the transaction is durable. */
    private static final String COMMITTED = "C\0\0\0\u000bCOMMIT\0";

    private static final List<Kind> KINDS = List.of(
            kind("kill-order-service", 0, 5, _ -> new Kill("kill-order-service", "order-service")),
            kind("kill-payment-service", 0, 5, _ -> new Kill("kill-payment-service", "payment-service")),
            kind("kill-inventory-service", 0, 5, _ -> new Kill("kill-inventory-service", "inventory-service")),
            kind(
                    "kill-other-service",
                    0,
                    5,
                    of(
                            List.of(
                                    "user-service",
                                    "product-service",
                                    "cart-service",
                                    "notification-service",
                                    "api-gateway",
                                    "discovery-server"),
                            part -> new Kill("kill-other-service: " + part, part))),
            kind(
                    "failpoint-commit",
                    0,
                    5,
                    random -> failpoint(
                            "failpoint-commit",
                            any(List.of("inventory-service", "order-service", "payment-service"), random),
                            any(List.of("before-commit", "after-commit"), random))),
            kind(
                    "failpoint-event",
                    0,
                    5,
                    random -> failpoint(
                            "failpoint-event",
                            any(List.of("inventory-service", "order-service", "payment-service"), random),
                            any(List.of("after-send", "after-effect"), random))),
            kind("kill-broker", 1, 10, _ -> new Kill("kill-broker", "kafka")),
            kind("kill-database", 0, 5, _ -> new Kill("kill-database", "postgres")),
            kind("pause-broker", 10, 25, _ -> new Pause("pause-broker", "kafka")),
            kind("pause-database", 4, 12, _ -> new Pause("pause-database", "postgres")),
            kind("slow-consumer", 30, 60, of(WITH_BROKER, service -> new Pause("slow-consumer: " + service, service))),
            kind(
                    "slow-database",
                    15,
                    40,
                    of(WITH_DATABASE, service -> link("slow-database", service, "postgres", slow()))),
            kind(
                    "cut-database",
                    3,
                    12,
                    of(WITH_DATABASE, service -> link("cut-database", service, "postgres", new Mode.Cut()))),
            kind(
                    "black-hole-database",
                    5,
                    15,
                    random -> link("black-hole-database", any(WITH_DATABASE, random), "postgres", blackHole(random))),
            kind("slow-broker", 15, 40, of(WITH_BROKER, service -> link("slow-broker", service, "kafka", slow()))),
            kind("cut-broker", 5, 20, of(WITH_BROKER, service -> link("cut-broker", service, "kafka", new Mode.Cut()))),
            kind(
                    "black-hole-broker",
                    10,
                    30,
                    random -> link("black-hole-broker", any(WITH_BROKER, random), "kafka", blackHole(random))),
            kind("slow-service", 15, 40, of(IN_USE, service -> toService("slow-service", service, slow()))),
            kind(
                    "reset-service",
                    15,
                    40,
                    of(IN_USE, service -> toService("reset-service", service, new Mode.Reset(0.1)))),
            kind(
                    "lose-responses",
                    15,
                    40,
                    of(IN_USE, service -> toService("lose-responses", service, new Mode.LoseResponses(0.1)))),
            kind(
                    "black-hole-service",
                    5,
                    15,
                    random -> toService("black-hole-service", any(IN_USE, random), blackHole(random))),
            kind(
                    "commit-in-doubt",
                    10,
                    20,
                    // Longer than a service waits for its database.
                    of(
                            List.of("inventory-service", "order-service", "payment-service"),
                            service -> link(
                                    "commit-in-doubt",
                                    service,
                                    "postgres",
                                    new Mode.HoldResponses(COMMITTED, Duration.ofSeconds(7))))),
            kind(
                    "duplicate-records",
                    0,
                    0,
                    random -> new ResentRecords("duplicate-records", ResentRecords.Which.NEWEST, random)),
            kind(
                    "reordered-records",
                    0,
                    0,
                    random -> new ResentRecords("reordered-records", ResentRecords.Which.SHUFFLED, random)),
            kind(
                    "delayed-records",
                    0,
                    0,
                    random -> new ResentRecords("delayed-records", ResentRecords.Which.OLDEST, random)),
            kind("poison-records", 0, 0, random -> new PoisonRecords("poison-records", random)),
            provider("webhooks-lost", 30, 60, "{\"webhookLostRatio\": 0.3}"),
            provider(
                    "webhooks-doubled",
                    30,
                    60,
                    "{\"webhookDuplicateRatio\": 0.5, \"webhookReorder\": true}",
                    "{\"webhookDuplicateRatio\": 0.5, \"webhookReorder\": true, \"webhookBadSignatureRatio\": 0.3}"),
            provider("webhooks-late", 20, 40, "{\"webhookDelaySeconds\": 45}"),
            kind("webhooks-other-secret", 20, 40, random -> {
                var accepted = random.nextBoolean();
                return new OtherWebhookSecret(
                        "webhooks-other-secret: " + (accepted ? "the one before" : "a retired one"), accepted);
            }),
            // Razorpay keeps no error for a key; what it does before it fails is looked for as with lost answers.
            provider(
                    "provider-keeps-errors",
                    15,
                    40,
                    "{\"keptErrorRatio\": 0.15, \"keptErrorAfterWorkRatio\": 0.15}",
                    "{\"lostAnswerRatio\": 0.15}"),
            provider(
                    "provider-busy",
                    15,
                    40,
                    "{\"rateLimitRatio\": 0.2, \"lockTimeoutRatio\": 0.2}",
                    "{\"rateLimitRatio\": 0.3}"),
            provider("provider-slow", 15, 40, "{\"latencyMillis\": 2500, \"lostAnswerRatio\": 0.2}"),
            provider("provider-outage", 10, 25, "{\"outage\": true}"),
            provider("refund-fails-later", 30, 60, "{\"refundFailsAfterSeconds\": 5}"),
            kind("dispute", 10, 30, Dispute::new),
            kind("clock-moved", 20, 40, random -> {
                var service = any(WITH_CLOCK, random);
                var offset = random.nextBoolean() ? "PT10M" : "-PT10M";
                return new ClockMoved("clock-moved: " + service + " by " + offset, service, offset);
            }),
            kind(
                    "full-disk",
                    5,
                    15,
                    of(List.of("kafka", "postgres"), part -> new FullDisk("full-disk: " + part, part))),
            kind("rolling-restart", 0, 0, _ -> new RollingRestart("rolling-restart", SERVICES)),
            kind(
                    "two-instances",
                    20,
                    40,
                    of(SERVICES, service -> new TwoInstances("two-instances: " + service, service))),
            kind("flash-sale", 0, 0, _ -> new FlashSaleHeld("flash-sale")),
            kind(
                    "broker-outlasts-reservation",
                    60,
                    70,
                    _ -> new BrokerOutlastsReservation("broker-outlasts-reservation")),
            kind("topic-refuses", 30, 60, of(TOPICS, topic -> new TopicRefuses("topic-refuses: " + topic, topic))));

    private Faults() {}

    /** The names of all kinds. */
    public static List<String> all() {
        return KINDS.stream().map(Kind::name).toList();
    }

    static List<Kind> kinds() {
        return KINDS;
    }

    private static Kind kind(String name, int leastSeconds, int mostSeconds, Function<Random, Fault> draw) {
        return new Kind(name, Duration.ofSeconds(leastSeconds), Duration.ofSeconds(mostSeconds), draw);
    }

    private static Kind provider(String name, int leastSeconds, int mostSeconds, String modes) {
        return provider(name, leastSeconds, mostSeconds, modes, modes);
    }

    private static Kind provider(String name, int leastSeconds, int mostSeconds, String stripe, String razorpay) {
        return kind(name, leastSeconds, mostSeconds, _ -> new ProviderFault(name, stripe, razorpay));
    }

    private static Function<Random, Fault> of(List<String> parts, Function<String, Fault> make) {
        return random -> make.apply(any(parts, random));
    }

    private static String any(List<String> of, Random random) {
        return of.get(random.nextInt(of.size()));
    }

    private static Fault link(String kind, String service, String store, Mode mode) {
        return new BadLink(kind + ": " + service, new Link(service, store), mode);
    }

    private static Fault toService(String kind, String service, Mode mode) {
        return new BadLink(kind + ": " + service, Link.toService(service), mode);
    }

    private static Fault failpoint(String kind, String service, String place) {
        return new Failpoint(kind + ": " + service + " " + place, service, place);
    }

    private static Mode slow() {
        return new Mode.Slow(Duration.ofMillis(20), Duration.ofMillis(300), 64 << 10);
    }

    private static Mode blackHole(Random random) {
        return new Mode.BlackHole(random.nextBoolean());
    }
}

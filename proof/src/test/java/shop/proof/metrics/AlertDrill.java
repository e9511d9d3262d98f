package shop.proof.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import shop.proof.Broker;
import shop.proof.Fleet;
import shop.proof.Paused;
import shop.proof.Programs;
import shop.proof.Shopper;
import shop.proof.prove.check.Stores;
import shop.proof.prove.check.Stores.Store;
import shop.proof.provider.Sandbox;

/**
 * A fault for each alert, in a shop of its own: the alert is quiet before, fires, and ends when the fault does. The rules are those that are
 * delivered, with every {@code for} shortened to a second. Takes minutes, so it is no part of the build: {@code -Dit.test=AlertDrill}, and
 * {@code -Dalerts=MoneyDrift,OutboxOld} for some.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.SAME_THREAD)
class AlertDrill {

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Path HOME = Fleet.root().resolve("proof/target/shop/alerts");

    /** Only by the rules' own tests: a heap that is full ends its service first, and a local shop has no certificate. */
    private static final Set<String> NOT_HERE = Set.of("HeapFull", "CertificateExpires");

    private final Map<String, String> settings = new TreeMap<>(Fleet.freePorts());
    private Fleet fleet;
    private Prometheus prometheus;
    private Stores stores;

    @SuppressWarnings("NullAway.Init") // signs in for each fault
    private Shopper admin;

    @SuppressWarnings("NullAway.Init")
    private Shopper ada;

    /**
     * What goes wrong, and what ends it.
     *
     * @param staysForItsWindow whether the alert is of what happened in the last minutes: the rules' own tests see its end
     */
    private record Fault(Step strike, Step heal, boolean staysForItsWindow) {

        Fault(Step strike, Step heal) {
            this(strike, heal, false);
        }
    }

    @FunctionalInterface
    private interface Step {
        void take() throws Exception;
    }

    @BeforeAll
    void begin() throws IOException {
        Programs.require("prometheus");
        settings.putAll(Map.of(
                "SHOP_START_CACHE", "never",
                "SHOP_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1",
                "ORDER_EXPIRE_EVERY", "1s",
                "ORDER_EXPIRE_LOOK_EVERY", "1s",
                "ORDER_EXPIRE_ALERT_AFTER", "1s",
                "INVENTORY_LEDGER_CHECK_EVERY", "2s",
                "INVENTORY_LEDGER_FULL_CHECK_EVERY", "2s",
                "PAYMENT_RECONCILE_GRACE", "1s",
                "KEY_POLL_INTERVAL", "1s",
                "CONSUMER_LAG_INTERVAL", "1s"));
        fleet = Fleet.start(HOME, settings, List.of("--no-demo-data"));
        prometheus = Prometheus.scraping(
                fleet,
                Files.readString(ObservabilityFiles.FOLDER.resolve("alerts.yml"))
                        .replaceAll("for: \\d+[smh]", "for: 1s"));
        stores = new Stores(fleet);
    }

    @AfterAll
    void end() throws SQLException {
        if (prometheus != null) {
            prometheus.close();
        }
        if (stores != null) {
            stores.close();
        }
        Fleet.stop(HOME, settings);
    }

    @TestFactory
    Stream<DynamicTest> everyAlertFiresWhenItsFaultStrikesAndEndsWithIt() throws IOException {
        var faults = faults();
        var rules = new TreeSet<>(ObservabilityFiles.alertNames());
        rules.removeAll(NOT_HERE);
        assertThat(faults.keySet()).containsExactlyInAnyOrderElementsOf(rules);
        var chosen = System.getProperty("alerts", "");
        return faults.entrySet().stream()
                .filter(fault -> chosen.isEmpty() || List.of(chosen.split(",")).contains(fault.getKey()))
                .map(fault -> DynamicTest.dynamicTest(fault.getKey(), () -> drill(fault.getKey(), fault.getValue())));
    }

    private void drill(String alert, Fault fault) throws Exception {
        // Tokens live for minutes, and one fault takes the key away that signed them.
        admin = Shopper.admin();
        ada = Shopper.fresh();
        assertThat(prometheus.firing()).doesNotContain(alert);
        var began = Instant.now();
        try {
            fault.strike().take();
            await(alert + " to fire").until(() -> prometheus.firing().contains(alert));
            System.out.printf("%s fires after %s%n", alert, Duration.between(began, Instant.now()));
        } finally {
            fault.heal().take();
        }
        if (!fault.staysForItsWindow()) {
            await(alert + " to end").until(() -> !prometheus.firing().contains(alert));
        }
    }

    private Map<String, Fault> faults() {
        var faults = new LinkedHashMap<String, Fault>();
        faults.put("DeadLetters", new Fault(this::sendPoison, this::discardLetters));
        faults.put("MoneyDrift", new Fault(() -> bookOtherAmount(1), () -> bookOtherAmount(-1)));
        faults.put("StockDrift", new Fault(() -> moveStock(1), () -> moveStock(-1)));
        faults.put(
                "SigningKeyOld",
                new Fault(() -> stores.update(Store.USERS, """
                                UPDATE signing_keys SET activated_at = now() - interval '40 days' WHERE state = 'ACTIVE'"""), () -> {})); // the service makes a new key by itself
        faults.put("OutboxParked", new Fault(this::publishWhatIsTooLarge, this::releaseParked));
        faults.put("ConsumerLag", new Fault(this::flood, () -> {}));
        faults.put("CheckoutErrorBudget", new Fault(this::failToPay, () -> Sandbox.misbehave(Sandbox.ALL, "{}"), true));
        faults.put("PaidButNotConfirmed", new Fault(this::payWhatWasCancelled, () -> {}, true));
        faults.put(
                "InstanceDown",
                new Fault(() -> fleet.kill("cart-service"), () -> fleet.restart("cart-service", Map.of())));
        faults.put("OutboxOld", new Fault(this::changeWithoutBroker, () -> {}));
        faults.put(
                "OrdersExpireLate",
                new Fault(this::leaveUnpaidWithoutPayments, () -> fleet.restart("payment-service", Map.of())));
        return faults;
    }

    private String order() {
        return Shopper.untilNotBusy(() -> ada.order(admin.createProduct("Drilled", 1250, 10), 1))
                .expect(201)
                .text("id");
    }

    private void sendPoison() throws ExecutionException, InterruptedException {
        try (var producer = Broker.producer()) {
            producer.send(new ProducerRecord<>(
                            "user_registered",
                            UUID.randomUUID().toString(),
                            "{\"id\": ".getBytes(StandardCharsets.UTF_8)))
                    .get();
        }
    }

    private void discardLetters() {
        admin.client()
                .get("/api/admin/dead-letters?state=OPEN")
                .expect(200)
                .json()
                .get("items")
                .forEach(letter -> admin.client()
                        .delete("/api/admin/dead-letters/" + letter.get("id").stringValue())
                        .expect(204));
    }

    /** Behind the back of payment-service: one paid payment has another amount than the provider took. */
    private void bookOtherAmount(int more) throws SQLException {
        if (more > 0) {
            var order = order();
            ada.pay(order, "pm_card_visa").expect(201);
            ada.awaitOrder(order, "CONFIRMED");
        }
        assertThat(stores.update(Store.PAYMENTS, """
                UPDATE payment SET amount_minor = amount_minor + ?
                 WHERE id = (SELECT id FROM payment WHERE state = 'PAID' ORDER BY id LIMIT 1)""", more)).isOne();
        await("a reconciliation").until(() -> {
            admin.client().post("/api/admin/reconciliation/runs", "");
            return prometheus.firing().contains("MoneyDrift") == more > 0;
        });
    }

    private void moveStock(int more) throws SQLException {
        assertThat(stores.update(Store.INVENTORY, """
                UPDATE stock SET on_hand = on_hand + ?
                 WHERE product_id = (SELECT product_id FROM stock ORDER BY product_id LIMIT 1)""", more)).isOne();
    }

    private void publishWhatIsTooLarge() throws ExecutionException, InterruptedException {
        alter(new AlterConfigOp(new ConfigEntry("max.message.bytes", "300"), AlterConfigOp.OpType.SET));
        // Nobody else learns of it, so nothing is waited for.
        admin.client()
                .post("/api/products", """
                        {"sku": "%s", "name": "Too much", "price": {"amountMinor": 1250, "currency": "EUR"}}""".formatted(
                                "DRILL-" + UUID.randomUUID().toString().substring(0, 8)))
                .expect(201);
    }

    private void releaseParked() throws ExecutionException, InterruptedException {
        alter(new AlterConfigOp(new ConfigEntry("max.message.bytes", ""), AlterConfigOp.OpType.DELETE));
        admin.client()
                .get("/api/admin/outbox/parked")
                .expect(200)
                .json()
                .get("items")
                .forEach(event -> admin.client()
                        .post(
                                "/api/admin/outbox/parked/%s/%s/release"
                                        .formatted(
                                                event.get("service").stringValue(),
                                                event.get("id").stringValue()),
                                "")
                        .expect(202));
    }

    private static void alter(AlterConfigOp operation) throws ExecutionException, InterruptedException {
        try (var broker = Admin.create(Map.of("bootstrap.servers", Broker.address()))) {
            broker.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, "product_updated"), List.of(operation)))
                    .all()
                    .get();
        }
    }

    /** An event that has had its effect comes again, more often than the consumers take between two looks at the lag. */
    private void flood() {
        order();
        var event = anyOrderPlaced();
        try (var producer = Broker.producer()) {
            for (var number = 0; number < 50_000; number++) {
                var _ = producer.send(new ProducerRecord<>(event.topic(), event.key(), event.value()));
            }
        }
    }

    private static ConsumerRecord<String, byte[]> anyOrderPlaced() {
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", Broker.address()), new StringDeserializer(), new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor("order_placed").stream()
                    .map(each -> new TopicPartition(each.topic(), each.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            return await("an order on its topic")
                    .until(() -> consumer.poll(Duration.ofSeconds(1)), records -> !records.isEmpty())
                    .iterator()
                    .next();
        }
    }

    /** One attempt for each order: the next one would only be answered with the first. */
    private void failToPay() {
        var product = admin.createProduct("Not to be paid", 1250, 100);
        var orders = Stream.generate(
                        () -> ada.orderWithRetries(product, 1).expect(201).text("id"))
                .limit(6)
                .toList()
                .iterator();
        Sandbox.misbehave(Sandbox.ALL, """
                {"outage": true}""");
        await("the budget to be used up").until(() -> {
            if (orders.hasNext()) {
                ada.pay(orders.next(), "pm_card_visa").expect(503);
            }
            return prometheus.firing().contains("CheckoutErrorBudget");
        });
    }

    /** The buyer pays while the shop cannot learn of it, and gives up. */
    private void payWhatWasCancelled() {
        var order = order();
        var checkout = Shopper.untilNotBusy(() -> ada.client().post("/api/payments", """
                        {"orderId": "%s", "method": {"type": "checkout"}}""".formatted(order)))
                .expect(201)
                .text("checkoutUrl");
        Sandbox.misbehave(order, """
                {"webhookDelaySeconds": 20}""");
        Sandbox.misbehave(Sandbox.ALL, """
                {"outage": true}""");
        try {
            Sandbox.press(checkout, "action", "pay", "card", "4242424242424242");
            ada.client().post("/api/orders/" + order + "/cancel", "{}").expect(202);
        } finally {
            Sandbox.misbehave(Sandbox.ALL, "{}");
        }
    }

    /** Payment-service is dead when an order's time is over, so nobody can say that no payment is under way. */
    private void leaveUnpaidWithoutPayments() throws SQLException {
        var order = order();
        fleet.kill("payment-service");
        stores.update(
                Store.ORDERS,
                "UPDATE orders SET reserved_until = now() - interval '1 minute' WHERE id = ?::uuid",
                order);
    }

    private void changeWithoutBroker() {
        var product = admin.createProduct("Without a broker", 1250, 10);
        fleet.setApart("kafka", Map.of());
        try (var _ = new Paused("kafka")) {
            admin.client().patch("/api/products/" + product, """
                    {"name": "Published later"}""").expect(200);
            await("OutboxOld").until(() -> prometheus.firing().contains("OutboxOld"));
        }
    }

    private static ConditionFactory await(String what) {
        return Awaitility.await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(500));
    }
}

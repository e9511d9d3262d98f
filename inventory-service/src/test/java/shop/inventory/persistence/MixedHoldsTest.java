package shop.inventory.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.inventory.support.InventorySamples.cancelled;
import static shop.inventory.support.InventorySamples.confirmed;
import static shop.inventory.support.InventorySamples.expired;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import shop.inventory.InventoryServiceApplication;
import shop.inventory.application.ApplyOrderUpdate;
import shop.inventory.application.ApplyProductUpdate;
import shop.inventory.application.PlaceHold;
import shop.inventory.application.ReleaseHold;
import shop.inventory.domain.AttemptId;
import shop.inventory.domain.Hold;
import shop.inventory.domain.HoldLine;
import shop.inventory.domain.InventoryException.InsufficientStock;
import shop.inventory.domain.OrderId;
import shop.inventory.domain.ProductId;
import shop.inventory.support.LedgerAssertions;
import shop.jdbc.Sql;
import shop.test.FleetTest;
import shop.test.FleetTestInitializer;
import shop.test.Parallel;

/** A thousand orders at once over fifty products, each with its lines in another order, in one instance and in two on one database. */
@FleetTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestPropertySource(
        properties = {
            // A race is tried here, not how long somebody waits on a busy machine.
            MixedHoldsTest.PATIENCE,
            MixedHoldsTest.CONNECTIONS
        })
class MixedHoldsTest {

    static final String PATIENCE = "inventory.hold-patience=60s";
    static final String CONNECTIONS = "spring.datasource.hikari.connection-timeout=60000";
    static final int ORDERS = 1_000;
    static final int PRODUCTS = 50;

    @Autowired
    ConfigurableApplicationContext first;

    @Autowired
    ApplyProductUpdate applyProductUpdate;

    @Autowired
    JdbcClient sql;

    ConfigurableApplicationContext second;

    @BeforeAll
    void startAnotherInstance() {
        second = new SpringApplicationBuilder(InventoryServiceApplication.class)
                .initializers(new FleetTestInitializer())
                .run("--server.port=0", "--" + PATIENCE, "--" + CONNECTIONS);
    }

    @AfterAll
    void stopTheOther() {
        second.close();
    }

    @Test
    void aThousandMixedHoldsLeaveTheLedgerExact() {
        var random = seeded();
        var products = products(random);
        var orders = orders(random, products);

        var held = holdAll(orders, List.of(first));

        requireExact(products, orders, held);
    }

    @Test
    void soDoTheyInTwoInstancesWithRepeatsReleasesAndSalesInBetween() {
        var random = seeded();
        var products = products(random);
        var orders = orders(random, products);

        var held = holdAll(withRepeats(orders, random), List.of(first, second));

        requireExact(products, orders, held);
        var ends = orders.stream()
                .filter(order -> held.containsKey(order.order()))
                .map(order -> new End(order.order(), random.nextInt(4)))
                .toList();
        var number = new AtomicInteger();
        Parallel.times(ends.size(), () -> {
            var turn = number.getAndIncrement();
            ends.get(turn).in(turn % 2 == 0 ? first : second);
            return true;
        });
        requireSound();
        assertThat(heldOf(products)).isEqualTo(sum(products, "HELD"));
    }

    private static Random seeded() {
        var seed = Long.getLong("seed", new Random().nextLong());
        System.out.println("seed " + seed);
        return new Random(seed);
    }

    private List<ProductId> products(Random random) {
        return IntStream.range(0, PRODUCTS)
                .mapToObj(_ -> {
                    var product = new ProductId(UUID.randomUUID());
                    applyProductUpdate.follow(product, "SKU-" + product.value(), 1, 20L + random.nextInt(100));
                    return product;
                })
                .toList();
    }

    private static List<PlaceHold.Command> orders(Random random, List<ProductId> products) {
        return IntStream.range(0, ORDERS)
                .mapToObj(_ -> {
                    var crossing = new ArrayList<>(products);
                    Collections.shuffle(crossing, random);
                    var lines = crossing.subList(0, 1 + random.nextInt(8)).stream()
                            .map(product -> new HoldLine(product, "SKU", 1 + random.nextInt(4)))
                            .toList();
                    return new PlaceHold.Command(
                            new OrderId(UUID.randomUUID()),
                            new AttemptId(UUID.randomUUID()),
                            Instant.now().plusSeconds(900),
                            lines);
                })
                .toList();
    }

    private static List<PlaceHold.Command> withRepeats(List<PlaceHold.Command> orders, Random random) {
        var all = new ArrayList<>(orders);
        all.addAll(orders.subList(0, ORDERS / 4));
        Collections.shuffle(all, random);
        return all;
    }

    /** Every failure but a refusal, a deadlock above all, fails the test. */
    private static Map<OrderId, Hold> holdAll(
            List<PlaceHold.Command> orders, List<ConfigurableApplicationContext> instances) {
        var held = new ConcurrentHashMap<OrderId, Hold>();
        var number = new AtomicInteger();
        Parallel.times(orders.size(), () -> {
            var turn = number.getAndIncrement();
            var order = orders.get(turn);
            var placeHold = instances.get(turn % instances.size()).getBean(PlaceHold.class);
            try {
                var hold = placeHold.place(order);
                var other = held.putIfAbsent(order.order(), hold);
                assertThat(other == null || Set.copyOf(other.lines()).equals(Set.copyOf(hold.lines())))
                        .as("all repeats of %s get one answer", order.order())
                        .isTrue();
            } catch (InsufficientStock refused) {
                assertThat(refused.shortages()).isNotEmpty();
            }
            return true;
        });
        return held;
    }

    private void requireExact(List<ProductId> products, List<PlaceHold.Command> orders, Map<OrderId, Hold> held) {
        requireSound();
        System.out.println(held.size() + " of " + orders.size() + " orders held");
        assertThat(held).as("some held").isNotEmpty().as("some refused").hasSizeLessThan(orders.size());
        var stored = storedLines(orders);
        for (var order : orders) {
            var hold = held.get(order.order());
            assertThat(stored.getOrDefault(order.order(), Map.of()))
                    .as("lines of %s", order.order())
                    .isEqualTo(hold == null ? Map.of() : quantities(order));
        }
        assertThat(heldOf(products)).isEqualTo(sum(products, "HELD"));
    }

    private void requireSound() {
        LedgerAssertions.requireThatItExplainsAllStock(sql);
        // One that a second attempt has cured would not show in any answer.
        assertThat(Stream.of(first, second).mapToDouble(MixedHoldsTest::deadlocks))
                .as("deadlocks of each instance")
                .containsOnly(0.0);
    }

    private static double deadlocks(ConfigurableApplicationContext instance) {
        return instance.getBean(MeterRegistry.class)
                .get(PlaceHold.DEADLOCKS)
                .counter()
                .count();
    }

    private static Map<ProductId, Long> quantities(PlaceHold.Command order) {
        var quantities = new ConcurrentHashMap<ProductId, Long>();
        order.lines().forEach(line -> quantities.put(line.product(), line.quantity()));
        return quantities;
    }

    private Map<OrderId, Map<ProductId, Long>> storedLines(List<PlaceHold.Command> orders) {
        var stored = new ConcurrentHashMap<OrderId, Map<ProductId, Long>>();
        sql.sql("SELECT order_id, product_id, quantity FROM hold_line WHERE order_id = ANY (CAST(:orders AS uuid[]))")
                .param("orders", Sql.uuids(orders, order -> order.order().value()))
                .query(row -> {
                    stored.computeIfAbsent(new OrderId(Sql.uuid(row, "order_id")), _ -> new ConcurrentHashMap<>())
                            .put(new ProductId(Sql.uuid(row, "product_id")), row.getLong("quantity"));
                });
        return stored;
    }

    private long heldOf(List<ProductId> products) {
        return sql.sql("SELECT sum(held) FROM stock WHERE product_id = ANY (CAST(:products AS uuid[]))")
                .param("products", Sql.uuids(products, ProductId::value))
                .query(Long.class)
                .single();
    }

    private long sum(List<ProductId> products, String state) {
        return sql.sql("""
                        SELECT coalesce(sum(quantity), 0) FROM hold_line JOIN hold USING (order_id)
                         WHERE state = :state AND product_id = ANY (CAST(:products AS uuid[]))
                        """)
                .param("state", state)
                .param("products", Sql.uuids(products, ProductId::value))
                .query(Long.class)
                .single();
    }

    /** What becomes of an order, delivered to whichever instance. */
    private record End(OrderId order, int kind) {

        void in(ConfigurableApplicationContext instance) {
            var applyOrderUpdate = instance.getBean(ApplyOrderUpdate.class);
            switch (kind) {
                case 0 -> applyOrderUpdate.follow(List.of(confirmed(order, 2)));
                case 1 -> applyOrderUpdate.follow(List.of(expired(order, 2)));
                case 2 -> instance.getBean(ReleaseHold.class).release(order, null);
                default -> {
                    applyOrderUpdate.follow(List.of(confirmed(order, 2)));
                    applyOrderUpdate.follow(List.of(cancelled(order, 3)));
                }
            }
        }
    }
}

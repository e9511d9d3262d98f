package shop.inventory.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static shop.inventory.support.InventorySamples.cancelled;
import static shop.inventory.support.InventorySamples.confirmed;
import static shop.inventory.support.InventorySamples.expired;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.support.TransactionOperations;
import shop.inventory.application.ApplyOrderUpdate;
import shop.inventory.application.ApplyProductUpdate;
import shop.inventory.application.CheckLedger;
import shop.inventory.application.ExpireHolds;
import shop.inventory.application.FindStock;
import shop.inventory.application.OrderStates;
import shop.inventory.application.PlaceHold;
import shop.inventory.application.ReleaseHold;
import shop.inventory.domain.AttemptId;
import shop.inventory.domain.Drift;
import shop.inventory.domain.Hold;
import shop.inventory.domain.HoldLine;
import shop.inventory.domain.InventoryException.InsufficientStock;
import shop.inventory.domain.OrderId;
import shop.inventory.domain.ProductId;
import shop.inventory.domain.Stock;
import shop.inventory.support.LedgerAssertions;
import shop.test.FleetTest;
import shop.test.Parallel;

/** What real PostgreSQL does when many want the same stock at once. */
@FleetTest
@Import(HoldRaceTest.NoOrders.class)
@TestPropertySource(
        properties = {
            "inventory.sweep-every=200ms",
            // A race is tried here, not how long somebody waits for one of ten connections on a busy machine.
            "spring.datasource.hikari.connection-timeout=30000"
        })
class HoldRaceTest {

    static final int BUYERS = 300;

    @Autowired
    PlaceHold placeHold;

    @Autowired
    ReleaseHold releaseHold;

    @Autowired
    ApplyOrderUpdate applyOrderUpdate;

    @Autowired
    ApplyProductUpdate applyProductUpdate;

    @Autowired
    ExpireHolds expireHolds;

    @Autowired
    FindStock findStock;

    @Autowired
    JdbcStocks stocks;

    @Autowired
    CheckLedger checkLedger;

    @Autowired
    JdbcLedger ledger;

    @Autowired
    MeterRegistry meters;

    @Autowired
    JdbcClient sql;

    @Autowired
    TransactionOperations transactions;

    @AfterEach
    void theLedgerExplainsAllStock() {
        LedgerAssertions.requireThatItExplainsAllStock(sql);
    }

    @Test
    void threeHundredBuyersOfAHundredPiecesGetExactlyAHundred() {
        var product = product(100);

        var outcomes = inParallel(BUYERS, number -> () -> held(order(), line(product, 1)));

        assertThat(outcomes).filteredOn(Outcome.HELD::equals).hasSize(100);
        assertThat(meters.get("inventory.holds.together").summary().max())
                .as("buyers who came at the same time were decided together")
                .isGreaterThan(1);
        assertThat(outcomes).filteredOn(Outcome.SHORT::equals).hasSize(BUYERS - 100);
        assertThat(stock(product).held()).isEqualTo(100);
        assertThat(stock(product).available()).isZero();
    }

    @Test
    void ordersThatCrossEachOtherDoNotDeadlock() {
        var first = product(1_000);
        var second = product(1_000);

        var outcomes = inParallel(
                200,
                number -> () -> number % 2 == 0
                        ? held(order(), line(first, 1), line(second, 1))
                        : held(order(), line(second, 1), line(first, 1)));

        assertThat(outcomes).hasSize(200).containsOnly(Outcome.HELD);
        assertThat(stock(first).held()).isEqualTo(200);
        assertThat(stock(second).held()).isEqualTo(200);
    }

    @Test
    void parallelRepeatsOfOneRequestTakeTheStockOnce() {
        var product = product(100);
        var order = order();

        var outcomes = inParallel(16, number -> () -> held(order, line(product, 3)));

        assertThat(outcomes).hasSize(16).containsOnly(Outcome.HELD);
        assertThat(stock(product).held()).isEqualTo(3);
    }

    @Test
    void aRepeatOfARefusedRequestIsDecidedAnew() {
        var product = product(1);
        var order = order();

        assertThat(held(order, line(product, 2))).isEqualTo(Outcome.SHORT);
        assertThat(held(order, line(product, 1))).isEqualTo(Outcome.HELD);
    }

    @Test
    void holdsSalesAndReturnsInAnyInterleavingLeaveTheLedgerRight() {
        var seed = new Random().nextLong();
        System.out.println("seed " + seed);
        var product = product(50);

        inParallel(120, number -> {
            var random = new Random(seed + number);
            return () -> {
                var order = order();
                var outcome = held(order, line(product, 1 + random.nextInt(3)));
                switch (random.nextInt(4)) {
                    case 0 -> applyOrderUpdate.follow(List.of(confirmed(order, 2)));
                    case 1 -> releaseHold.release(order, null);
                    case 2 -> {
                        applyOrderUpdate.follow(List.of(confirmed(order, 2)));
                        applyOrderUpdate.follow(List.of(cancelled(order, 3)));
                    }
                    default -> applyOrderUpdate.follow(List.of(expired(order, 2)));
                }
                return outcome;
            };
        });

        var stock = stock(product);
        assertThat(stock.held()).as("seed %d", seed).isZero();
        var sold =
                sql.sql("""
                        SELECT coalesce(sum(quantity), 0) FROM hold_line JOIN hold USING (order_id)
                         WHERE product_id = :product AND state = 'COMMITTED'
                        """).param("product", product.value()).query(Long.class).single();
        assertThat(stock.onHand()).as("seed %d", seed).isEqualTo(50 - sold);
    }

    /** Attempts at one order, each asking and giving up in any order, with the last one staying: it has its stock, whoever was late. */
    @Test
    void releasesOfEarlierAttemptsNeverTakeTheStockOfTheOneThatStays() {
        var product = product(400);
        var orders = IntStream.range(0, 50).mapToObj(_ -> order()).toList();
        var last = new AttemptId(UUID.randomUUID());

        inParallel(200, number -> {
            var order = orders.get(number % orders.size());
            var mine = number < orders.size() ? last : new AttemptId(UUID.randomUUID());
            return () -> {
                // One that was given back under way is asked for again, as a request that is sent again does.
                placeHold.place(command(order, mine, product));
                if (!mine.equals(last)) {
                    releaseHold.release(order, mine);
                }
                return Outcome.HELD;
            };
        });

        assertThat(stock(product).held()).isEqualTo(orders.size());
        orders.forEach(order -> releaseHold.release(order, last));
        assertThat(stock(product).held()).isZero();
    }

    private static PlaceHold.Command command(OrderId order, AttemptId attempt, ProductId product) {
        return new PlaceHold.Command(order, attempt, Instant.now().plusSeconds(900), List.of(line(product, 1)));
    }

    @Test
    void sweepersAtTheSameTimeGiveEachHoldBackOnce() {
        var product = product(100);
        for (var number = 0; number < 20; number++) {
            place(order(), Instant.now().minus(Duration.ofHours(1)), line(product, 2));
        }

        inParallel(4, number -> () -> {
            expireHolds.sweep();
            return Outcome.HELD;
        });

        // The service's own timer takes part, so the last hold may be in its hands a little longer.
        Awaitility.await().untilAsserted(() -> assertThat(stock(product).held()).isZero());
        var movements = sql.sql("SELECT count(*) FROM movement WHERE product_id = :product AND kind = 'RELEASED'")
                .param("product", product.value())
                .query(Integer.class)
                .single();
        assertThat(movements).isEqualTo(20);
        assertThat(stock(product).available()).isEqualTo(100);
    }

    @Test
    void aHoldWithinItsGraceIsNotSwept() {
        var product = product(10);
        place(order(), Instant.now().minusSeconds(60), line(product, 2));

        expireHolds.sweep();

        assertThat(stock(product).held()).isEqualTo(2);
    }

    @Test
    void theLedgerCannotBeEdited() {
        var product = product(10);

        for (var edit :
                List.of("UPDATE movement SET on_hand_change = 0", "DELETE FROM movement", "TRUNCATE movement")) {
            assertThatExceptionOfType(DataAccessException.class)
                    .as(edit)
                    .isThrownBy(() -> sql.sql(edit).update())
                    .havingRootCause()
                    .withMessageContaining("append-only");
        }
        assertThat(stock(product).onHand()).isEqualTo(10);
    }

    @Test
    void theDatabaseItselfRefusesToOversell() {
        var product = product(10);

        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(() -> sql.sql("UPDATE stock SET held = 11 WHERE product_id = :product")
                        .param("product", product.value())
                        .update())
                .havingRootCause()
                .withMessageContaining("stock_is_never_oversold");
    }

    @Test
    void aWriterThatDidNotLockLosesInsteadOfOverwriting() {
        var product = product(10);
        var read = stock(product);
        place(order(), Instant.now().plusSeconds(900), line(product, 1));

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> transactions.executeWithoutResult(status -> stocks.save(List.of(read))));
    }

    @Test
    void theCheckNamesAProductWhoseMovementsDoNotAddUp() {
        var product = product(10);
        place(order(), Instant.now().plusSeconds(900), line(product, 4));
        assertThat(checkLedger.check().drifts()).isEmpty();

        moveWithoutAWord(product, 1);
        try {
            var report = checkLedger.check();

            assertThat(report.drifts()).containsExactly(new Drift(product, "SKU-" + product.value(), 11, 4, 10, 4));
            assertThat(report.driftsTotal()).isEqualTo(1);
            assertThat(checkLedger.last()).isEqualTo(report);
            assertThat(meters.get("inventory.ledger.drifts").gauge().value()).isEqualTo(1);
        } finally {
            moveWithoutAWord(product, -1);
        }
        assertThat(checkLedger.check().drifts()).isEmpty();
    }

    @Test
    void theCheckGoesThroughAllProductsPageByPage() {
        for (var number = 0; number < 5; number++) {
            product(1);
        }
        var all = sql.sql("SELECT count(*) FROM stock").query(Integer.class).single();

        var lease = Duration.ofMinutes(1);
        var check = ledger.begin(true, lease).orElseThrow();
        var compared = 0;
        var page = ledger.compare(check, null, 2, lease).orElseThrow();
        while (page.products() > 0) {
            compared += page.products();
            page = ledger.compare(check, page.last(), 2, lease).orElseThrow();
        }

        assertThat(compared).isEqualTo(all);
    }

    private void moveWithoutAWord(ProductId product, int pieces) {
        sql.sql("UPDATE stock SET on_hand = on_hand + :pieces WHERE product_id = :product")
                .param("pieces", pieces)
                .param("product", product.value())
                .update();
    }

    private Outcome held(OrderId order, HoldLine... lines) {
        try {
            place(order, Instant.now().plusSeconds(900), lines);
            return Outcome.HELD;
        } catch (InsufficientStock refused) {
            return Outcome.SHORT;
        }
    }

    private Hold place(OrderId order, Instant expiresAt, HoldLine... lines) {
        return placeHold.place(new PlaceHold.Command(order, null, expiresAt, List.of(lines)));
    }

    private ProductId product(long initialStock) {
        var product = new ProductId(UUID.randomUUID());
        applyProductUpdate.follow(product, "SKU-" + product.value(), 1, initialStock);
        return product;
    }

    private Stock stock(ProductId product) {
        return findStock.find(product);
    }

    private static OrderId order() {
        return new OrderId(UUID.randomUUID());
    }

    private static HoldLine line(ProductId product, long quantity) {
        return new HoldLine(product, "SKU-" + product.value(), quantity);
    }

    private static List<Outcome> inParallel(int count, IntFunction<Supplier<Outcome>> work) {
        var number = new AtomicInteger();
        return Parallel.times(count, () -> work.apply(number.getAndIncrement()).get());
    }

    enum Outcome {
        HELD,
        SHORT
    }

    /** None of the orders was ever saved. */
    @TestConfiguration(proxyBeanMethods = false)
    static class NoOrders {

        @Bean
        @Primary
        OrderStates noOrders() {
            return order -> false;
        }
    }
}

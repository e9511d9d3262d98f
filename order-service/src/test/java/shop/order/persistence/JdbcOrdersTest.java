package shop.order.persistence;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static shop.order.support.OrderSamples.ADDRESS;
import static shop.order.support.OrderSamples.CUSTOMER;
import static shop.order.support.OrderSamples.IN_15_MINUTES;
import static shop.order.support.OrderSamples.LAMP;
import static shop.order.support.OrderSamples.MUG;
import static shop.order.support.OrderSamples.NOW;
import static shop.order.support.OrderSamples.PAYMENT;
import static shop.order.support.OrderSamples.disputed;
import static shop.order.support.OrderSamples.eur;
import static shop.order.support.OrderSamples.number;
import static shop.order.support.OrderSamples.payment;
import static shop.order.support.OrderSamples.placed;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;
import shop.order.application.OrderEventPublisher;
import shop.order.application.Orders;
import shop.order.application.Orders.Added;
import shop.order.application.Orders.Deadline;
import shop.order.application.ReservationLimits;
import shop.order.application.StepLog;
import shop.order.domain.Actor;
import shop.order.domain.Basket;
import shop.order.domain.CustomerId;
import shop.order.domain.Order;
import shop.order.domain.OrderException;
import shop.order.domain.OrderId;
import shop.order.domain.OrderLine;
import shop.order.domain.OrderStatus;
import shop.order.domain.OrderStep;
import shop.order.domain.PaymentStatus;
import shop.order.domain.Product;
import shop.order.domain.ProductId;
import shop.platform.paging.PageQuery;
import shop.test.Infrastructure;
import shop.test.Parallel;

/** Real PostgreSQL in a database of its own, so that no timer of a whole service takes the orders that are due here. */
class JdbcOrdersTest {

    static final ReservationLimits NO_LIMITS = new ReservationLimits(Integer.MAX_VALUE, Integer.MAX_VALUE);
    static final ProductId CUP = new ProductId(UUID.randomUUID());
    static final ProductId POT = new ProductId(UUID.randomUUID());
    static final ProductId TRAY = new ProductId(UUID.randomUUID());

    static final AnnotationConfigApplicationContext CONTEXT = new AnnotationConfigApplicationContext(Store.class);

    final JdbcOrders orders = CONTEXT.getBean(JdbcOrders.class);
    final JdbcCatalog catalog = CONTEXT.getBean(JdbcCatalog.class);
    final JdbcStepLog steps = CONTEXT.getBean(JdbcStepLog.class);
    final JdbcClient sql = CONTEXT.getBean(JdbcClient.class);
    final TransactionOperations transactions = CONTEXT.getBean(TransactionOperations.class);
    final List<OrderStep> published = CONTEXT.getBean(PublishedSteps.class).steps();

    @AfterAll
    static void close() {
        CONTEXT.close();
    }

    @BeforeEach
    void forget() {
        published.clear();
    }

    @Test
    void readsWhatWasWritten() {
        var order = added(IN_15_MINUTES);

        assertThat(orders.find(order.id()).map(Order::snapshot)).contains(order.snapshot());

        transactions.executeWithoutResult(_ -> {
            var locked = orders.lock(order.id(), null).orElseThrow();
            locked.applyPayment(payment(PaymentStatus.PAID, 3), Duration.ZERO, NOW);
            orders.save(locked);
            var cancelled = orders.lock(order.id(), null).orElseThrow();
            cancelled.cancel(Actor.customer(CUSTOMER), "changed my mind", NOW);
            orders.save(cancelled);
        });

        var stored = orders.find(order.id()).orElseThrow().snapshot();
        assertThat(stored.version()).isEqualTo(3);
        assertThat(stored.payment()).isEqualTo(PaymentStatus.PAID);
        assertThat(stored.paymentVersion()).isEqualTo(3);
        assertThat(stored.state().status()).isEqualTo(OrderStatus.CANCELLED);
        assertThat(orders.steps(order.id()))
                .extracting(OrderStep::status)
                .containsExactly(OrderStatus.PENDING, OrderStatus.CONFIRMED, OrderStatus.CANCELLED);
        assertThat(orders.steps(order.id()).getLast().reason()).isEqualTo("changed my mind");
        assertThat(published).isEqualTo(orders.steps(order.id()));
    }

    @Test
    void aDisputeIsStored() {
        var order = added(IN_15_MINUTES);

        for (var expected : List.of(true, false)) {
            transactions.executeWithoutResult(_ -> {
                var locked = orders.lock(order.id(), null).orElseThrow();
                var version = locked.snapshot().paymentVersion() + 1;
                locked.applyPayment(
                        expected ? disputed(PaymentStatus.PAID, version) : payment(PaymentStatus.PAID, version),
                        Duration.ZERO,
                        NOW);
                orders.save(locked);
            });
            assertThat(orders.find(order.id()).orElseThrow().snapshot().disputed())
                    .isEqualTo(expected);
        }
    }

    @Test
    void anOrderIsFoundAndLockedForItsCustomerOnly() {
        var order = added(IN_15_MINUTES);
        var stranger = new CustomerId(UUID.randomUUID());

        assertThat(orders.find(order.id(), CUSTOMER)).isPresent();
        assertThat(orders.find(order.id(), stranger)).isEmpty();
        transactions.executeWithoutResult(_ -> {
            assertThat(orders.lock(order.id(), CUSTOMER)).isPresent();
            assertThat(orders.lock(order.id(), stranger)).isEmpty();
        });
    }

    @Test
    void whatHasChangedIsFoundPageByPageEachOrderOnce() {
        var before = Instant.parse("2031-01-01T00:00:00Z");
        var added =
                Stream.generate(() -> new OrderId(UUID.randomUUID())).limit(7).toList();
        for (var place = 0; place < added.size(); place++) {
            var placedAt = before.plusSeconds(place);
            add(placed(added.get(place), CUSTOMER, placedAt.plusSeconds(900), placedAt));
        }
        // Three take their second step at one moment, one a third step later.
        pay(added.subList(2, 5), 2, before.plusSeconds(60));
        pay(added.subList(3, 4), 3, before.plusSeconds(61));

        var found = walk(before.minusNanos(1_000), 2, added);

        assertThat(found)
                .extracting(Orders.Changed::id)
                .as("by the time of the last step, and each once")
                .containsSubsequence(added.get(0), added.get(1), added.get(5), added.get(6), added.get(3))
                .containsExactlyInAnyOrderElementsOf(added);
        assertThat(found.getLast().payment()).isEqualTo(PaymentStatus.PAID);
        assertThat(found.getLast().status()).isEqualTo(OrderStatus.CONFIRMED);
        assertThat(found.getLast().paymentId()).isEqualTo(PAYMENT);
        assertThat(walk(before.plusSeconds(60).minusNanos(1_000), 1, added))
                .extracting(Orders.Changed::id)
                .containsExactlyInAnyOrderElementsOf(added.subList(2, 5));
        assertThat(walk(before.plusSeconds(61), 500, added)).isEmpty();
    }

    /** Whoever takes a step while the pages are read is read with it, on a later page. */
    @Test
    void anOrderThatChangesBetweenTwoPagesIsNotMissed() {
        var before = Instant.parse("2032-01-01T00:00:00Z");
        var added =
                Stream.generate(() -> new OrderId(UUID.randomUUID())).limit(4).toList();
        for (var place = 0; place < added.size(); place++) {
            var placedAt = before.plusSeconds(place);
            add(placed(added.get(place), CUSTOMER, placedAt.plusSeconds(900), placedAt));
        }

        var first = orders.changedAfter(before.minusNanos(1_000), 2);
        pay(added.subList(2, 3), 2, before.plusSeconds(60));
        pay(added.subList(0, 1), 2, before.plusSeconds(61));
        var rest = walk(requireNonNull(first.next()), 2, added);

        assertThat(first.orders()).extracting(Orders.Changed::id).containsExactlyElementsOf(added.subList(0, 2));
        assertThat(rest).extracting(Orders.Changed::id).containsExactly(added.get(3), added.get(2), added.get(0));
    }

    /** To the last page; other tests have orders here too. */
    private List<Orders.Changed> walk(Instant after, int steps, List<OrderId> of) {
        var all = new ArrayList<Orders.Changed>();
        var next = after;
        while (next != null) {
            var page = orders.changedAfter(next, steps);
            page.orders().stream().filter(order -> of.contains(order.id())).forEach(all::add);
            next = page.next();
        }
        return all;
    }

    private void pay(List<OrderId> paid, long version, Instant at) {
        transactions.executeWithoutResult(_ -> paid.forEach(id -> {
            var locked = orders.lock(id, null).orElseThrow();
            locked.applyPayment(
                    version == 2 ? payment(PaymentStatus.PROCESSING, version) : payment(PaymentStatus.PAID, version),
                    Duration.ZERO,
                    at);
            orders.save(locked);
        }));
    }

    /** Many are sorted alike, so the id decides; each is on one page, in any order, by number as by cursor. */
    @ParameterizedTest
    @CsvSource({"createdAt, true", "createdAt, false", "total, true", "total, false"})
    void aListIsReadToItsEndByCursor(String field, boolean descending) {
        var customer = new CustomerId(UUID.randomUUID());
        var added = IntStream.range(0, 23)
                .mapToObj(place -> new OrderId(UUID.randomUUID()))
                .toList();
        for (var place = 0; place < added.size(); place++) {
            add(placed(added.get(place), customer, IN_15_MINUTES, NOW.plusSeconds(place % 3)));
        }
        var sort = List.of(new PageQuery.Order(field, descending));
        var ofCustomer = new Orders.Filter(null, customer, null, null, null);

        var byCursor = new ArrayList<OrderId>();
        @Nullable String cursor = null;
        do {
            var page = orders.page(ofCustomer, new PageQuery(0, 5, sort, cursor));
            assertThat(page.totalItems()).isEqualTo(23);
            assertThat(page.approximate()).isNull();
            page.items().forEach(order -> byCursor.add(order.id()));
            cursor = page.nextCursor();
        } while (cursor != null);
        var byNumber = IntStream.range(0, 5)
                .mapToObj(page -> orders.page(ofCustomer, new PageQuery(page, 5, sort)))
                .flatMap(page -> page.items().stream())
                .map(Order::id)
                .toList();

        assertThat(byCursor).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(added);
        assertThat(byCursor).containsExactlyElementsOf(byNumber);
    }

    @Test
    void aStaleWriterLosesInsteadOfOverwriting() {
        var order = added(IN_15_MINUTES);
        var stale = orders.find(order.id()).orElseThrow();
        transactions.executeWithoutResult(_ -> {
            var locked = orders.lock(order.id(), null).orElseThrow();
            locked.applyPayment(payment(PaymentStatus.PROCESSING, 1), Duration.ZERO, NOW);
            orders.save(locked);
        });
        stale.applyPayment(payment(PaymentStatus.PAID, 2), Duration.ZERO, NOW);

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> transactions.executeWithoutResult(_ -> orders.save(stale)));
        assertThat(orders.find(order.id()).orElseThrow().snapshot().payment()).isEqualTo(PaymentStatus.PROCESSING);
    }

    @Test
    void aSecondOrderWithOneIdIsNotAddedAndPublishesNothing() {
        var order = added(IN_15_MINUTES);
        published.clear();

        assertThat(add(placed(order.id(), CUSTOMER, IN_15_MINUTES, NOW))).isEqualTo(Added.KNOWN);

        assertThat(orders.steps(order.id())).hasSize(1);
        assertThat(published).isEmpty();
    }

    @Test
    void aNumberThatAnotherOrderHasIsTakenAndNothingIsWritten() {
        var first = added(IN_15_MINUTES);
        var id = new OrderId(UUID.randomUUID());
        published.clear();

        var again = Order.place(id, first.number(), CUSTOMER, first.snapshot().basket(), ADDRESS, IN_15_MINUTES, NOW);

        assertThat(add(again)).isEqualTo(Added.NUMBER_TAKEN);
        assertThat(orders.find(id)).isEmpty();
        assertThat(orders.steps(id)).isEmpty();
        assertThat(published).isEmpty();
    }

    @Test
    void whoAsksAfterTheWritersWaitsForACommitThatIsInDoubt() throws Exception {
        var order = placed(new OrderId(UUID.randomUUID()), new CustomerId(UUID.randomUUID()), IN_15_MINUTES, NOW);
        var written = new CountDownLatch(1);
        var commit = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var writer = threads.submit(() -> transactions.executeWithoutResult(_ -> {
                add(order);
                written.countDown();
                await(commit);
            }));
            await(written);
            assertThat(orders.find(order.id())).as("not to be seen yet").isEmpty();

            var answer = threads.submit(() -> orders.findAfterWriters(order.id(), order.customer()));
            Awaitility.await().until(this::somebodyWaitsForAnAdvisoryLock);
            assertThat(answer).isNotDone();
            commit.countDown();

            assertThat(answer.get(10, TimeUnit.SECONDS)).isPresent();
            writer.get(10, TimeUnit.SECONDS);
        }
    }

    private boolean somebodyWaitsForAnAdvisoryLock() {
        return sql.sql(
                        "SELECT EXISTS (SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = database AND datname = current_database()"
                                + " WHERE locktype = 'advisory' AND NOT granted)")
                .query(Boolean.class)
                .single();
    }

    @Test
    void aCustomerHoldsNoMoreOrdersUnpaidThanTheyMayHoweverManyCome() {
        var customer = new CustomerId(UUID.randomUUID());
        var limits = new ReservationLimits(3, Integer.MAX_VALUE);

        var outcomes = Parallel.times(16, () -> tryToAdd(customer, 1, 1250, limits));

        assertThat(outcomes).filteredOn(Added.ADDED.name()::equals).hasSize(3);
        assertThat(outcomes).filteredOn("TooManyUnpaidOrders"::equals).hasSize(13);
        assertThat(unpaidOrders(customer)).isEqualTo(3);
        assertThat(tryToAdd(new CustomerId(UUID.randomUUID()), 1, 1250, limits)).isEqualTo("ADDED");
        assertThat(tryToAdd(customer, 1, 0, limits)).as("nothing is to be paid").isEqualTo("ADDED");
    }

    @Test
    void aCustomerHoldsNoMoreUnitsOfAProductUnpaidThanTheyMayHoweverManyCome() {
        var customer = new CustomerId(UUID.randomUUID());
        var limits = new ReservationLimits(Integer.MAX_VALUE, 10);

        assertThat(tryToAdd(customer, 11, 1250, limits)).isEqualTo("TooManyUnpaidUnits");
        var outcomes = Parallel.times(12, () -> tryToAdd(customer, 3, 1250, limits));

        assertThat(outcomes).filteredOn(Added.ADDED.name()::equals).hasSize(3);
        assertThat(tryToAdd(customer, 2, 1250, limits)).isEqualTo("TooManyUnpaidUnits");
        assertThat(tryToAdd(customer, 1, 1250, limits)).isEqualTo("ADDED");
    }

    @Test
    void whatIsPaidOrOverDoesNotCountAsUnpaid() {
        var customer = new CustomerId(UUID.randomUUID());
        var limits = new ReservationLimits(1, 2);
        var first = placed(new OrderId(UUID.randomUUID()), customer, IN_15_MINUTES, NOW);
        assertThat(orders.add(first, Map.of(), limits)).isEqualTo(Added.ADDED);
        assertThat(tryToAdd(customer, 1, 1250, limits)).isEqualTo("TooManyUnpaidOrders");

        transactions.executeWithoutResult(_ -> {
            var locked = orders.lock(first.id(), null).orElseThrow();
            locked.applyPayment(payment(PaymentStatus.PAID, 1), Duration.ZERO, NOW);
            orders.save(locked);
        });

        assertThat(tryToAdd(customer, 2, 1250, limits)).isEqualTo("ADDED");
    }

    private String tryToAdd(CustomerId customer, int mugs, long cents, ReservationLimits limits) {
        var id = new OrderId(UUID.randomUUID());
        var basket = Basket.of(List.of(new OrderLine(MUG, "MUG-BLUE", "Blue mug", mugs, eur(cents))));
        try {
            return orders.add(
                            Order.place(id, number(id), customer, basket, ADDRESS, IN_15_MINUTES, NOW),
                            Map.of(),
                            limits)
                    .name();
        } catch (OrderException refused) {
            return refused.getClass().getSimpleName();
        }
    }

    private long unpaidOrders(CustomerId customer) {
        return sql.sql("SELECT count(*) FROM orders WHERE customer_id = :customer AND status = 'PENDING'")
                .param("customer", customer.value())
                .query(Long.class)
                .single();
    }

    @Test
    void anOrderIsFoundByItsNumber() {
        var order = added(IN_15_MINUTES);
        added(IN_15_MINUTES);
        var page = new PageQuery(0, 20, List.of(new PageQuery.Order("createdAt", true)));

        var found = orders.page(new Orders.Filter(order.number(), null, null, null, null), page);
        var ofAnother = orders.page(
                new Orders.Filter(order.number(), new CustomerId(UUID.randomUUID()), null, null, null), page);

        assertThat(found.items()).extracting(Order::id).containsExactly(order.id());
        assertThat(ofAnother.items()).isEmpty();
    }

    @Test
    void anOrderIsAddedOnlyAtThePricesThatAreStored() {
        catalog.putAll(List.of(
                new Product(CUP, 2, "CUP", "Cup", eur(100), false),
                new Product(POT, 7, "POT", "Pot", eur(100), false)));
        var order = placed(new OrderId(UUID.randomUUID()), CUSTOMER, IN_15_MINUTES, NOW);

        for (var prices : List.of(
                Map.of(CUP, 1L, POT, 7L), Map.of(CUP, 3L, POT, 7L), Map.of(new ProductId(UUID.randomUUID()), 1L))) {
            var added = orders.add(placed(order.id(), CUSTOMER, IN_15_MINUTES, NOW), prices, NO_LIMITS);
            assertThat(added).as("%s", prices).isEqualTo(Added.PRICES_CHANGED);
        }
        assertThat(orders.find(order.id())).isEmpty();
        assertThat(published).isEmpty();

        assertThat(orders.add(order, Map.of(CUP, 2L, POT, 7L), NO_LIMITS)).isEqualTo(Added.ADDED);
        assertThat(orders.find(order.id())).isPresent();
    }

    @Test
    void linesKeepTheirOrderInEveryAnswer() {
        var lines = IntStream.range(0, 12)
                .mapToObj(number -> new OrderLine(
                        new ProductId(UUID.randomUUID()), "S" + number, "N" + number, number + 1, eur(number)))
                .toList();
        var customer = new CustomerId(UUID.randomUUID());
        var ids = Stream.generate(() -> new OrderId(UUID.randomUUID())).limit(3).toList();
        ids.forEach(id -> add(Order.place(id, number(id), customer, Basket.of(lines), ADDRESS, IN_15_MINUTES, NOW)));

        assertThat(orders.find(ids.getFirst()).orElseThrow().lines()).isEqualTo(lines);
        var locked = transactions.execute(_ -> orders.lock(ids));
        assertThat(locked)
                .hasSize(3)
                .allSatisfy(order -> assertThat(order.lines()).isEqualTo(lines));
        var page = orders.page(new Orders.Filter(null, customer, null, null, null), new PageQuery(0, 2, List.of()));
        assertThat(page.totalItems()).isEqualTo(3);
        assertThat(page.items())
                .hasSize(2)
                .allSatisfy(order -> assertThat(order.lines()).isEqualTo(lines));
    }

    @Test
    void manyOrdersAreSavedTogetherAndTheirStepsNumberedByCustomer() {
        var customer = new CustomerId(UUID.randomUUID());
        var other = new CustomerId(UUID.randomUUID());
        var mine = added(customer);
        var mineToo = added(customer);
        var theirs = added(other);
        published.clear();

        transactions.executeWithoutResult(_ -> {
            var locked = orders.lock(List.of(mine.id(), mineToo.id(), theirs.id()));
            locked.forEach(order -> {
                order.applyPayment(payment(PaymentStatus.PROCESSING, 1), Duration.ofMinutes(10), NOW);
                order.applyPayment(payment(PaymentStatus.PAID, 2), Duration.ofMinutes(10), NOW);
            });
            orders.saveAll(locked);
        });

        assertThat(published).hasSize(6);
        assertThat(steps.after(customer, 0, 100))
                .extracting(StepLog.Entry::position)
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(steps.after(other, 0, 100))
                .extracting(StepLog.Entry::position)
                .containsExactly(1L, 2L, 3L);
        assertThat(steps.end(customer)).isEqualTo(6);
        for (var order : List.of(mine, mineToo, theirs)) {
            var snapshot = orders.find(order.id()).orElseThrow().snapshot();
            assertThat(snapshot.state().status()).isEqualTo(OrderStatus.CONFIRMED);
            assertThat(snapshot.extended()).isTrue();
            assertThat(snapshot.reservedUntil()).isEqualTo(IN_15_MINUTES.plusSeconds(600));
            assertThat(orders.steps(order.id())).extracting(OrderStep::version).containsExactly(1L, 2L, 3L);
            assertThat(steps.after(snapshot.customer(), 0, 100).stream()
                            .filter(entry -> entry.order().equals(order.id()))
                            .map(entry -> entry.step().version()))
                    .as("in the order of the versions")
                    .containsExactly(1L, 2L, 3L);
        }
    }

    @Test
    void nothingIsChangedOutsideOfATransaction() {
        var order = added(IN_15_MINUTES);

        assertThatExceptionOfType(IllegalTransactionStateException.class).isThrownBy(() -> orders.save(order));
        assertThatExceptionOfType(IllegalTransactionStateException.class)
                .isThrownBy(() -> orders.lock(order.id(), null));
    }

    @Test
    void theDeadlinesOfUnpaidOrdersArePagedTheEarliestFirst() {
        var longAgo = Instant.parse("2019-01-01T00:00:00Z");
        var first = added(longAgo);
        var paid = added(longAgo.plusSeconds(1));
        var second = added(longAgo.plusSeconds(2));
        var third = added(longAgo.plusSeconds(2));
        transactions.executeWithoutResult(_ -> {
            var locked = orders.lock(paid.id(), null).orElseThrow();
            locked.applyPayment(payment(PaymentStatus.PAID, 1), Duration.ZERO, NOW);
            orders.save(locked);
        });

        var one = orders.deadlines(null, 2);
        var next = orders.deadlines(one.getLast(), 1);

        assertThat(Stream.of(one, next).flatMap(List::stream).map(Deadline::order))
                .containsExactlyElementsOf(Stream.concat(
                                Stream.of(first.id()),
                                Stream.of(second.id(), third.id())
                                        .sorted(Comparator.comparing(
                                                id -> id.value().toString())))
                        .toList());
        assertThat(one.getFirst().at()).isEqualTo(longAgo);
        transactions.executeWithoutResult(_ -> orders.lockDue(List.of(first.id(), second.id(), third.id()), NOW)
                .forEach(due -> {
                    due.expire(NOW);
                    orders.save(due);
                }));
    }

    @Test
    void twoTimersShareTheOrdersThatAreDue() throws Exception {
        var longAgo = Instant.parse("2020-01-01T00:00:00Z");
        var first = added(longAgo);
        var second = added(longAgo.plusSeconds(1));
        var later = added(longAgo.plusSeconds(120));
        var firstIsLocked = new CountDownLatch(1);
        var secondHasLooked = new CountDownLatch(1);
        try (var other = Executors.newVirtualThreadPerTaskExecutor()) {
            var others = other.submit(() -> transactions.execute(_ -> {
                var due = orders.lockDue(List.of(first.id()), longAgo.plusSeconds(60));
                firstIsLocked.countDown();
                await(secondHasLooked);
                return due;
            }));
            firstIsLocked.await();
            var mine = transactions.execute(
                    _ -> orders.lockDue(List.of(first.id(), second.id(), later.id()), longAgo.plusSeconds(60)));
            secondHasLooked.countDown();

            assertThat(others.get()).extracting(Order::id).containsExactly(first.id());
            assertThat(mine).extracting(Order::id).containsExactly(second.id());
        }
    }

    @Test
    void aProductIsReadFromMemoryUntilItIsForgotten() {
        catalog.putAll(List.of(new Product(TRAY, 1, "TRAY", "Tray", eur(100), false)));
        assertThat(catalog.find(List.of(TRAY)).values())
                .extracting(Product::version)
                .containsExactly(1L);
        sql.sql("UPDATE product_copy SET version = 2, price_minor = 300 WHERE product_id = :id")
                .param("id", TRAY.value())
                .update();

        assertThat(catalog.find(List.of(TRAY)).values())
                .extracting(Product::version)
                .containsExactly(1L);
        catalog.forget(List.of(TRAY));
        assertThat(catalog.find(List.of(TRAY)).values())
                .containsExactly(new Product(TRAY, 2, "TRAY", "Tray", eur(300), false));
    }

    @Test
    void theCopyOfAProductNeverGetsOlder() {
        catalog.putAll(List.of(
                new Product(MUG, 1, "MUG-1", "Mug", eur(100), false),
                new Product(MUG, 3, "MUG-3", "Mug", eur(300), false),
                new Product(LAMP, 1, "LAMP", "Lamp", eur(4000), true)));
        catalog.putAll(List.of(new Product(MUG, 2, "MUG-2", "Mug", eur(200), false)));
        catalog.putAll(List.of());
        assertThat(catalog.find(List.of(MUG)).values()).extracting(Product::sku).containsExactly("MUG-3");

        assertThat(catalog.find(List.of(LAMP)).values())
                .containsExactly(new Product(LAMP, 1, "LAMP", "Lamp", eur(4000), true));

        catalog.putAll(List.of(new Product(MUG, 4, "MUG-4", "Mug", eur(400), true)));
        assertThat(catalog.find(List.of(MUG)).values())
                .containsExactly(new Product(MUG, 4, "MUG-4", "Mug", eur(400), true));
    }

    private Order added(Instant reservedUntil) {
        return added(CUSTOMER, reservedUntil);
    }

    private Order added(CustomerId customer) {
        return added(customer, IN_15_MINUTES);
    }

    private Order added(CustomerId customer, Instant reservedUntil) {
        var order = placed(new OrderId(UUID.randomUUID()), customer, reservedUntil, NOW);
        assertThat(add(order)).isEqualTo(Added.ADDED);
        return order;
    }

    /** At prices that nobody has to look up. */
    private Added add(Order order) {
        return orders.add(order, Map.of(), NO_LIMITS);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    record PublishedSteps(List<OrderStep> steps) {}

    @Configuration
    @EnableTransactionManagement(proxyTargetClass = true)
    @Import({JdbcOrders.class, JdbcCatalog.class, JdbcStepLog.class})
    static class Store {

        @Bean
        DataSource database() {
            var database = Infrastructure.shared().newDatabase("orders");
            var connections = new DriverManagerDataSource(database.url(), database.user(), database.password());
            Flyway.configure().dataSource(connections).load().migrate();
            return connections;
        }

        @Bean
        JdbcClient sql(DataSource database) {
            return JdbcClient.create(database);
        }

        @Bean
        PlatformTransactionManager transactionManager(DataSource database) {
            return new DataSourceTransactionManager(database);
        }

        @Bean
        TransactionOperations transactions(PlatformTransactionManager manager) {
            return new TransactionTemplate(manager);
        }

        @Bean
        PublishedSteps published() {
            return new PublishedSteps(new CopyOnWriteArrayList<>());
        }

        @Bean
        OrderEventPublisher publisher(PublishedSteps published) {
            return steps -> steps.forEach(step -> published.steps().add(step.step()));
        }
    }
}

package shop.order.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static shop.order.support.OrderSamples.CUSTOMER;
import static shop.order.support.OrderSamples.IN_15_MINUTES;
import static shop.order.support.OrderSamples.LAMP;
import static shop.order.support.OrderSamples.MUG;
import static shop.order.support.OrderSamples.NOW;
import static shop.order.support.OrderSamples.PAYMENT;
import static shop.order.support.OrderSamples.eur;
import static shop.order.support.OrderSamples.payment;
import static shop.order.support.OrderSamples.placed;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;
import shop.order.application.OrderNews;
import shop.order.application.Orders;
import shop.order.domain.Actor;
import shop.order.domain.CustomerId;
import shop.order.domain.Order;
import shop.order.domain.OrderId;
import shop.order.domain.OrderStatus;
import shop.order.domain.OrderStep;
import shop.order.domain.PaymentStatus;
import shop.order.domain.Product;
import shop.test.Infrastructure;

/** Real PostgreSQL in a database of its own, so that no timer of a whole service takes the orders that are due here. */
class JdbcOrdersTest {

    static final AnnotationConfigApplicationContext CONTEXT = new AnnotationConfigApplicationContext(Store.class);

    final JdbcOrders orders = CONTEXT.getBean(JdbcOrders.class);
    final JdbcCatalogue catalogue = CONTEXT.getBean(JdbcCatalogue.class);
    final TransactionOperations transactions = CONTEXT.getBean(TransactionOperations.class);
    final List<OrderStep> told = CONTEXT.getBean(ToldSteps.class).steps();

    @AfterAll
    static void close() {
        CONTEXT.close();
    }

    @BeforeEach
    void forget() {
        told.clear();
    }

    @Test
    void readsWhatWasWritten() {
        var order = added(IN_15_MINUTES);

        assertThat(orders.find(order.id()).map(Order::snapshot)).contains(order.snapshot());

        transactions.executeWithoutResult(_ -> {
            var locked = orders.lock(order.id()).orElseThrow();
            locked.hear(payment(PaymentStatus.PAID, 3), NOW);
            orders.save(locked);
            var cancelled = orders.lock(order.id()).orElseThrow();
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
        assertThat(told).isEqualTo(orders.steps(order.id()));
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
    void whatChangedSinceIsFoundPageByPage() {
        var before = Instant.parse("2031-01-01T00:00:00Z");
        var added =
                Stream.generate(() -> new OrderId(UUID.randomUUID())).limit(5).toList();
        added.forEach(id -> orders.add(placed(id, CUSTOMER, before.plusSeconds(900), before)));
        var changed = added.stream()
                .sorted(Comparator.comparing(id -> id.value().toString()))
                .skip(2)
                .toList();
        transactions.executeWithoutResult(_ -> changed.forEach(id -> {
            var locked = orders.lock(id).orElseThrow();
            locked.hear(payment(PaymentStatus.PAID, 2), before.plusSeconds(60));
            orders.save(locked);
        }));

        var first = orders.changedSince(before.plusSeconds(60), null, 2);
        var second = orders.changedSince(before.plusSeconds(60), first.getLast().id(), 2);

        assertThat(Stream.of(first, second).flatMap(List::stream).map(Orders.Changed::id))
                .as("by id, and each once")
                .containsExactlyElementsOf(changed);
        assertThat(first.getFirst().payment()).isEqualTo(PaymentStatus.PAID);
        assertThat(first.getFirst().status()).isEqualTo(OrderStatus.CONFIRMED);
        assertThat(first.getFirst().paymentId()).isEqualTo(PAYMENT);
        assertThat(orders.changedSince(before, null, 500)).hasSize(5);
        assertThat(orders.changedSince(before.plusSeconds(61), null, 500)).isEmpty();
    }

    @Test
    void aStaleWriterLosesInsteadOfOverwriting() {
        var order = added(IN_15_MINUTES);
        var stale = orders.find(order.id()).orElseThrow();
        transactions.executeWithoutResult(_ -> {
            var locked = orders.lock(order.id()).orElseThrow();
            locked.hear(payment(PaymentStatus.PROCESSING, 1), NOW);
            orders.save(locked);
        });
        stale.hear(payment(PaymentStatus.PAID, 2), NOW);

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> transactions.executeWithoutResult(_ -> orders.save(stale)));
        assertThat(orders.find(order.id()).orElseThrow().snapshot().payment()).isEqualTo(PaymentStatus.PROCESSING);
    }

    @Test
    void aSecondOrderWithOneIdIsRefusedWithAllItWouldTell() {
        var order = added(IN_15_MINUTES);

        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(() -> orders.add(placed(order.id(), CUSTOMER, IN_15_MINUTES, NOW)));
        assertThat(orders.steps(order.id())).hasSize(1);
    }

    @Test
    void nothingIsChangedOutsideOfATransaction() {
        var order = added(IN_15_MINUTES);

        assertThatExceptionOfType(IllegalTransactionStateException.class).isThrownBy(() -> orders.save(order));
        assertThatExceptionOfType(IllegalTransactionStateException.class).isThrownBy(() -> orders.lock(order.id()));
    }

    @Test
    void twoTimersShareTheOrdersThatAreDue() throws Exception {
        var longAgo = Instant.parse("2020-01-01T00:00:00Z");
        var first = added(longAgo);
        var second = added(longAgo.plusSeconds(1));
        var firstIsLocked = new CountDownLatch(1);
        var secondHasLooked = new CountDownLatch(1);
        try (var other = Executors.newVirtualThreadPerTaskExecutor()) {
            var others = other.submit(() -> transactions.execute(_ -> {
                var due = orders.lockDue(longAgo.plusSeconds(60), 1);
                firstIsLocked.countDown();
                await(secondHasLooked);
                return due;
            }));
            firstIsLocked.await();
            var mine = transactions.execute(_ -> orders.lockDue(longAgo.plusSeconds(60), 10));
            secondHasLooked.countDown();

            assertThat(others.get()).extracting(Order::id).containsExactly(first.id());
            assertThat(mine).extracting(Order::id).containsExactly(second.id());
        }
    }

    @Test
    void theCopyOfAProductNeverGetsOlder() {
        catalogue.putAll(List.of(
                new Product(MUG, 1, "MUG-1", "Mug", eur(100), false),
                new Product(MUG, 3, "MUG-3", "Mug", eur(300), false),
                new Product(LAMP, 1, "LAMP", "Lamp", eur(4000), true)));
        catalogue.putAll(List.of(new Product(MUG, 2, "MUG-2", "Mug", eur(200), false)));
        catalogue.putAll(List.of());
        assertThat(catalogue.find(List.of(MUG)).values())
                .extracting(Product::sku)
                .containsExactly("MUG-3");

        assertThat(catalogue.find(List.of(LAMP)).values())
                .containsExactly(new Product(LAMP, 1, "LAMP", "Lamp", eur(4000), true));

        catalogue.putAll(List.of(new Product(MUG, 4, "MUG-4", "Mug", eur(400), true)));
        assertThat(catalogue.find(List.of(MUG)).values())
                .containsExactly(new Product(MUG, 4, "MUG-4", "Mug", eur(400), true));
    }

    private Order added(Instant reservedUntil) {
        var order = placed(new OrderId(UUID.randomUUID()), CUSTOMER, reservedUntil, NOW);
        orders.add(order);
        return order;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    record ToldSteps(List<OrderStep> steps) {}

    @Configuration
    @EnableTransactionManagement(proxyTargetClass = true)
    @Import({JdbcOrders.class, JdbcCatalogue.class})
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
        JdbcTemplate batches(DataSource database) {
            return new JdbcTemplate(database);
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
        ToldSteps told() {
            return new ToldSteps(new CopyOnWriteArrayList<>());
        }

        @Bean
        OrderNews news(ToldSteps told) {
            return (order, step) -> told.steps().add(step);
        }
    }
}

package shop.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordingFile;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import shop.kernel.Money;
import shop.order.application.ApplyPaymentUpdates;
import shop.order.application.ApplyPaymentUpdates.OrderPayment;
import shop.order.domain.OrderId;
import shop.order.domain.PaymentId;
import shop.order.domain.PaymentStatus;
import shop.order.domain.PaymentUpdate;
import shop.order.domain.risk.PaymentSignals;
import shop.order.support.StubServices;
import shop.test.Api;
import shop.test.FleetTest;
import shop.test.StatementLog;
import shop.test.TestTokens;

/** What one order may cost: a statement, a commit or an exception more has to be wanted. */
@FleetTest
@Import(StatementLog.class)
@TestPropertySource(
        properties = {
            "order.risk.shared-addresses=12 Square|W1|GB",
            "order.risk.deadline=1m",
            "order.expire-every=1h",
            "order.expire-look-every=1h"
        })
class CheckoutCostTest {

    static final StubServices SERVICES = new StubServices();

    @DynamicPropertySource
    static void services(DynamicPropertyRegistry registry) {
        for (var service : List.of("inventory-service", "product-service", "cart-service", "payment-service")) {
            registry.add("spring.cloud.discovery.client.simple.instances." + service + "[0].uri", SERVICES::url);
        }
    }

    @AfterAll
    static void stop() {
        SERVICES.stop();
    }

    @LocalServerPort
    int port;

    @Autowired
    StatementLog log;

    @Autowired
    JdbcClient sql;

    @Autowired
    ApplyPaymentUpdates applyPaymentUpdates;

    final UUID product = UUID.randomUUID();
    Api customer;

    /** The first order of a product reads it, and the first of all loads classes; what counts is what comes after. */
    @BeforeEach
    void warmUp() {
        SERVICES.sells(product, "SKU-" + product, 1250);
        customer = new Api(port).as(TestTokens.user(UUID.randomUUID()));
        place();
        place();
        awaitEmptyOutbox();
    }

    @Test
    void placingAnOrderIsTwoStatementsAndOneCommit() {
        log.clear();

        place();

        var entries = byRequests();
        assertThat(StatementLog.statements(entries)).as("%s", entries).hasSize(2);
        assertThat(StatementLog.transactions(entries)).as("%s", entries).isEqualTo(1);
        assertThat(StatementLog.statements(entries).getFirst()).contains("INSERT INTO orders");
        assertThat(StatementLog.statements(entries).getLast()).containsIgnoringCase("insert into outbox");
    }

    /** One statement beside the hold, on another thread; what it finds is stored by the statement that stores the order. */
    @Test
    void assessingTheRiskOfAnOrderIsOneStatement() {
        log.clear();

        var order = place();

        var entries = log.entries().stream()
                .filter(entry -> entry.thread().startsWith("risk-"))
                .toList();
        assertThat(StatementLog.statements(entries)).singleElement().asString().contains("risk_assessment");
        assertThat(sql.sql(
                                "SELECT count(*) FROM risk_assessment WHERE order_id = CAST(:order AS uuid) AND score IS NOT NULL")
                        .param("order", order)
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    /** One more commit than without a key: the claim, which goes ahead of the hold. The answer is part of the order's transaction. */
    @Test
    void aKeyIsTwoStatementsAndOneCommitMore() {
        log.clear();

        place(customer.with("Idempotency-Key", UUID.randomUUID().toString()));

        var entries = byRequests();
        assertThat(StatementLog.statements(entries)).as("%s", entries).hasSize(4);
        assertThat(StatementLog.transactions(entries)).as("%s", entries).isEqualTo(2);
        assertThat(entries.getFirst().text()).contains("INSERT INTO idempotency_key");
        assertThat(entries.getFirst().endsTransaction()).isTrue();
        assertThat(StatementLog.statements(entries).getLast()).contains("UPDATE idempotency_key");
    }

    @Test
    void readingAnOrderIsOneStatement() {
        var order = place();
        log.clear();

        assertThat(customer.get("/api/orders/" + order).status()).isEqualTo(200);

        assertThat(byRequests()).hasSize(1);
    }

    /** With what the provider says of the cards, too: that is read and stored by the same statements. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void confirmingManyOrdersIsFewStatementsAndOneCommit(boolean areAssessed) {
        var orders =
                Stream.generate(this::place).limit(10).map(UUID::fromString).toList();
        awaitEmptyOutbox();
        log.clear();

        applyPaymentUpdates.apply(
                orders.stream()
                        .map(order -> new OrderPayment(
                                new OrderId(order),
                                new PaymentUpdate(
                                        new PaymentId(UUID.randomUUID()),
                                        PaymentStatus.PAID,
                                        Money.of(1250, "EUR"),
                                        false,
                                        1),
                                areAssessed ? new PaymentSignals("fp-" + order, "GB", 0, 12) : PaymentSignals.NONE))
                        .toList(),
                List.of());

        var entries = log.entries().stream()
                .filter(entry -> entry.thread().equals(Thread.currentThread().getName()))
                .toList();
        assertThat(StatementLog.statements(entries)).as("%s", entries).hasSize(3);
        assertThat(StatementLog.transactions(entries)).isEqualTo(1);
        assertThat(customer.get("/api/orders/" + orders.getLast()).text("status"))
                .isEqualTo("CONFIRMED");
        assertThat(sql.sql(
                                "SELECT count(*) FROM risk_assessment WHERE moment = 'PAID' AND order_id = ANY (CAST(:orders AS uuid[]))")
                        .param("orders", orders.stream().map(UUID::toString).toArray(String[]::new))
                        .query(Integer.class)
                        .single())
                .isEqualTo(areAssessed ? 10 : 0);
    }

    @Test
    void nothingIsThrownOnTheNormalWay() throws IOException {
        var thrown = new ArrayList<String>();
        var file = Files.createTempFile("exceptions", ".jfr");
        try (var recording = new Recording()) {
            recording.enable("jdk.JavaExceptionThrow").withStackTrace();
            recording.start();
            var order = place();
            assertThat(customer.get("/api/orders/" + order).status()).isEqualTo(200);
            recording.stop();
            recording.dump(file);
            thrown.addAll(thrownIn(file));
        } finally {
            Files.delete(file);
        }
        assertThat(thrown).isEmpty();
    }

    /** Not what the test itself and the broker's client do on threads of their own. */
    private static List<String> thrownIn(Path recording) throws IOException {
        return RecordingFile.readAllEvents(recording).stream()
                .filter(event -> event.getStackTrace() != null
                        && event.getStackTrace().getFrames().stream()
                                .anyMatch(frame ->
                                        frame.getMethod().getType().getName().startsWith("org.apache.coyote")))
                .map(event -> {
                    RecordedClass type = event.getClass("thrownClass");
                    return type.getName() + ": " + event.getString("message") + " "
                            + event.getStackTrace().getFrames().stream()
                                    .limit(8)
                                    .map(frame -> frame.getMethod().getType().getName() + "."
                                            + frame.getMethod().getName())
                                    .toList();
                })
                .toList();
    }

    private String place() {
        return place(customer);
    }

    private String place(Api buyer) {
        var placed = buyer.post(
                "/api/orders",
                Map.of(
                        "items",
                        List.of(Map.of("productId", product, "quantity", 1)),
                        "shippingAddress",
                        OrderServiceTest.ADDRESS));
        assertThat(placed.status()).isEqualTo(201);
        return placed.text("id");
    }

    /** What the requests asked; the relay's thread is not theirs. */
    private List<StatementLog.Entry> byRequests() {
        return log.entries().stream()
                .filter(entry -> entry.thread().startsWith("tomcat-handler"))
                .toList();
    }

    private void awaitEmptyOutbox() {
        Awaitility.await()
                .until(() ->
                        sql.sql("SELECT count(*) FROM outbox").query(Long.class).single() == 0);
    }
}

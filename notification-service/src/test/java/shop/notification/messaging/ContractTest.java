package shop.notification.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import shop.kernel.Money;
import shop.notification.notice.Notice;
import shop.notification.notice.NoticeKind;
import shop.test.Contracts;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads the example of every event that is consumed. */
class ContractTest {

    private static final UUID USER = UUID.fromString("019aa5f0-7a00-7000-8000-000000000001");
    private static final UUID ORDER = UUID.fromString("019aa5f0-7a00-7000-8000-000000000003");
    private static final Money TWENTY_FIVE_EUROS = Money.of(2500, "EUR");

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    @Test
    void readsUserRegistered() {
        assertThat(data("user_registered", "user.registered.v1", UserRegistered.class))
                .isEqualTo(new UserRegistered(
                        USER, "ada@example.org", "Ada Lovelace", Instant.parse("2026-11-21T10:00:00Z")));
    }

    @Test
    void readsOrderPlaced() {
        assertThat(data("order_placed", "order.placed.v1", OrderPlaced.class))
                .isEqualTo(new OrderPlaced(
                        ORDER,
                        "7K3M-9Q4T",
                        USER,
                        List.of(new OrderPlaced.Item("Blue mug", 2, TWENTY_FIVE_EUROS)),
                        TWENTY_FIVE_EUROS,
                        Instant.parse("2026-11-21T10:15:00Z"),
                        new Notice.Address("Ada Buyer", "1 Analytical Row", null, "London", "N1 9GU", "GB"),
                        Instant.parse("2026-11-21T10:00:00Z")));
    }

    @Test
    void readsOrderStatus() {
        var read = data("order_status", "order.status.v1", OrderStatusChanged.class);

        assertThat(read)
                .isEqualTo(new OrderStatusChanged(
                        ORDER,
                        "7K3M-9Q4T",
                        USER,
                        "CONFIRMED",
                        "PENDING",
                        "PAID",
                        TWENTY_FIVE_EUROS,
                        Instant.parse("2026-11-21T10:15:00Z"),
                        Instant.parse("2026-11-21T10:01:00Z")));
        assertThat(read.kind()).contains(NoticeKind.ORDER_CONFIRMED);
    }

    @Test
    void readsPaymentStatus() {
        var read = data("payment_status", "payment.status.v1", PaymentStatusChanged.class);

        assertThat(read)
                .isEqualTo(new PaymentStatusChanged(
                        ORDER,
                        USER,
                        "PAID",
                        TWENTY_FIVE_EUROS,
                        Money.of(0, "EUR"),
                        Instant.parse("2026-11-21T10:01:00Z"),
                        "payment"));
        assertThat(read.kind()).contains(NoticeKind.PAYMENT_RECEIVED);
    }

    @ParameterizedTest
    @CsvSource({
        "PAID, , true",
        "PAID, payment, true",
        "PAID, refund_returned, false",
        "PAID, dispute, false",
        "PAID, repeat, false",
        "REFUNDED, refund, true",
        "PARTIALLY_REFUNDED, refund_returned, false",
        "PROCESSING, payment, false"
    })
    void notifiesBuyersOfTheirPaymentsAndRefundsOnly(String status, @Nullable String cause, boolean notified) {
        var step = new PaymentStatusChanged(
                ORDER, USER, status, TWENTY_FIVE_EUROS, Money.of(0, "EUR"), Instant.EPOCH, cause);

        assertThat(step.kind().isPresent()).isEqualTo(notified);
    }

    /** Events of before are in the topics for days, and come again when a dead letter is replayed. */
    @Test
    void readsEventsThatLackWhatWasAddedLater() {
        var placed = (ObjectNode)
                Contracts.example("order_placed", "order.placed.v1").get("data");
        placed.remove(List.of("number", "shippingAddress"));
        var status = (ObjectNode)
                Contracts.example("order_status", "order.status.v1").get("data");
        status.remove("number");

        assertThat(JSON.treeToValue(placed, OrderPlaced.class).number()).isNull();
        assertThat(JSON.treeToValue(placed, OrderPlaced.class).shippingAddress())
                .isNull();
        assertThat(JSON.treeToValue(status, OrderStatusChanged.class).number()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"PENDING, PENDING", "SHIPPED, DELIVERED", "PENDING, SOMETHING_NEW"})
    void makesNoNoticeOfStepsThatCustomersNeedNotKnow(String from, String to) {
        assertThat(step(from, to).kind()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "PENDING, ON_HOLD, ORDER_ON_HOLD",
        "CONFIRMED, ON_HOLD, ORDER_ON_HOLD",
        "ON_HOLD, PENDING, ORDER_PAYABLE",
        "ON_HOLD, CONFIRMED, ORDER_APPROVED",
        "ON_HOLD, CANCELLED, ORDER_CANCELLED",
        "PENDING, CONFIRMED, ORDER_CONFIRMED"
    })
    void buyersAreNotifiedOfAReviewAndOfItsEnd(String from, String to, NoticeKind kind) {
        assertThat(step(from, to).kind()).contains(kind);
    }

    private static OrderStatusChanged step(String from, String to) {
        return new OrderStatusChanged(ORDER, null, USER, to, from, "UNPAID", TWENTY_FIVE_EUROS, null, Instant.EPOCH);
    }

    /** Half a message would be found out long after its event, where nobody can send it back any more. */
    @ParameterizedTest
    @CsvSource({
        "user_registered, user.registered.v1, email",
        "order_placed, order.placed.v1, items",
        "order_status, order.status.v1, status",
        "payment_status, payment.status.v1, refunded"
    })
    void takesNoEventThatLacksWhatIsTold(String topic, String type, String field) {
        var data = (ObjectNode) Contracts.example(topic, type).get("data");
        data.remove(field);
        var as = Map.of(
                "user_registered", UserRegistered.class,
                "order_placed", OrderPlaced.class,
                "order_status", OrderStatusChanged.class,
                "payment_status", PaymentStatusChanged.class);

        assertThatThrownBy(() -> JSON.treeToValue(data, as.get(topic))).hasMessageContaining(field);
    }

    private static <T> T data(String topic, String type, Class<T> as) {
        return JSON.treeToValue(Contracts.example(topic, type).get("data"), as);
    }
}

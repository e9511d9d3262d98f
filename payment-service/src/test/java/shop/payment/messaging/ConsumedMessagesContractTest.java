package shop.payment.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import shop.events.IncomingEvent;
import shop.events.UnreadableEventException;
import shop.kernel.Money;
import shop.test.Contracts;
import tools.jackson.databind.node.ObjectNode;

class ConsumedMessagesContractTest {

    static final UUID ORDER = UUID.fromString("019aa5f0-7a00-7000-8000-000000000003");
    static final UUID USER = UUID.fromString("019aa5f0-7a00-7000-8000-000000000001");

    @Test
    void readsTheExampleOfAPlacedOrder() {
        var example = Contracts.example("order_placed", "order.placed.v1");

        assertThat(read(example).dataAs(PlacedMessage.class))
                .isEqualTo(
                        new PlacedMessage(ORDER, USER, Money.of(2500, "EUR"), Instant.parse("2026-11-21T10:15:00Z")));
    }

    @Test
    void readsTheExampleOfAnOrdersStep() {
        var example = Contracts.example("order_status", "order.status.v1");
        ((ObjectNode) example.get("data")).put("reservationExpiresAt", "2026-11-21T10:45:00Z");

        assertThat(read(example).dataAs(OrderStatusMessage.class))
                .isEqualTo(new OrderStatusMessage(
                        ORDER, USER, "CONFIRMED", Money.of(2500, "EUR"), Instant.parse("2026-11-21T10:45:00Z")));
    }

    @Test
    void readsAStepThatSaysNothingOfTheReservation() {
        var example = Contracts.example("order_status", "order.status.v1");
        ((ObjectNode) example.get("data")).remove("reservationExpiresAt");

        assertThat(read(example).dataAs(OrderStatusMessage.class).reservationExpiresAt())
                .isNull();
    }

    @Test
    void refusesAMessageWithoutWhatItNeeds() {
        var example = Contracts.example("order_placed", "order.placed.v1");
        ((ObjectNode) example.get("data")).remove("total");

        assertThatExceptionOfType(UnreadableEventException.class)
                .isThrownBy(() -> read(example).dataAs(PlacedMessage.class));
    }

    private static IncomingEvent read(ObjectNode envelope) {
        return IncomingEvent.read(envelope.toString().getBytes(StandardCharsets.UTF_8));
    }
}

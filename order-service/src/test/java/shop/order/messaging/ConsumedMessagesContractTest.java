package shop.order.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static shop.order.support.OrderSamples.ORDER;
import static shop.order.support.OrderSamples.disputed;
import static shop.order.support.OrderSamples.mug;
import static shop.order.support.OrderSamples.payment;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import shop.events.IncomingEvent;
import shop.events.UnreadableEventException;
import shop.order.domain.PaymentStatus;
import shop.order.domain.risk.PaymentSignals;
import shop.test.Contracts;
import tools.jackson.databind.node.ObjectNode;

class ConsumedMessagesContractTest {

    @Test
    void readsTheExampleOfAProduct() {
        var event = read(Contracts.example("product_updated", "product.updated.v1"));

        assertThat(event.dataAs(ProductMessage.class).product(event.aggregateVersion()))
                .isEqualTo(mug());
    }

    @Test
    void readsTheExampleOfAPayment() {
        var event = read(Contracts.example("payment_status", "payment.status.v1"));
        var message = event.dataAs(PaymentMessage.class);

        assertThat(message.orderId()).isEqualTo(ORDER.value());
        assertThat(message.update(event.aggregateVersion())).contains(payment(PaymentStatus.PAID, 2));
    }

    @Test
    void aDisputeIsReadAndWithoutAWordThereIsNone() {
        var example = Contracts.example("payment_status", "payment.status.v1");
        ((ObjectNode) example.get("data")).put("disputed", true);

        assertThat(read(example).dataAs(PaymentMessage.class).update(2)).contains(disputed(PaymentStatus.PAID, 2));
        ((ObjectNode) example.get("data")).remove("disputed");
        assertThat(read(example).dataAs(PaymentMessage.class).update(2)).contains(payment(PaymentStatus.PAID, 2));
    }

    /** Providers and payment-services of before say none of it. */
    @Test
    void signalsOfRiskAreReadWhereThereAreAny() {
        var example = Contracts.example("payment_status", "payment.status.v1");
        var data = (ObjectNode) example.get("data");
        List.of("cardFingerprint", "cardCountry", "declines", "orderDeclines", "riskScore")
                .forEach(data::remove);
        assertThat(read(example).dataAs(PaymentMessage.class).signals()).isEqualTo(PaymentSignals.NONE);

        data.put("cardFingerprint", "fp_1")
                .put("cardCountry", "US")
                .put("declines", 3)
                .put("riskScore", 71);

        assertThat(read(example).dataAs(PaymentMessage.class).signals())
                .isEqualTo(new PaymentSignals("fp_1", "US", 3, 71));
        data.put("orderDeclines", 5);
        assertThat(read(example).dataAs(PaymentMessage.class).signals())
                .as("those of attempts before this one count as well")
                .isEqualTo(new PaymentSignals("fp_1", "US", 5, 71));
    }

    @ParameterizedTest
    @EnumSource(value = PaymentStatus.class, mode = EnumSource.Mode.EXCLUDE, names = "UNPAID")
    void readsEveryStatusOfTheContract(PaymentStatus status) {
        var example = Contracts.example("payment_status", "payment.status.v1");
        ((ObjectNode) example.get("data")).put("status", status.name());
        Contracts.assertValid("payment_status", example);

        assertThat(read(example).dataAs(PaymentMessage.class).update(2)).contains(payment(status, 2));
    }

    @Test
    void aStatusAddedLaterIsNoOrdersBusiness() {
        var example = Contracts.example("payment_status", "payment.status.v1");
        ((ObjectNode) example.get("data")).put("status", "DISPUTED");

        assertThat(read(example).dataAs(PaymentMessage.class).update(2)).isEmpty();
    }

    @Test
    void aProductWithoutAPriceIsUnreadable() {
        var example = Contracts.example("product_updated", "product.updated.v1");
        ((ObjectNode) example.get("data")).remove("price");

        assertThatExceptionOfType(UnreadableEventException.class)
                .isThrownBy(() -> read(example).dataAs(ProductMessage.class));
    }

    static IncomingEvent read(ObjectNode envelope) {
        return IncomingEvent.read(envelope.toString().getBytes(StandardCharsets.UTF_8));
    }
}

package shop.payment.support;

import java.time.Instant;
import java.util.UUID;
import shop.kernel.Money;
import shop.payment.domain.OrderId;
import shop.payment.domain.PayableOrder;
import shop.payment.domain.Payment;
import shop.payment.domain.PaymentId;
import shop.payment.domain.PaymentMethod;
import shop.payment.domain.Provider;
import shop.payment.domain.ProviderRefs;
import shop.payment.domain.UserId;

public final class PaymentSamples {

    public static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    public static final OrderId ORDER = new OrderId(UUID.fromString("019aa5f0-7a00-7000-8000-000000000003"));
    public static final UserId BUYER = new UserId(UUID.fromString("019aa5f0-7a00-7000-8000-000000000001"));
    public static final UserId STRANGER = new UserId(UUID.fromString("019aa5f0-7a00-7000-8000-000000000099"));
    public static final UserId ADMIN = new UserId(UUID.fromString("019aa5f0-7a00-7000-8000-000000000098"));
    public static final PaymentMethod CARD = new PaymentMethod.Card("pm_card_visa");
    public static final Money TOTAL = Money.of(2500, "EUR");

    private PaymentSamples() {}

    public static PaymentId paymentId(long number) {
        return new PaymentId(new UUID(0x019aa5f07a007000L, 0x8000000000000000L + number));
    }

    /** Payable until a quarter of an hour after {@link #NOW}. */
    public static PayableOrder order() {
        return PayableOrder.open(ORDER, BUYER, TOTAL, NOW.plusSeconds(900));
    }

    public static Payment started() {
        return Payment.start(paymentId(1), ORDER, BUYER, 1, TOTAL, CARD, Provider.STRIPE, 0, NOW);
    }

    public static Payment paid() {
        var payment = started();
        payment.succeed(new ProviderRefs("pi_1", null, null, null), NOW);
        return payment;
    }
}

package shop.payment.domain;

import java.time.Duration;
import java.util.List;
import shop.kernel.Money;

/** What payment-service refuses to do. */
public abstract sealed class PaymentException extends RuntimeException {

    private PaymentException(String message) {
        super(message);
    }

    /** Unknown, or not the caller's. */
    public static final class NotFound extends PaymentException {
        public NotFound(PaymentId id) {
            super("No payment " + id.value());
        }

        public NotFound(String ref) {
            super("No payment with the provider's reference " + ref);
        }
    }

    /** Unknown, or not the caller's. */
    public static final class OrderNotFound extends PaymentException {
        public OrderNotFound(OrderId id) {
            super("No order " + id.value());
        }
    }

    public static final class OrderNotPayable extends PaymentException {
        public OrderNotPayable(OrderId id, String why) {
            super("Order " + id.value() + " cannot be paid: " + why);
        }
    }

    /** Another attempt, of another kind, is under way. */
    public static final class AttemptUnderWay extends PaymentException {
        private final PaymentId live;

        public AttemptUnderWay(OrderId id, PaymentId live) {
            super("Order " + id.value() + " is being paid by payment " + live.value() + " of another method");
            this.live = live;
        }

        public PaymentId live() {
            return live;
        }
    }

    /** Too many cards were declined: the customer has to wait. */
    public static final class TooManyDeclines extends PaymentException {
        private final Duration pause;

        public TooManyDeclines(OrderId id, Duration pause) {
            super("Too many cards were declined lately; order " + id.value() + " can be paid again later");
            this.pause = pause;
        }

        public Duration pause() {
            return pause;
        }
    }

    public static final class Declined extends PaymentException {
        private final PaymentId id;
        private final String code;

        public Declined(PaymentId id, String code) {
            super("Payment " + id.value() + " was declined: " + code);
            this.id = id;
            this.code = code;
        }

        public PaymentId id() {
            return id;
        }

        public String code() {
            return code;
        }
    }

    /** The money was taken: there is nothing left to give up. */
    public static final class Captured extends PaymentException {
        public Captured(PaymentId id) {
            super("Payment " + id.value() + " cannot be cancelled: its money was taken");
        }
    }

    /** There is no key for the provider, so it is not offered. */
    public static final class ProviderNotConfigured extends PaymentException {
        public ProviderNotConfigured(Provider provider) {
            super("Payments by " + provider.label() + " are not offered here");
        }
    }

    /** The provider takes no payments by this kind of method. */
    public static final class MethodNotSupported extends PaymentException {
        private final Provider provider;

        public MethodNotSupported(Provider provider, PaymentMethod method) {
            super("No " + method.kind() + " by " + provider.label() + " (expected: one of "
                    + String.join(", ", provider.methods()) + ")");
            this.provider = provider;
        }

        public List<String> supported() {
            return provider.methods();
        }
    }

    /** The provider does not know the payment method. */
    public static final class UnknownMethod extends PaymentException {
        public UnknownMethod(String reference) {
            super("No payment method " + reference);
        }
    }

    /** The provider takes no such amount. */
    public static final class AmountNotChargeable extends PaymentException {
        public AmountNotChargeable(Money amount, String code) {
            super(amount + " cannot be charged: " + code);
        }
    }

    /** The provider refuses for a reason that neither the buyer nor we foresaw. */
    public static final class Refused extends PaymentException {
        public Refused(String code) {
            super("The payment provider refuses: " + code);
        }
    }

    public static final class OverRefund extends PaymentException {
        private final Money left;

        public OverRefund(PaymentId id, Money asked, Money left) {
            super("Refund of " + asked + " for payment " + id.value() + " (expected: above zero, at most " + left
                    + ")");
            this.left = left;
        }

        public Money left() {
            return left;
        }
    }

    /** The buyer's bank has taken the money back, or may still do so: a refund would give it a second time. */
    public static final class Disputed extends PaymentException {
        public Disputed(PaymentId id) {
            super("Payment " + id.value() + " is disputed at the buyer's bank: what it decides is what goes back");
        }
    }

    public static final class DriftNotFound extends PaymentException {
        public DriftNotFound(DriftId id) {
            super("No drift " + id.value());
        }
    }

    /** Nothing that a rule could do would repair it. */
    public static final class NotRepairable extends PaymentException {
        public NotRepairable(DriftId id, String why) {
            super("Drift " + id.value() + " cannot be repaired: " + why);
        }
    }

    public static final class NotRefundable extends PaymentException {
        public NotRefundable(PaymentId id, PaymentState state) {
            super("Payment " + id.value() + " cannot be refunded: it is " + state);
        }
    }
}

package shop.payment.domain;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Who takes the money of a payment. */
public enum Provider {
    STRIPE,
    RAZORPAY;

    /** The kinds of methods that it takes payments by, as the API names them. Razorpay charges no card by a reference alone. */
    public List<String> methods() {
        return switch (this) {
            case STRIPE -> List.of("card", "intent", "checkout");
            case RAZORPAY -> List.of("intent", "checkout");
        };
    }

    public boolean takes(PaymentMethod method) {
        return methods().contains(method.kind());
    }

    /** As the API names it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Provider> ofLabel(String label) {
        return Stream.of(values())
                .filter(provider -> provider.label().equals(label))
                .findFirst();
    }
}

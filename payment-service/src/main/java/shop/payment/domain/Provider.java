package shop.payment.domain;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Who takes the money of a payment, and the kinds of methods that it takes it by. */
public enum Provider {
    STRIPE("card", "intent", "checkout"),

    /** No card: it has none that a server could charge by a reference alone. */
    RAZORPAY("intent", "checkout");

    private final List<String> methods;

    Provider(String... methods) {
        this.methods = List.of(methods);
    }

    /** The kinds of methods, as the API names them. */
    public List<String> methods() {
        return methods;
    }

    public boolean takes(PaymentMethod method) {
        return methods.contains(method.kind());
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

package shop.payment.domain;

/** How an order is to be paid. */
public sealed interface PaymentMethod {

    /** Whether money is taken with the other one as it would be with this one: of the same kind, and with the same card. */
    default boolean isLike(PaymentMethod other) {
        return equals(other);
    }

    /** As the API names it. */
    default String kind() {
        return switch (this) {
            case Card _ -> "card";
            case Intent _ -> "intent";
            case Checkout _ -> "checkout";
        };
    }

    /**
     * A card that the provider already knows, charged at once.
     *
     * @param reference the provider's id of it, for example {@code pm_card_visa}; never a card number
     */
    record Card(String reference) implements PaymentMethod {}

    /** The buyer's own program confirms with a client secret. */
    record Intent() implements PaymentMethod {}

    /** The buyer pays on a page of the provider. */
    record Checkout() implements PaymentMethod {}
}

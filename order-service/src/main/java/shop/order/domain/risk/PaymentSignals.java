package shop.order.domain.risk;

import org.jspecify.annotations.Nullable;

/**
 * What payment-service says of the card that an order was paid with; each is null where it or the provider does not say.
 *
 * @param cardFingerprint the same for the same card; no part of its number
 * @param cardCountry ISO 3166-1 alpha-2
 * @param declines how many attempts to pay the order were declined
 * @param riskScore the provider's own, 0 to 100
 */
public record PaymentSignals(
        @Nullable String cardFingerprint,
        @Nullable String cardCountry,
        @Nullable Integer declines,
        @Nullable Integer riskScore) {

    public static final PaymentSignals NONE = new PaymentSignals(null, null, null, null);

    public boolean isEmpty() {
        return equals(NONE);
    }
}

package shop.payment.domain;

import org.jspecify.annotations.Nullable;

/**
 * What the provider said of the card that a payment was tried with, where its answer said something of it. Nothing here is a secret of the
 * card or leads back to it.
 *
 * @param fingerprint the same for the same card, at this provider
 * @param country where it was issued (ISO 3166-1 alpha-2)
 * @param riskScore the provider's own score, 0 to 100, higher is riskier
 */
public record CardFacts(
        @Nullable String fingerprint,
        @Nullable String country,
        @Nullable Integer riskScore) {

    public static final CardFacts NONE = new CardFacts(null, null, null);

    /** These, with what the newer ones know. */
    CardFacts with(CardFacts newer) {
        return new CardFacts(
                newer.fingerprint != null ? newer.fingerprint : fingerprint,
                newer.country != null ? newer.country : country,
                newer.riskScore != null ? newer.riskScore : riskScore);
    }
}

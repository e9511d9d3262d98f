package shop.payment.client;

import com.stripe.model.Charge;
import com.stripe.model.StripeError;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import shop.payment.domain.CardFacts;

/** What Stripe's objects say of a card, where they are at hand: nothing is asked for it. */
final class StripeCards {

    private static final Pattern FINGERPRINT = Pattern.compile("[A-Za-z0-9_-]{1,100}");
    private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}");

    private StripeCards() {}

    static CardFacts facts(@Nullable Charge charge) {
        if (charge == null) {
            return CardFacts.NONE;
        }
        var details = charge.getPaymentMethodDetails();
        var card = details == null ? null : details.getCard();
        var outcome = charge.getOutcome();
        return facts(
                card == null ? null : card.getFingerprint(),
                card == null ? null : card.getCountry(),
                outcome == null ? null : outcome.getRiskScore());
    }

    static CardFacts facts(@Nullable StripeError error) {
        var method = error == null ? null : error.getPaymentMethod();
        var card = method == null ? null : method.getCard();
        return card == null ? CardFacts.NONE : facts(card.getFingerprint(), card.getCountry(), null);
    }

    /** What is not as the provider writes it is left out. */
    static CardFacts facts(@Nullable String fingerprint, @Nullable String country, @Nullable Long riskScore) {
        return new CardFacts(
                fingerprint != null && FINGERPRINT.matcher(fingerprint).matches() ? fingerprint : null,
                country != null && COUNTRY.matcher(country).matches() ? country : null,
                riskScore != null && riskScore >= 0 && riskScore <= 100 ? Math.toIntExact(riskScore) : null);
    }
}

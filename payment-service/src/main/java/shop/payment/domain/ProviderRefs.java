package shop.payment.domain;

import org.jspecify.annotations.Nullable;

/**
 * What the provider calls a payment, and how the buyer gets on with it.
 *
 * @param intent the id of its PaymentIntent; a checkout has one only once the buyer tried to pay
 * @param session the id of its Checkout Session
 * @param clientSecret lets the buyer's program confirm the intent
 * @param url the page that the buyer has to visit
 */
public record ProviderRefs(
        @Nullable String intent,
        @Nullable String session,
        @Nullable String clientSecret,
        @Nullable String url) {

    public static final ProviderRefs NONE = new ProviderRefs(null, null, null, null);

    /** These, with what the newer ones know. Ids are kept once known; the page is the newer one's. */
    ProviderRefs with(ProviderRefs newer) {
        return new ProviderRefs(
                newer.intent != null ? newer.intent : intent,
                newer.session != null ? newer.session : session,
                newer.clientSecret != null ? newer.clientSecret : clientSecret,
                newer.url);
    }

    /** Only the ids: nothing is left to be done by the buyer. */
    ProviderRefs closed() {
        return new ProviderRefs(intent, session, null, null);
    }
}

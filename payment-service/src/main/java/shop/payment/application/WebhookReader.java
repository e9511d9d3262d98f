package shop.payment.application;

import org.jspecify.annotations.Nullable;
import shop.payment.domain.Provider;

/** Reads a webhook if it is really the provider's. */
public interface WebhookReader {

    /** Whose webhooks it reads. */
    Provider provider();

    /**
     * Checks the signature first and reads afterwards.
     *
     * @return what is the provider's and may be no event that we could act on
     * @throws BadWebhookException if it is not signed by a secret of ours, or signed too long ago or ahead of time
     */
    Result read(Sent sent);

    /**
     * What came over the wire.
     *
     * @param payload the very bytes that were sent, as text
     * @param signature the header that signs them
     * @param eventId the header that names the event, where the provider does that outside of the payload; null for none
     */
    record Sent(String payload, String signature, @Nullable String eventId) {}

    /** What the provider sent. */
    sealed interface Result {

        record Known(WebhookEvent event) implements Result {}

        /**
         * Of another kind or version.
         *
         * @param id the event's; made of what was sent if it has none
         */
        record Unknown(String id, String type, String detail) implements Result {}
    }
}

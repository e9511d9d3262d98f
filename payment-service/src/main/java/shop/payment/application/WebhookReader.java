package shop.payment.application;

/** Reads a webhook if it is really the provider's. */
public interface WebhookReader {

    /**
     * Checks the signature first and reads afterwards.
     *
     * @param payload the very bytes that were sent, as text
     * @param signature the header that signs them
     * @return what is the provider's and may be no event that we could act on
     * @throws BadWebhookException if it is not signed by a secret of ours, or signed too long ago or ahead of time
     */
    Result read(String payload, String signature);

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

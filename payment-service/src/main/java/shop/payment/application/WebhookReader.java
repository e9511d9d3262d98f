package shop.payment.application;

/** Reads a webhook if it is really the provider's. */
public interface WebhookReader {

    /**
     * Checks the signature first and reads afterwards.
     *
     * @param payload the very bytes that were sent, as text
     * @param signature the header that signs them
     * @throws BadWebhookException if it is not signed by a secret of ours, signed too long ago or ahead of time, or no event
     */
    WebhookEvent read(String payload, String signature);
}

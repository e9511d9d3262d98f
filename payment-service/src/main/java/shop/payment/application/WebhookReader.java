package shop.payment.application;

import java.util.Optional;

/** Reads a webhook if it is really the provider's. */
public interface WebhookReader {

    /**
     * Checks the signature first and reads afterwards.
     *
     * @param payload the very bytes that were sent, as text
     * @param signature the header that signs them
     * @return empty for what is the provider's and no event that we could act on: of another kind, of another program, not readable
     * @throws BadWebhookException if it is not signed by a secret of ours, or signed too long ago or ahead of time
     */
    Optional<WebhookEvent> read(String payload, String signature);
}

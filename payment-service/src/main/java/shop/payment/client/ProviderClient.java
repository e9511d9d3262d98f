package shop.payment.client;

import shop.payment.application.PaymentProvider;

/** One provider's side of {@link PaymentProvider}. */
interface ProviderClient extends PaymentProvider {

    /** Whether a refund or dispute with this reference is this provider's: only its maker knows how its references look. */
    boolean owns(String ref);
}

package shop.payment.client;

import shop.payment.application.PaymentProvider;
import shop.payment.domain.Payment;
import shop.payment.domain.Provider;
import shop.payment.domain.Snapshot;

/** One provider's side of {@link PaymentProvider}. */
interface ProviderClient extends PaymentProvider {

    Provider provider();

    /** As {@link PaymentProvider#open(Payment)}, with what its page says. Repeats may say it differently. */
    Snapshot open(Payment payment, Purchase purchase);

    @Override
    default Snapshot open(Payment payment) {
        return open(payment, Purchase.unnamed(payment));
    }

    /** Whether a refund or dispute with this reference is this provider's: only its maker knows how its references look. */
    boolean owns(String ref);
}

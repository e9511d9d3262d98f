package shop.payment.application;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import shop.payment.domain.PaymentException;
import shop.payment.domain.PaymentMethod;
import shop.payment.domain.Provider;

/**
 * Which provider a payment goes through.
 *
 * @param usual the one that takes what nothing else is said of
 * @param byCurrency the one that takes payments in a currency (ISO 4217), unless the buyer names one
 * @param configured those that there is a key for
 * @param live those that move real money
 */
public record ProviderPolicy(
        Provider usual, Map<String, Provider> byCurrency, Set<Provider> configured, Set<Provider> live) {

    public ProviderPolicy {
        byCurrency = Map.copyOf(byCurrency);
        configured = Set.copyOf(configured);
        live = Set.copyOf(live);
    }

    /** @param asked the one that the buyer named; null for none */
    Provider choose(@Nullable Provider asked, String currency) {
        return asked != null ? asked : byCurrency.getOrDefault(currency, usual);
    }

    /**
     * Passes a provider that can take this method.
     *
     * @throws PaymentException.ProviderNotConfigured if there is no key for it
     * @throws PaymentException.MethodNotSupported if it takes no such method
     */
    void requireOffered(Provider provider, PaymentMethod method) {
        if (!configured.contains(provider)) {
            throw new PaymentException.ProviderNotConfigured(provider);
        }
        if (!provider.takes(method)) {
            throw new PaymentException.MethodNotSupported(provider, method);
        }
    }

    boolean isLive(Provider provider) {
        return live.contains(provider);
    }
}

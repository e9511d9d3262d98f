package shop.payment.application;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what a provider has a buyer's browser bring back, if it is signed by the provider. It is a hint all the same: the provider is asked. */
public interface SignedReturns {

    /** Which payment the buyer comes back from; empty if the signature is not the provider's, or a parameter is missing. */
    Optional<Returned> verify(Map<String, String> parameters);

    /** The provider's references of the payment: one of them. */
    record Returned(@Nullable String intent, @Nullable String session) {}
}

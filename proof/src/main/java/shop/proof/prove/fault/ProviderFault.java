package shop.proof.prove.fault;

import java.util.Set;
import shop.proof.provider.RazorpaySandbox;
import shop.proof.provider.Sandbox;

/**
 * The payment providers, or what they send, are not as they should be.
 *
 * @param stripe modes of Stripe's sandbox, as JSON
 * @param razorpay modes of Razorpay's: it knows other ones
 */
record ProviderFault(String name, String stripe, String razorpay) implements Fault {

    private static final String NONE = "{}";

    @Override
    public Set<String> strikes() {
        // A set of modes replaces the one before.
        return Set.of("modes of the provider");
    }

    @Override
    public void strike(Target target) {
        Sandbox.misbehave(Sandbox.ALL, stripe);
        RazorpaySandbox.misbehave(razorpay);
    }

    @Override
    public void heal(Target target) {
        Sandbox.misbehave(Sandbox.ALL, NONE);
        RazorpaySandbox.misbehave(NONE);
    }
}

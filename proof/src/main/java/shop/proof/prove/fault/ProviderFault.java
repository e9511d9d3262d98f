package shop.proof.prove.fault;

import java.util.Set;
import shop.proof.provider.Sandbox;

/**
 * The payment provider, or what it sends, is not as it should be.
 *
 * @param modes of the sandbox, as JSON
 */
record ProviderFault(String name, String modes) implements Fault {

    @Override
    public Set<String> strikes() {
        // A set of modes replaces the one before.
        return Set.of("modes of the provider");
    }

    @Override
    public void strike(Target target) {
        Sandbox.misbehave(Sandbox.ALL, modes);
    }

    @Override
    public void heal(Target target) {
        Sandbox.misbehave(Sandbox.ALL, "{}");
    }
}

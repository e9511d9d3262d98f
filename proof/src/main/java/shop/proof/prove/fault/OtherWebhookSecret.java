package shop.proof.prove.fault;

import java.util.Set;

/**
 * The provider signs its webhooks with another secret than the newest: the one before, while both are accepted, or one that is no longer
 * accepted, so that payments are known only by asking.
 */
record OtherWebhookSecret(String name, boolean accepted) implements Fault {

    private static final String NEWEST = "whsec_prove_newest";
    private static final String BEFORE = "whsec_prove_before";
    private static final String RETIRED = "whsec_prove_retired";
    private static final String SECRET_OF_SANDBOX = "webhook-secret";

    @Override
    public Set<String> strikes() {
        return Set.of("stripe", "modes of the provider", Faults.LAUNCHER);
    }

    @Override
    public void prepare(Layout layout) {
        layout.set("payment-service", "STRIPE_WEBHOOK_SECRETS", NEWEST + "," + BEFORE);
        layout.set("stripe", SECRET_OF_SANDBOX, NEWEST);
        layout.apart("stripe");
    }

    @Override
    public void strike(Target target) {
        target.layout().set("stripe", SECRET_OF_SANDBOX, accepted ? BEFORE : RETIRED);
        target.restart("stripe");
    }

    @Override
    public void heal(Target target) {
        target.layout().set("stripe", SECRET_OF_SANDBOX, NEWEST);
        target.restart("stripe");
    }
}

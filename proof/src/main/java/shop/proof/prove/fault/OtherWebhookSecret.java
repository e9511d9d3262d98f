package shop.proof.prove.fault;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The providers sign their webhooks with another secret than the newest: the one before, while both are accepted, or one that is no longer
 * accepted, so that payments are known only by asking.
 */
record OtherWebhookSecret(String name, boolean accepted) implements Fault {

    private static final String NEWEST = "whsec_prove_newest";
    private static final String BEFORE = "whsec_prove_before";
    private static final String RETIRED = "whsec_prove_retired";
    private static final String SECRET_OF_SANDBOX = "webhook-secret";

    /** The sandboxes, and payment-service's setting of each one's secrets. */
    private static final Map<String, String> SECRETS =
            Map.of("stripe", "STRIPE_WEBHOOK_SECRETS", "razorpay", "RAZORPAY_WEBHOOK_SECRET");

    private static final List<String> SANDBOXES =
            SECRETS.keySet().stream().sorted().toList();

    @Override
    public Set<String> strikes() {
        return Set.of("stripe", "razorpay", "modes of the provider", Faults.LAUNCHER);
    }

    @Override
    public void prepare(Layout layout) {
        SECRETS.forEach((sandbox, setting) -> {
            layout.set("payment-service", setting, NEWEST + "," + BEFORE);
            layout.set(sandbox, SECRET_OF_SANDBOX, NEWEST);
            layout.apart(sandbox);
        });
    }

    @Override
    public void strike(Target target) {
        sign(target, accepted ? BEFORE : RETIRED);
    }

    @Override
    public void heal(Target target) {
        sign(target, NEWEST);
    }

    private static void sign(Target target, String secret) {
        for (var sandbox : SANDBOXES) {
            target.layout().set(sandbox, SECRET_OF_SANDBOX, secret);
            target.restart(sandbox);
        }
    }
}

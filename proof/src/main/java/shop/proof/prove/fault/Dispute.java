package shop.proof.prove.fault;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import shop.proof.Client;
import shop.proof.Fleet;
import shop.proof.provider.RazorpaySandbox;
import shop.proof.provider.Sandbox;
import tools.jackson.databind.JsonNode;

/** Buyers dispute what they have paid, at their bank: it takes the money back at once, and gives it again when the shop wins. */
final class Dispute implements Fault {

    private static final int DISPUTED = 3;

    private final Random random;
    private final List<String> open = new ArrayList<>();
    private final List<String> openAtRazorpay = new ArrayList<>();

    Dispute(Random random) {
        this.random = random;
    }

    @Override
    public String name() {
        return "dispute";
    }

    @Override
    public Set<String> strikes() {
        return Set.of("modes of the provider");
    }

    @Override
    public void strike(Target target) {
        var paid = new ArrayList<>(Sandbox.intents().stream()
                .filter(intent -> intent.path("status").asString().equals("succeeded"))
                .toList());
        Collections.shuffle(paid, random);
        for (var intent : paid.subList(0, Math.min(DISPUTED, paid.size()))) {
            dispute(intent);
        }
        var taken = new ArrayList<>(RazorpaySandbox.payments().stream()
                .filter(payment -> payment.path("status").asString().equals("captured")
                        && payment.path("amount_refunded").asLong() == 0)
                .toList());
        Collections.shuffle(taken, random);
        for (var payment : taken.subList(0, Math.min(DISPUTED, taken.size()))) {
            var answer = RazorpaySandbox.dispute(payment.path("id").asString());
            if (answer.status() == 200) {
                openAtRazorpay.add(answer.text("id"));
            }
        }
        target.say("%s: %d payments of %d by Stripe, %d of %d by Razorpay"
                .formatted(name(), open.size(), paid.size(), openAtRazorpay.size(), taken.size()));
    }

    @Override
    public void heal(Target target) {
        for (var dispute : List.copyOf(open)) {
            Client.of(Fleet.running().stripe())
                    .with("Content-Type", "application/x-www-form-urlencoded")
                    .post("/sandbox/disputes/" + dispute, "status=won")
                    .expect(200);
            open.remove(dispute);
        }
        for (var dispute : List.copyOf(openAtRazorpay)) {
            RazorpaySandbox.win(dispute);
            openAtRazorpay.remove(dispute);
        }
    }

    private void dispute(JsonNode intent) {
        var answer = Client.of(Fleet.running().stripe())
                .with("Content-Type", "application/x-www-form-urlencoded")
                .post(
                        "/sandbox/disputes/" + intent.path("id").asString(),
                        "amount=" + intent.path("amount").asLong() + "&reason=fraudulent");
        // One that was refunded meanwhile cannot be disputed any more.
        if (answer.status() == 200) {
            open.add(answer.text("id"));
        }
    }
}

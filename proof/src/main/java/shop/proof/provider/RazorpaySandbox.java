package shop.proof.provider;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import shop.proof.Answer;
import shop.proof.Client;
import shop.proof.Fleet;
import tools.jackson.databind.JsonNode;

/** The Razorpay sandbox of the running fleet: its API with the shop's key, and the switches of its failures. */
public final class RazorpaySandbox {

    private static final String KEY = "rzp_test_local:local-only-razorpay";
    private static final String FORM = "application/x-www-form-urlencoded";

    /** Of a webhook's id where it is stored: Razorpay's own ones do not say whose they are. */
    private static final String ID_PREFIX = "razorpay_";

    private RazorpaySandbox() {}

    /** Switches failures on for all orders, and off whatever was on before. */
    public static void misbehave(String modes) {
        control().put("/sandbox/modes", modes).expect(200);
    }

    /** What it took and gave back, by order of the shop, and how many webhooks it has still to deliver. */
    public static JsonNode summary() {
        return control().get("/sandbox/summary").expect(200).json();
    }

    /** The ids of all events that it has, as the shop stores them, whether or not their webhooks have arrived. */
    public static Set<String> eventIds() {
        var ids = new LinkedHashSet<String>();
        control()
                .get("/sandbox/events")
                .expect(200)
                .json()
                .path("ids")
                .forEach(id -> ids.add(ID_PREFIX + id.asString()));
        return ids;
    }

    /** The newest payments as it has them, a hundred at most. */
    public static List<JsonNode> payments() {
        return control()
                .with(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(KEY.getBytes(StandardCharsets.UTF_8)))
                .get("/v1/payments?count=100")
                .expect(200)
                .json()
                .path("items")
                .valueStream()
                .toList();
    }

    /** A buyer disputes a payment at their bank, which takes the money back at once. */
    public static Answer dispute(String payment) {
        return control().with("Content-Type", FORM).post("/sandbox/disputes/" + payment, "deducted=true");
    }

    /** The bank decides for the shop. */
    public static void win(String dispute) {
        control()
                .with("Content-Type", FORM)
                .post("/sandbox/disputes/" + dispute, "status=won")
                .expect(200);
    }

    private static Client control() {
        return Client.of(Fleet.running().razorpay());
    }
}

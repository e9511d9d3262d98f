package shop.proof.provider;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import shop.proof.Answer;
import shop.proof.Client;
import shop.proof.Fleet;
import shop.proof.Patience;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The Stripe sandbox of the running fleet: its API with the shop's key, its pages without one, and the switches of its failures. */
public final class Sandbox {

    /** Where the shop receives the webhooks of the provider. */
    public static final String WEBHOOK = "/api/payments/webhooks/stripe";

    /** The one that stripe-java pins; it reads events of this version only. */
    private static final String API_VERSION = "2026-07-29.dahlia";

    /** Every order, in place of one. */
    public static final String ALL = "";

    private static final String FORM = "application/x-www-form-urlencoded";

    private Sandbox() {}

    /** The provider's id of the intent that a client secret belongs to. */
    public static String intentOf(Answer payment) {
        return payment.text("clientSecret").replaceFirst("_secret_.*", "");
    }

    /** Pays an intent, as the buyer's program does with the client secret. */
    public static Answer confirm(String intent, String paymentMethod) {
        return api().post("/v1/payment_intents/" + intent + "/confirm", "payment_method=" + paymentMethod);
    }

    /** The intent as the provider has it. */
    public static ObjectNode intent(String intent) {
        return (ObjectNode)
                api().get("/v1/payment_intents/" + intent).expect(200).json();
    }

    /**
     * Presses a button of one of the provider's pages, and follows where it leads.
     *
     * @param page its address, as the shop gave it to the buyer
     * @param fields name and value, one after the other
     * @return the page the buyer is sent to
     */
    public static Answer press(String page, String... fields) {
        var form = new StringBuilder();
        for (var at = 0; at < fields.length; at += 2) {
            form.append(form.isEmpty() ? "" : "&")
                    .append(fields[at])
                    .append('=')
                    .append(URLEncoder.encode(fields[at + 1], StandardCharsets.UTF_8));
        }
        var address = URI.create(page);
        var pressed = Client.of(root(address)).with("Content-Type", FORM).post(address.getRawPath(), form.toString());
        return pressed.status() == 303 ? open(pressed.header("Location")) : pressed;
    }

    /** Opens a page as a browser does. */
    public static Answer open(String page) {
        var address = URI.create(page);
        var query = address.getRawQuery();
        return Client.of(root(address)).get(address.getRawPath() + (query == null ? "" : "?" + query));
    }

    private static URI root(URI address) {
        return URI.create(address.getScheme() + "://" + address.getRawAuthority());
    }

    /** Switches failures on for one order or for {@link #ALL}, and off whatever was on for it before. */
    public static void misbehave(String order, String modes) {
        Client.of(Fleet.running().stripe())
                .put(order.equals(ALL) ? "/sandbox/modes" : "/sandbox/modes/" + order, modes)
                .expect(200);
    }

    /** How many webhooks are still to be delivered. */
    public static long waitingWebhooks() {
        return Client.of(Fleet.running().stripe())
                .get("/sandbox/summary?order_id=none")
                .expect(200)
                .number("webhooks.pending");
    }

    /** The newest intents as the provider has them, a hundred at most. */
    public static List<JsonNode> intents() {
        return api().get("/v1/payment_intents?limit=100")
                .expect(200)
                .json()
                .path("data")
                .valueStream()
                .toList();
    }

    /** What the provider took and gave back for an order, in minor units. */
    public static Charged charged(String order) {
        var total = Client.of(Fleet.running().stripe())
                .get("/sandbox/summary?order_id=" + order)
                .expect(200)
                .json()
                .path("orders")
                .path(order);
        return new Charged(
                total.path("captures").asInt(0),
                total.path("captured").asLong(0),
                total.path("refunded").asLong(0));
    }

    /**
     * Money that moved for an order, in minor units.
     *
     * @param captures how many times money was taken
     */
    public record Charged(int captures, long captured, long refunded) {}

    /** The provider's event of a kind about an intent, once there is one. */
    public static JsonNode event(String type, String intent) {
        return Patience.await(type + " of " + intent)
                .until(() -> events(type, intent), found -> !found.isEmpty())
                .getFirst();
    }

    /** The ids of all events that the provider has, whether or not their webhooks have arrived. */
    public static Set<String> eventIds() {
        var ids = new LinkedHashSet<String>();
        var from = "";
        JsonNode page;
        do {
            page = api().get("/v1/events?limit=100" + from).expect(200).json();
            page.path("data").forEach(event -> ids.add(event.path("id").asString()));
            from = ids.isEmpty() ? "" : "&starting_after=" + ids.getLast();
        } while (page.path("has_more").asBoolean());
        return ids;
    }

    private static List<JsonNode> events(String type, String intent) {
        return api().get("/v1/events?type=" + type + "&limit=100")
                .expect(200)
                .json()
                .path("data")
                .valueStream()
                .filter(event -> event.at("/data/object/id").asString().equals(intent))
                .toList();
    }

    /** What the provider would send about the intent, with a change that the provider knows nothing of. */
    public static String succeededEvent(String intent, Consumer<ObjectNode> change) {
        var object = intent(intent);
        object.put("status", "succeeded");
        change.accept(object);
        var event = JsonMapper.shared().createObjectNode();
        event.put("id", "evt_" + UUID.randomUUID().toString().replace("-", ""))
                .put("object", "event")
                .put("api_version", API_VERSION)
                .put("created", Instant.now().getEpochSecond())
                .put("livemode", false)
                .put("pending_webhooks", 1)
                .put("type", "payment_intent.succeeded");
        event.putObject("request").putNull("id").putNull("idempotency_key");
        event.putObject("data").set("object", object);
        return event.toString();
    }

    /** Sends a webhook as the provider would, signed now. */
    public static Answer deliverWebhook(Client shop, String secret, String event) {
        return shop.with(
                        "Stripe-Signature",
                        WebhookSigner.header(secret, Instant.now().getEpochSecond(), event))
                .post(WEBHOOK, event);
    }

    private static Client api() {
        return Client.of(Fleet.running().stripe()).with("Content-Type", FORM).withToken("sk_test_local");
    }
}

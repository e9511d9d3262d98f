package shop.local.stripe;

import static shop.local.stripe.Store.Kind.CHARGE;
import static shop.local.stripe.Store.Kind.DISPUTE;

import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Buyers who ask their bank for the money back; here whoever runs the sandbox asks and decides. */
final class Disputes {

    private static final Duration EVIDENCE_TIME = Duration.ofDays(7);
    private static final Set<String> ENDS = Set.of("won", "lost");

    private final PaymentIntents intents;
    private final Events events;
    private final Clock clock;

    Disputes(PaymentIntents intents, Events events, Clock clock) {
        this.intents = intents;
        this.events = events;
        this.clock = clock;
    }

    ObjectNode find(Store.Change change, String id) {
        return change.find(DISPUTE, id).orElseThrow(() -> StripeRefusal.noSuch("dispute", id, "id"));
    }

    /** The bank takes the money of a paid intent back for now. */
    ObjectNode open(Store.Change change, String intentId) {
        var intent = intents.find(change, intentId);
        var chargeId = intent.path("latest_charge").asString();
        var charge = change.find(CHARGE, chargeId)
                .filter(found -> found.path("paid").asBoolean()
                        && !found.path("disputed").asBoolean())
                .orElseThrow(() -> StripeRefusal.invalid(
                        null, "Only a charge that is paid and not yet disputed can be disputed.", "payment_intent"));
        var now = clock.instant().getEpochSecond();
        var dispute = Shapes.dispute(Ids.next("du_1"), now, now + EVIDENCE_TIME.toSeconds(), charge);
        move(dispute, -charge.path("amount").asLong(), now);
        charge.put("disputed", true);
        change.put(CHARGE, chargeId, charge);
        put(change, dispute);
        var modes = intents.modes(change, intent);
        events.emit(change, "charge.dispute.created", dispute, modes);
        events.emit(change, "charge.dispute.funds_withdrawn", dispute, modes);
        return dispute;
    }

    /** The bank decides. */
    ObjectNode close(Store.Change change, String id, String end) {
        if (!ENDS.contains(end)) {
            throw StripeRefusal.invalid(null, "Invalid status: " + end + " (expected: won or lost)", "status");
        }
        var dispute = find(change, id);
        if (!PaymentIntents.status(dispute).equals("needs_response")) {
            throw StripeRefusal.invalid(null, "This dispute is already closed.", "status");
        }
        var modes = intents.modes(
                change, intents.find(change, dispute.path("payment_intent").asString()));
        dispute.put("status", end);
        if (end.equals("won")) {
            move(dispute, dispute.path("amount").asLong(), clock.instant().getEpochSecond());
        }
        put(change, dispute);
        events.emit(change, "charge.dispute.closed", dispute, modes);
        if (end.equals("won")) {
            events.emit(change, "charge.dispute.funds_reinstated", dispute, modes);
        }
        return dispute;
    }

    private static void move(ObjectNode dispute, long amount, long at) {
        dispute.withArrayProperty("balance_transactions")
                .addObject()
                .put("id", Ids.next("txn_"))
                .put("object", "balance_transaction")
                .put("amount", amount)
                .put("created", at)
                .put("currency", dispute.path("currency").asString())
                .put("fee", 0)
                .put("net", amount)
                .put("reporting_category", amount < 0 ? "dispute" : "dispute_reversal")
                .put("status", "available")
                .put("type", "adjustment");
    }

    private static void put(Store.Change change, ObjectNode dispute) {
        change.put(DISPUTE, dispute.path("id").asString(), dispute);
    }
}

package shop.local.stripe;

import static shop.local.stripe.Store.Kind.CHARGE;
import static shop.local.stripe.Store.Kind.DISPUTE;
import static shop.local.stripe.Store.Kind.PAYMENT_INTENT;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * Buyers who ask their bank for the money back; here a test card, or whoever runs the sandbox, asks and decides. An inquiry
 * ({@code warning_...}) moves no money and lets a refund through; it may become a dispute.
 */
final class Disputes {

    static final Set<String> UPDATE = Set.of("evidence[uncategorized_text]", "expand[]", "metadata[]", "submit");

    private static final Duration EVIDENCE_TIME = Duration.ofDays(7);
    private static final String INQUIRY = "warning_needs_response";

    /** Which status may follow which. */
    private static final Map<String, Set<String>> NEXT = Map.of(
            INQUIRY,
            Set.of("warning_under_review", "warning_closed", "needs_response"),
            "warning_under_review",
            Set.of("warning_closed", "needs_response"),
            "needs_response",
            Set.of("under_review", "won", "lost"),
            "under_review",
            Set.of("won", "lost"));

    private final Events events;
    private final Clock clock;

    Disputes(Events events, Clock clock) {
        this.events = events;
        this.clock = clock;
    }

    ObjectNode find(Store.Change change, String id) {
        return change.find(DISPUTE, id).orElseThrow(() -> StripeRefusal.noSuch("dispute", id, "id"));
    }

    /** What the card of a payment asks for once it is paid. */
    void follow(Store.Change change, ObjectNode charge, TestCard.Sequel sequel) {
        var amount = charge.path("amount").asLong();
        switch (sequel) {
            case NONE, REFUND_TAKES_TIME, REFUND_FAILS_LATER -> {}
            case DISPUTED_AS_FRAUDULENT -> open(change, charge, "needs_response", "fraudulent", amount);
            case DISPUTED_AS_NOT_RECEIVED -> open(change, charge, "needs_response", "product_not_received", amount);
            case DISPUTED_AS_NONCOMPLIANT -> open(change, charge, "needs_response", "noncompliant", amount);
            case INQUIRY -> open(change, charge, INQUIRY, "fraudulent", amount);
            case TWO_DISPUTES -> {
                open(change, charge, "needs_response", "fraudulent", amount / 2);
                open(change, charge, "needs_response", "fraudulent", amount - amount / 2);
            }
        }
    }

    /** Has the bank dispute a paid intent, or only ask about it. */
    ObjectNode open(Store.Change change, String intentId, Params form) {
        form.allow(Set.of("amount", "reason", "status"));
        var intent = change.find(PAYMENT_INTENT, intentId)
                .orElseThrow(() -> StripeRefusal.noSuch("payment_intent", intentId, "intent"));
        var charge = change.find(CHARGE, intent.path("latest_charge").asString())
                .filter(found -> found.path("paid").asBoolean()
                        && !found.path("disputed").asBoolean())
                .orElseThrow(() -> StripeRefusal.invalid(
                        null, "Only a charge that is paid and not yet disputed can be disputed.", "payment_intent"));
        var status = form.text("status").orElse("needs_response");
        if (!status.equals("needs_response") && !status.equals(INQUIRY)) {
            throw StripeRefusal.invalid(
                    null, "Invalid status: " + status + " (expected: needs_response or " + INQUIRY + ")", "status");
        }
        var whole = charge.path("amount").asLong();
        long amount = form.whole("amount").orElse(whole);
        if (amount < 1 || amount > whole) {
            throw StripeRefusal.invalid(
                    null, "Invalid amount: " + amount + " (expected: 1 to " + whole + ")", "amount");
        }
        return open(change, charge, status, form.text("reason").orElse("fraudulent"), amount);
    }

    private ObjectNode open(Store.Change change, ObjectNode charge, String status, String reason, long amount) {
        var now = clock.instant().getEpochSecond();
        var dispute = Shapes.dispute(Ids.next("du_1"), now, now + EVIDENCE_TIME.toSeconds(), charge);
        dispute.put("amount", amount)
                .put("reason", reason)
                .put("status", status)
                .put("is_charge_refundable", status.equals(INQUIRY));
        charge.put("disputed", true);
        change.put(CHARGE, charge.path("id").asString(), charge);
        events.emit(change, "charge.dispute.created", dispute, modes(change, dispute));
        if (status.equals("needs_response")) {
            withdraw(change, dispute);
        }
        put(change, dispute);
        return dispute;
    }

    /** What the shop has to say for itself: Stripe's words for a test decide how it ends. */
    ObjectNode update(Store.Change change, String id, Params params) {
        params.allow(UPDATE);
        var dispute = find(change, id);
        Shapes.merge(dispute, params.metadata("metadata"));
        params.text("evidence[uncategorized_text]").ifPresent(text -> {
            dispute.withObjectProperty("evidence").put("uncategorized_text", text);
            dispute.withObjectProperty("evidence_details").put("has_evidence", true);
        });
        put(change, dispute);
        if (!params.text("submit").isPresent() || params.flag("submit")) {
            var details = dispute.withObjectProperty("evidence_details");
            details.put("submission_count", details.path("submission_count").asInt() + 1);
            var inquiry = PaymentIntents.status(dispute).startsWith("warning_");
            switch (params.text("evidence[uncategorized_text]").orElse("")) {
                case "winning_evidence" -> move(change, dispute, inquiry ? "warning_closed" : "won");
                case "losing_evidence" -> move(change, dispute, inquiry ? "warning_closed" : "lost");
                case "escalate_inquiry_evidence" -> move(change, dispute, "needs_response");
                default -> move(change, dispute, inquiry ? "warning_under_review" : "under_review");
            }
        }
        return dispute;
    }

    /** The shop gives in. */
    ObjectNode close(Store.Change change, String id) {
        var dispute = find(change, id);
        return move(change, dispute, PaymentIntents.status(dispute).startsWith("warning_") ? "warning_closed" : "lost");
    }

    /** Has the bank go on. */
    ObjectNode move(Store.Change change, String id, String status) {
        return move(change, find(change, id), status);
    }

    private ObjectNode move(Store.Change change, ObjectNode dispute, String status) {
        var before = PaymentIntents.status(dispute);
        var possible = NEXT.getOrDefault(before, Set.of());
        if (!possible.contains(status)) {
            throw StripeRefusal.invalid(
                    null,
                    possible.isEmpty()
                            ? "This dispute is already closed."
                            : "Invalid status: " + status + " (expected one of "
                                    + possible.stream().sorted().toList() + ")",
                    "status");
        }
        dispute.put("status", status).put("is_charge_refundable", status.startsWith("warning_"));
        put(change, dispute);
        var modes = modes(change, dispute);
        var over = status.equals("won") || status.equals("lost") || status.equals("warning_closed");
        events.emit(change, over ? "charge.dispute.closed" : "charge.dispute.updated", dispute, modes);
        if (status.equals("needs_response")) {
            withdraw(change, dispute);
        }
        if (status.equals("won")) {
            transfer(change, dispute, dispute.path("amount").asLong());
            events.emit(change, "charge.dispute.funds_reinstated", dispute, modes);
        }
        put(change, dispute);
        return dispute;
    }

    /** Whether the bank has taken the money of the charge, for now or for good. */
    static boolean isChargedBack(Store.Change change, ObjectNode charge) {
        var id = charge.path("id").asString();
        return charge.path("disputed").asBoolean()
                && change.newestFirst(DISPUTE)
                        .filter(dispute -> dispute.path("charge").asString().equals(id))
                        .map(PaymentIntents::status)
                        .anyMatch(status -> status.equals("needs_response")
                                || status.equals("under_review")
                                || status.equals("lost"));
    }

    private void withdraw(Store.Change change, ObjectNode dispute) {
        transfer(change, dispute, -dispute.path("amount").asLong());
        events.emit(change, "charge.dispute.funds_withdrawn", dispute, modes(change, dispute));
    }

    private void transfer(Store.Change change, ObjectNode dispute, long amount) {
        var at = clock.instant().getEpochSecond();
        dispute.withArrayProperty("balance_transactions")
                .add(Shapes.balanceTransaction(
                        Ids.next("txn_"),
                        at,
                        amount,
                        dispute.path("currency").asString(),
                        dispute.path("id").asString(),
                        amount < 0 ? "dispute" : "dispute_reversal",
                        "adjustment"));
        change.find(CHARGE, dispute.path("charge").asString())
                .ifPresent(charge -> PaymentIntents.count(change, charge, "disputed", -amount));
    }

    private Modes modes(Store.Change change, ObjectNode dispute) {
        var intent = dispute.path("payment_intent").asString();
        var order =
                change.find(PAYMENT_INTENT, intent).map(PaymentIntents::orderOf).orElse("");
        return events.modes(change, intent, order);
    }

    private static void put(Store.Change change, ObjectNode dispute) {
        change.put(DISPUTE, dispute.path("id").asString(), dispute);
    }
}

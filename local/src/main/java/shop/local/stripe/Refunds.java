package shop.local.stripe;

import static shop.local.stripe.Store.Kind.CHARGE;
import static shop.local.stripe.Store.Kind.PAYMENT_INTENT;
import static shop.local.stripe.Store.Kind.REFUND;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Refunds of charges, never above what was captured. */
final class Refunds {

    static final Set<String> CREATE =
            Set.of("amount", "charge", "expand[]", "instructions_email", "metadata[]", "payment_intent", "reason");
    static final Set<String> UPDATE = Set.of("expand[]", "metadata[]");

    /** How long a test card lets a refund take, or lets it look made. */
    private static final long SEQUEL_SECONDS = 2;

    private static final Set<String> FAILURES = Set.of(
            "charge_for_pending_refund_disputed",
            "declined",
            "expired_or_canceled_card",
            "insufficient_funds",
            "lost_or_stolen_card",
            "merchant_request",
            "unknown");

    private static final Set<String> REASONS = Set.of("duplicate", "fraudulent", "requested_by_customer");

    private final Events events;
    private final Clock clock;

    /** When the next pending refund may end, so that the timer need not read them all; guarded by the store's lock. */
    private long nextSettlement;

    Refunds(Events events, Clock clock) {
        this.events = events;
        this.clock = clock;
    }

    ObjectNode create(Store.Change change, Params params) {
        params.allow(CREATE);
        params.text("reason").ifPresent(reason -> {
            if (!REASONS.contains(reason)) {
                throw StripeRefusal.invalid("parameter_invalid", "Invalid reason: " + reason, "reason");
            }
        });
        var charge = charge(change, params);
        var chargeId = charge.path("id").asString();
        if (!charge.path("paid").asBoolean()) {
            throw StripeRefusal.invalid(null, "Charge " + chargeId + " has not been paid.", "charge");
        }
        if (Disputes.isChargedBack(change, charge)) {
            throw StripeRefusal.invalid(
                    "charge_disputed",
                    "The bank has taken the money of charge " + chargeId + " back; it cannot be refunded.",
                    null);
        }
        var left = charge.path("amount_captured").asLong()
                - charge.path("amount_refunded").asLong();
        if (left == 0) {
            throw StripeRefusal.invalid(
                    "charge_already_refunded", "Charge " + chargeId + " has already been refunded.", null);
        }
        long amount = params.whole("amount").orElse(left);
        if (amount < 1) {
            throw StripeRefusal.invalid(
                    "parameter_invalid_integer", "This value must be greater than or equal to 1.", "amount");
        }
        if (amount > left) {
            throw StripeRefusal.invalid(
                    null,
                    "Refund amount (" + amount + ") is greater than unrefunded amount on charge (" + left + ")",
                    "amount");
        }
        var refund = Shapes.refund(Ids.next("re_3"), clock.instant().getEpochSecond(), amount, charge);
        params.text("reason").ifPresent(reason -> refund.put("reason", reason));
        Shapes.merge(refund, params.metadata("metadata"));
        charge.put("amount_refunded", charge.path("amount_refunded").asLong() + amount);
        charge.put(
                "refunded",
                charge.path("amount_refunded").asLong()
                        == charge.path("amount_captured").asLong());
        change.put(CHARGE, chargeId, charge);
        var modes = modes(change, charge);
        var sequel = TestCard.Sequel.valueOf(charge.path("_sequel").asString("NONE"));
        var takesTime = modes.refundDelaySeconds() > 0
                ? modes.refundDelaySeconds()
                : sequel == TestCard.Sequel.REFUND_TAKES_TIME ? SEQUEL_SECONDS : 0;
        if (takesTime > 0) {
            endLater(refund.put("status", "pending"), takesTime).put("_fails", modes.refundFails());
        }
        events.emit(change, "refund.created", refund, modes);
        if (takesTime > 0) {
            put(change, refund);
            return refund;
        }
        settle(change, refund, charge, modes.refundFails());
        var comesBackAfter = modes.refundFailsAfterSeconds() > 0
                ? modes.refundFailsAfterSeconds()
                : sequel == TestCard.Sequel.REFUND_FAILS_LATER ? SEQUEL_SECONDS : 0;
        if (comesBackAfter > 0 && PaymentIntents.status(refund).equals("succeeded")) {
            put(change, endLater(refund, comesBackAfter).put("_fails", true));
        }
        return refund;
    }

    private ObjectNode endLater(ObjectNode refund, long seconds) {
        var at = clock.millis() + seconds * 1_000;
        nextSettlement = Math.min(nextSettlement, at);
        return refund.put("_settle_at", at);
    }

    /** What the provider's or the buyer's bank makes of a refund, at any time after it was made. */
    ObjectNode move(Store.Change change, String id, Params form) {
        form.allow(Set.of("failure_reason", "status"));
        var refund = find(change, id);
        var reason = form.text("failure_reason").orElse("unknown");
        if (!FAILURES.contains(reason)) {
            throw StripeRefusal.invalid(null, "Invalid failure_reason: " + reason, "failure_reason");
        }
        return move(change, refund, form.required("status"), reason);
    }

    /** Only a refund that waits for the buyer can be called off. */
    ObjectNode cancel(Store.Change change, String id) {
        var refund = find(change, id);
        if (!PaymentIntents.status(refund).equals("requires_action")) {
            throw StripeRefusal.invalid(
                    null, "A refund with the status " + PaymentIntents.status(refund) + " cannot be canceled.", null);
        }
        return move(change, refund, "canceled", "merchant_request");
    }

    private ObjectNode move(Store.Change change, ObjectNode refund, String status, String reason) {
        var charge = change.find(CHARGE, refund.path("charge").asString()).orElseThrow();
        var before = PaymentIntents.status(refund);
        var possible = switch (before) {
            case "pending" -> Set.of("requires_action", "succeeded", "failed", "canceled");
            case "requires_action" -> Set.of("pending", "succeeded", "failed", "canceled");
            case "succeeded" -> Set.of("failed");
            default -> Set.<String>of();
        };
        if (!possible.contains(status)) {
            throw StripeRefusal.invalid(
                    null,
                    "Invalid status: " + status + " (expected one of "
                            + possible.stream().sorted().toList() + ")",
                    "status");
        }
        refund.remove("_settle_at");
        switch (status) {
            case "succeeded" -> settle(change, refund, charge, false);
            case "failed", "canceled" -> giveUp(change, refund, charge, status, reason);
            default -> {
                refund.put("status", status);
                if (status.equals("requires_action")) {
                    refund.putObject("next_action")
                            .put("type", "display_details")
                            .putObject("display_details")
                            .put("expires_at", clock.instant().getEpochSecond() + 3_888_000);
                }
                put(change, refund);
            }
        }
        events.emit(change, "refund.updated", refund, modes(change, charge));
        events.emit(change, "charge.refund.updated", refund, modes(change, charge));
        return refund;
    }

    private void giveUp(Store.Change change, ObjectNode refund, ObjectNode charge, String status, String reason) {
        var amount = refund.path("amount").asLong();
        if (PaymentIntents.status(refund).equals("succeeded")) {
            refund.put("failure_balance_transaction", Ids.next("txn_"));
            PaymentIntents.count(change, charge, "refunded", -amount);
        }
        refund.put("status", status).put("failure_reason", reason);
        charge.put("amount_refunded", charge.path("amount_refunded").asLong() - amount)
                .put("refunded", false);
        change.put(CHARGE, charge.path("id").asString(), charge);
        put(change, refund);
        if (status.equals("failed")) {
            events.emit(change, "refund.failed", refund, modes(change, charge));
        }
    }

    ObjectNode find(Store.Change change, String id) {
        return change.find(REFUND, id).orElseThrow(() -> StripeRefusal.noSuch("refund", id, "id"));
    }

    ObjectNode update(Store.Change change, String id, Params params) {
        params.allow(UPDATE);
        var refund = find(change, id);
        Shapes.merge(refund, params.metadata("metadata"));
        put(change, refund);
        events.emit(change, "refund.updated", refund, modes(change, refund));
        return refund;
    }

    /** Ends the refunds whose time has come; cheap to call often. */
    void settleOverdue(Store.Change change) {
        var now = clock.millis();
        if (now < nextSettlement) {
            return;
        }
        var due = new ArrayList<ObjectNode>();
        nextSettlement = Long.MAX_VALUE;
        change.newestFirst(REFUND).filter(refund -> refund.has("_settle_at")).forEach(refund -> {
            var at = refund.path("_settle_at").asLong();
            if (at <= now) {
                due.add(refund);
            } else {
                nextSettlement = Math.min(nextSettlement, at);
            }
        });
        for (var refund : due) {
            move(change, refund, refund.path("_fails").asBoolean() ? "failed" : "succeeded", "unknown");
        }
    }

    private void settle(Store.Change change, ObjectNode refund, ObjectNode charge, boolean fails) {
        if (fails) {
            giveUp(change, refund.put("status", "pending"), charge, "failed", "unknown");
            return;
        }
        refund.put("status", "succeeded").remove("next_action");
        PaymentIntents.count(change, charge, "refunded", refund.path("amount").asLong());
        events.emit(change, "charge.refunded", charge, modes(change, charge));
        put(change, refund);
    }

    private static ObjectNode charge(Store.Change change, Params params) {
        if (params.text("charge").isPresent()) {
            var id = params.required("charge");
            return change.find(CHARGE, id).orElseThrow(() -> StripeRefusal.noSuch("charge", id, "charge"));
        }
        var id = params.text("payment_intent")
                .orElseThrow(() -> StripeRefusal.invalid(
                        "parameter_missing",
                        "One of the following params should be provided for this request: payment_intent or charge.",
                        null));
        var intent = change.find(PAYMENT_INTENT, id)
                .orElseThrow(() -> StripeRefusal.noSuch("payment_intent", id, "payment_intent"));
        if (!PaymentIntents.status(intent).equals("succeeded")) {
            throw StripeRefusal.invalid(
                    null,
                    "This PaymentIntent (" + id + ") does not have a successful charge to refund.",
                    "payment_intent");
        }
        var charge = intent.path("latest_charge").asString();
        return change.find(CHARGE, charge).orElseThrow(() -> StripeRefusal.noSuch("charge", charge, "charge"));
    }

    private Modes modes(Store.Change change, ObjectNode charge) {
        return events.modes(change, charge.path("payment_intent").asString(), PaymentIntents.orderOf(charge));
    }

    private static void put(Store.Change change, ObjectNode refund) {
        change.put(REFUND, refund.path("id").asString(), refund);
    }
}

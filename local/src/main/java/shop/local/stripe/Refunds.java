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
        if (modes.refundDelaySeconds() > 0) {
            var settleAt = clock.millis() + modes.refundDelaySeconds() * 1_000L;
            nextSettlement = Math.min(nextSettlement, settleAt);
            refund.put("status", "pending").put("_settle_at", settleAt).put("_fails", modes.refundFails());
        }
        events.emit(change, "refund.created", refund, modes);
        if (modes.refundDelaySeconds() == 0) {
            settle(change, refund, charge, modes.refundFails());
        } else {
            put(change, refund);
        }
        return refund;
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
        change.newestFirst(REFUND)
                .filter(refund -> PaymentIntents.status(refund).equals("pending"))
                .forEach(refund -> {
                    var at = refund.path("_settle_at").asLong();
                    if (at <= now) {
                        due.add(refund);
                    } else {
                        nextSettlement = Math.min(nextSettlement, at);
                    }
                });
        for (var refund : due) {
            change.find(CHARGE, refund.path("charge").asString()).ifPresent(charge -> {
                settle(change, refund, charge, refund.path("_fails").asBoolean());
                events.emit(change, "refund.updated", refund, modes(change, charge));
            });
        }
    }

    private void settle(Store.Change change, ObjectNode refund, ObjectNode charge, boolean fails) {
        var modes = modes(change, charge);
        var amount = refund.path("amount").asLong();
        if (fails) {
            refund.put("status", "failed").put("failure_reason", "unknown");
            charge.put("amount_refunded", charge.path("amount_refunded").asLong() - amount)
                    .put("refunded", false);
            change.put(CHARGE, charge.path("id").asString(), charge);
            events.emit(change, "refund.failed", refund, modes);
        } else {
            refund.put("status", "succeeded");
            PaymentIntents.count(change, charge, "refunded", amount);
            events.emit(change, "charge.refunded", charge, modes);
        }
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

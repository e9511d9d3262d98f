package shop.local.razorpay;

import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import shop.local.razorpay.Store.Kind;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Orders, payment links and the payments made for them, as Razorpay has them. Fields that begin with {@code _} are the sandbox's own. */
final class Payments {

    private static final int LONGEST_RECEIPT = 40;
    private static final long SMALLEST_RUPEES = 100;
    private static final long LARGEST_AMOUNT = 50_000_000_00L;
    private static final int SHORTEST_LINK_SECONDS = 15 * 60;
    private static final long LONGEST_LINK_SECONDS = 180L * 86_400;

    /** Some of the currencies that Razorpay takes; others are refused, as it refuses them. */
    private static final Set<String> CURRENCIES = Set.of(
            "INR", "AED", "AUD", "CAD", "CHF", "EUR", "GBP", "HKD", "JPY", "KWD", "NZD", "SEK", "SGD", "USD", "ZAR");

    private final Webhooks webhooks;
    private final Clock clock;
    private final String url;

    Payments(Webhooks webhooks, Clock clock, String url) {
        this.webhooks = webhooks;
        this.clock = clock;
        this.url = url;
    }

    /** How the sandbox misbehaves for an order of the shop, else for all. */
    static Modes modes(Store.Change change, String shopOrder) {
        return change.find(Kind.MODES, shopOrder)
                .or(() -> change.find(Kind.MODES, RazorpaySandbox.ALL))
                .map(Modes::read)
                .orElse(Modes.NONE);
    }

    /** The shop's own order that an object of ours was made for. */
    static String shopOrder(JsonNode object) {
        return object.path("notes").path("order_id").asString("");
    }

    // ---- orders ----

    ObjectNode createOrder(Store.Change change, ObjectNode request) {
        var receipt = request.path("receipt");
        if (receipt.isString() && receipt.asString().length() > LONGEST_RECEIPT) {
            throw RazorpayRefusal.invalid("The receipt may not be greater than 40 characters.", "receipt");
        }
        return order(
                change,
                amount(request),
                request.path("currency").asString(),
                receipt.isString() ? receipt.asString() : null,
                request.path("notes"));
    }

    private ObjectNode order(
            Store.Change change, long amount, String currency, @Nullable String receipt, JsonNode notes) {
        var order = Json.object()
                .put("id", Ids.next("order_"))
                .put("entity", "order")
                .put("amount", amount)
                .put("amount_paid", 0)
                .put("amount_due", amount)
                .put("currency", currency)
                .put("receipt", receipt)
                .putNull("offer_id")
                .put("status", "created")
                .put("attempts", 0);
        order.set("notes", notes.isObject() ? notes : Json.MAPPER.createArrayNode());
        order.put("created_at", seconds());
        put(change, Kind.ORDER, order);
        return order;
    }

    /** Checks an amount with its currency as Razorpay does. */
    private static long amount(ObjectNode request) {
        var amount = request.path("amount");
        var currency = request.path("currency").asString("");
        if (!CURRENCIES.contains(currency)) {
            throw RazorpayRefusal.invalid("The currency is not supported", "currency");
        }
        if (!amount.isIntegralNumber()) {
            throw RazorpayRefusal.invalid("The amount must be an integer.", "amount");
        }
        if (amount.asLong() < (currency.equals("INR") ? SMALLEST_RUPEES : 1)) {
            throw RazorpayRefusal.invalid("Order amount less than minimum amount allowed", "amount");
        }
        if (amount.asLong() > LARGEST_AMOUNT) {
            throw RazorpayRefusal.invalid("Amount exceeds maximum amount allowed.", "amount");
        }
        return amount.asLong();
    }

    // ---- payment links ----

    ObjectNode createLink(Store.Change change, ObjectNode request) {
        var amount = amount(request);
        var reference = request.path("reference_id").asString("");
        if (reference.length() > LONGEST_RECEIPT) {
            throw RazorpayRefusal.invalid("The reference id may not be greater than 40 characters.", "reference_id");
        }
        if (!reference.isEmpty()
                && change.newestFirst(Kind.PAYMENT_LINK)
                        .anyMatch(
                                other -> other.path("reference_id").asString("").equals(reference))) {
            throw RazorpayRefusal.invalid(
                    "payment link with given reference_id (" + reference
                            + ") already exists. Please use a unique reference_id.",
                    null);
        }
        var expires = request.path("expire_by").asLong(0);
        if (expires != 0 && expires < seconds() + SHORTEST_LINK_SECONDS) {
            throw RazorpayRefusal.invalid("timestamp must be atleast 15 minutes in future", "expire_by");
        }
        var id = Ids.next("plink_");
        var link = Json.object()
                .put("accept_partial", false)
                .put("amount", amount)
                .put("amount_paid", 0)
                .put("callback_method", request.path("callback_method").asString(""))
                .put("callback_url", request.path("callback_url").asString(""))
                .put("cancelled_at", 0)
                .put("created_at", seconds())
                .put("currency", request.path("currency").asString());
        link.putObject("customer");
        link.put("description", request.path("description").asString(""))
                .put("expire_by", expires == 0 ? seconds() + LONGEST_LINK_SECONDS : expires)
                .put("expired_at", 0)
                .put("first_min_partial_amount", 0)
                .put("id", id)
                .set("notes", request.path("notes").isObject() ? request.path("notes") : null);
        link.putObject("notify").put("email", false).put("sms", false);
        link.putNull("payments").put("reference_id", reference).put("reminder_enable", false);
        link.putArray("reminders");
        link.put("short_url", url + "/l/" + id)
                .put("status", "created")
                .put("updated_at", seconds())
                .put("upi_link", false)
                .put("user_id", "");
        return put(change, Kind.PAYMENT_LINK, link);
    }

    ObjectNode cancelLink(Store.Change change, String id) {
        var link = change.require(Kind.PAYMENT_LINK, id);
        if (!isOpen(link)) {
            throw RazorpayRefusal.invalid(
                    "Payment Link cannot be cancelled as it is already "
                            + link.path("status").asString(),
                    null);
        }
        return end(change, link, "cancelled", "cancelled_at");
    }

    static boolean isOpen(ObjectNode link) {
        return link.path("status").asString().equals("created");
    }

    void expireOverdue(Store.Change change) {
        change.newestFirst(Kind.PAYMENT_LINK)
                .filter(link -> isOpen(link) && link.path("expire_by").asLong() <= seconds())
                .forEach(link -> end(change, link, "expired", "expired_at"));
    }

    private ObjectNode end(Store.Change change, ObjectNode link, String status, String at) {
        link.put("status", status).put(at, seconds()).put("updated_at", seconds());
        put(change, Kind.PAYMENT_LINK, link);
        webhooks.emit(
                change,
                "payment_link." + status,
                modes(change, shopOrder(link)),
                Json.object().set("payment_link", visible(link)));
        return link;
    }

    /** A buyer pays on the page of a link, or is refused. */
    ObjectNode payLink(Store.Change change, String id, boolean accepted) {
        var link = change.require(Kind.PAYMENT_LINK, id);
        if (!isOpen(link)) {
            throw RazorpayRefusal.invalid(
                    "This Payment Link is " + link.path("status").asString(), null);
        }
        var order = Optional.ofNullable(link.path("order_id").asString(null))
                .map(known -> change.require(Kind.ORDER, known))
                .orElseGet(() -> order(
                        change,
                        link.path("amount").asLong(),
                        link.path("currency").asString(),
                        link.path("reference_id").asString(),
                        link.path("notes")));
        link.put("order_id", order.path("id").asString());
        put(change, Kind.PAYMENT_LINK, link);
        return pay(change, order, link, accepted);
    }

    /** A buyer pays an order with the script in the shop's page, or is refused. */
    ObjectNode payOrder(Store.Change change, String id, boolean accepted) {
        return pay(change, change.require(Kind.ORDER, id), null, accepted);
    }

    private ObjectNode pay(Store.Change change, ObjectNode order, @Nullable ObjectNode link, boolean wanted) {
        if (order.path("status").asString().equals("paid")) {
            throw RazorpayRefusal.invalid("Payment already done for this order.", null);
        }
        var modes = modes(change, shopOrder(order));
        var accepted = wanted && modes.decline() == null;
        var amount = order.path("amount").asLong();
        var fee = amount * modes.feePercent() / 100;
        var payment = Json.object()
                .put("id", Ids.next("pay_"))
                .put("entity", "payment")
                .put("amount", amount)
                .put("currency", order.path("currency").asString())
                .put("status", accepted ? "captured" : "failed")
                .put("order_id", order.path("id").asString())
                .putNull("invoice_id")
                .put("international", false)
                .put("method", "card")
                .put("amount_refunded", 0)
                .putNull("refund_status")
                .put("captured", accepted)
                .put("description", "Order")
                .put("card_id", Ids.next("card_"))
                .putNull("bank")
                .putNull("wallet")
                .putNull("vpa")
                .put("email", "void@razorpay.com")
                .put("contact", "+919999999999");
        payment.set("notes", link == null ? Json.MAPPER.createArrayNode() : link.path("notes"));
        payment.put("fee", accepted ? fee : null)
                .put("tax", accepted ? 0L : null)
                .put("error_code", accepted ? null : "BAD_REQUEST_ERROR")
                .put("error_description", accepted ? null : "Payment failed")
                .put("error_source", accepted ? null : "issuer_bank")
                .put("error_step", accepted ? null : "payment_authorization")
                .put(
                        "error_reason",
                        accepted ? null : Optional.ofNullable(modes.decline()).orElse("payment_failed"));
        payment.putObject("acquirer_data").put("auth_code", accepted ? "000000" : null);
        payment.put("created_at", seconds()).put("_order", shopOrder(order));
        put(change, Kind.PAYMENT, payment);
        order.put("attempts", order.path("attempts").asInt() + 1).put("status", accepted ? "paid" : "attempted");
        if (accepted) {
            order.put("amount_paid", amount).put("amount_due", 0);
        }
        put(change, Kind.ORDER, order);
        var entities = Json.object().set("payment", visible(payment));
        if (!accepted) {
            webhooks.emit(change, "payment.failed", modes, entities);
            return payment;
        }
        webhooks.emit(change, "payment.captured", modes, entities);
        webhooks.emit(change, "order.paid", modes, entities.deepCopy().set("order", visible(order)));
        if (link != null) {
            link.put("status", "paid").put("amount_paid", amount).put("updated_at", seconds());
            link.putArray("payments")
                    .addObject()
                    .put("amount", amount)
                    .put("created_at", seconds())
                    .put("method", "card")
                    .put("payment_id", payment.path("id").asString())
                    .put("plink_id", link.path("id").asString())
                    .put("status", "captured")
                    .put("updated_at", seconds());
            put(change, Kind.PAYMENT_LINK, link);
            webhooks.emit(
                    change,
                    "payment_link.paid",
                    modes,
                    entities.deepCopy().set("order", visible(order)).set("payment_link", visible(link)));
        }
        return payment;
    }

    // ---- refunds ----

    ObjectNode refund(Store.Change change, String paymentId, ObjectNode request) {
        var payment = change.require(Kind.PAYMENT, paymentId);
        if (!payment.path("captured").asBoolean()) {
            throw RazorpayRefusal.invalid("The payment status should be captured for action to be taken", null);
        }
        var left = payment.path("amount").asLong()
                - payment.path("amount_refunded").asLong();
        if (left == 0) {
            throw RazorpayRefusal.invalid("The payment has been fully refunded already", null);
        }
        var amount = request.path("amount").asLong(left);
        if (amount < 1) {
            throw RazorpayRefusal.invalid("The amount must be atleast 1.", "amount");
        }
        if (amount > left) {
            throw RazorpayRefusal.invalid(
                    "The total refund amount is greater than the refund payment amount", "amount");
        }
        var modes = modes(change, payment.path("_order").asString());
        var waits = modes.refundDelaySeconds() > 0 || modes.refundFails();
        var refund = Json.object()
                .put("id", Ids.next("rfnd_"))
                .put("entity", "refund")
                .put("amount", amount)
                .put("currency", payment.path("currency").asString())
                .put("payment_id", paymentId);
        refund.set("notes", request.path("notes").isObject() ? request.path("notes") : Json.MAPPER.createArrayNode());
        refund.put("receipt", request.path("receipt").asString(null));
        refund.putObject("acquirer_data").putNull("arn");
        refund.put("created_at", seconds())
                .putNull("batch_id")
                .put("status", waits ? "pending" : "processed")
                .put("speed_processed", "normal")
                .put("speed_requested", request.path("speed").asString("normal"));
        if (waits) {
            refund.put("_due", clock.millis() + modes.refundDelaySeconds() * 1_000L)
                    .put("_fails", modes.refundFails());
        } else if (modes.refundFailsAfterSeconds() > 0) {
            refund.put("_due", clock.millis() + modes.refundFailsAfterSeconds() * 1_000L)
                    .put("_fails", true);
        }
        put(change, Kind.REFUND, refund);
        giveBack(change, payment, amount);
        emit(change, "refund.created", refund, payment, modes);
        if (!waits) {
            emit(change, "refund.processed", refund, payment, modes);
        }
        return refund;
    }

    private void giveBack(Store.Change change, ObjectNode payment, long amount) {
        var refunded = payment.path("amount_refunded").asLong() + amount;
        var whole = payment.path("amount").asLong();
        payment.put("amount_refunded", refunded)
                .put("refund_status", refunded == 0 ? null : refunded == whole ? "full" : "partial")
                .put("status", refunded == whole ? "refunded" : "captured");
        put(change, Kind.PAYMENT, payment);
    }

    /** @param status {@code processed}, or {@code failed}: also one that had been processed */
    ObjectNode moveRefund(Store.Change change, String id, String status) {
        var refund = change.require(Kind.REFUND, id);
        if (!Set.of("processed", "failed").contains(status)) {
            throw RazorpayRefusal.invalid("status: " + status + " (expected: processed or failed)", "status");
        }
        if (refund.path("status").asString().equals(status)
                || refund.path("status").asString().equals("failed")) {
            return refund;
        }
        refund.put("status", status).remove("_due");
        put(change, Kind.REFUND, refund);
        var payment = change.require(Kind.PAYMENT, refund.path("payment_id").asString());
        if (status.equals("failed")) {
            giveBack(change, payment, -refund.path("amount").asLong());
        }
        emit(
                change,
                "refund." + status,
                refund,
                payment,
                modes(change, payment.path("_order").asString()));
        return refund;
    }

    void settleOverdue(Store.Change change) {
        change.newestFirst(Kind.REFUND)
                .filter(refund -> refund.path("_due").asLong(Long.MAX_VALUE) <= clock.millis())
                .forEach(refund -> moveRefund(
                        change,
                        refund.path("id").asString(),
                        refund.path("_fails").asBoolean() ? "failed" : "processed"));
    }

    private void emit(Store.Change change, String event, ObjectNode refund, ObjectNode payment, Modes modes) {
        webhooks.emit(
                change,
                event,
                modes,
                Json.object().set("refund", visible(refund)).set("payment", visible(payment)));
    }

    // ---- disputes ----

    ObjectNode dispute(Store.Change change, String paymentId, String phase, boolean deducted) {
        var payment = change.require(Kind.PAYMENT, paymentId);
        if (!payment.path("captured").asBoolean()) {
            throw RazorpayRefusal.invalid("Only a captured payment is disputed", null);
        }
        var amount = payment.path("amount").asLong();
        var dispute = Json.object()
                .put("id", Ids.next("disp_"))
                .put("entity", "dispute")
                .put("payment_id", paymentId)
                .put("amount", amount)
                .put("currency", payment.path("currency").asString())
                .put("amount_deducted", deducted ? amount : 0)
                .put("reason_code", "goods_or_services_not_received_or_partially_received")
                .put("respond_by", seconds() + 7 * 86_400)
                .put("status", "open")
                .put("phase", phase)
                .put("created_at", seconds());
        dispute.putObject("evidence").put("amount", amount).putNull("summary").putNull("submitted_at");
        put(change, Kind.DISPUTE, dispute);
        emitDispute(change, "created", dispute, payment);
        return dispute;
    }

    ObjectNode moveDispute(Store.Change change, String id, String status) {
        var dispute = change.require(Kind.DISPUTE, id);
        switch (status) {
            case "under_review", "won", "closed" -> dispute.put("status", status);
            case "lost" -> dispute.put("status", status).set("amount_deducted", dispute.path("amount"));
            case "action_required" -> dispute.put("status", "open");
            default ->
                throw RazorpayRefusal.invalid(
                        "status: " + status + " (expected: under_review, action_required, won, lost or closed)",
                        "status");
        }
        put(change, Kind.DISPUTE, dispute);
        emitDispute(
                change,
                status,
                dispute,
                change.require(Kind.PAYMENT, dispute.path("payment_id").asString()));
        return dispute;
    }

    private void emitDispute(Store.Change change, String what, ObjectNode dispute, ObjectNode payment) {
        webhooks.emit(
                change,
                "payment.dispute." + what,
                modes(change, payment.path("_order").asString()),
                Json.object().set("payment", visible(payment)).set("dispute", visible(dispute)));
    }

    // ---- all ----

    static ObjectNode visible(ObjectNode object) {
        var shown = object.deepCopy();
        object.propertyNames().stream().filter(name -> name.startsWith("_")).forEach(shown::remove);
        return shown;
    }

    private static ObjectNode put(Store.Change change, Kind kind, ObjectNode object) {
        change.put(kind, object.path("id").asString(), object);
        return object;
    }

    private long seconds() {
        return clock.instant().getEpochSecond();
    }
}

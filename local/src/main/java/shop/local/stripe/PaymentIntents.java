package shop.local.stripe;

import static shop.local.stripe.Store.Kind.BALANCE;
import static shop.local.stripe.Store.Kind.CHARGE;
import static shop.local.stripe.Store.Kind.ORDER_TOTAL;
import static shop.local.stripe.Store.Kind.PAYMENT_INTENT;

import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** PaymentIntents and the charges they make: made, confirmed, authenticated, cancelled. */
final class PaymentIntents {

    static final Set<String> CREATE = Set.of(
            "amount",
            "currency",
            "automatic_payment_methods[enabled]",
            "automatic_payment_methods[allow_redirects]",
            "capture_method",
            "confirm",
            "confirmation_method",
            "description",
            "error_on_requires_action",
            "expand[]",
            "metadata[]",
            "off_session",
            "payment_method",
            "payment_method_types[]",
            "receipt_email",
            "return_url",
            "statement_descriptor",
            "statement_descriptor_suffix",
            "transfer_group");
    static final Set<String> UPDATE =
            Set.of("amount", "description", "expand[]", "metadata[]", "payment_method", "receipt_email");
    static final Set<String> CONFIRM = Set.of(
            "client_secret",
            "error_on_requires_action",
            "expand[]",
            "key",
            "off_session",
            "payment_method",
            "return_url",
            "use_stripe_sdk");
    static final Set<String> CANCEL = Set.of("cancellation_reason", "expand[]");

    private static final Set<String> OPEN =
            Set.of("requires_payment_method", "requires_confirmation", "requires_action", "processing");
    private static final Set<String> CANCELLATION_REASONS =
            Set.of("duplicate", "fraudulent", "requested_by_customer", "abandoned");
    private static final long LARGEST_AMOUNT = 99_999_999;

    /** The least Stripe charges, in minor units; it refuses what its fee would eat up. */
    private static final Map<String, Long> SMALLEST_AMOUNTS = Map.ofEntries(
            Map.entry("aed", 200L),
            Map.entry("aud", 50L),
            Map.entry("brl", 50L),
            Map.entry("cad", 50L),
            Map.entry("chf", 50L),
            Map.entry("czk", 1_500L),
            Map.entry("dkk", 250L),
            Map.entry("eur", 50L),
            Map.entry("gbp", 30L),
            Map.entry("hkd", 400L),
            Map.entry("huf", 17_500L),
            Map.entry("inr", 50L),
            Map.entry("jpy", 50L),
            Map.entry("mxn", 1_000L),
            Map.entry("myr", 200L),
            Map.entry("nok", 300L),
            Map.entry("nzd", 50L),
            Map.entry("pln", 200L),
            Map.entry("ron", 200L),
            Map.entry("sek", 300L),
            Map.entry("sgd", 50L),
            Map.entry("thb", 1_000L),
            Map.entry("usd", 50L));

    private final Events events;
    private final Disputes disputes;
    private final Clock clock;
    private final String publicUrl;

    PaymentIntents(Events events, Disputes disputes, Clock clock, String publicUrl) {
        this.events = events;
        this.disputes = disputes;
        this.clock = clock;
        this.publicUrl = publicUrl;
    }

    /** @param error the card error to answer with, 402, where the bank refused; the intent keeps what happened all the same */
    record Result(ObjectNode intent, Optional<ObjectNode> error) {}

    /** How a confirmation is made. */
    record Confirmation(
            Optional<String> paymentMethod, Optional<String> returnUrl, boolean offSession, boolean refuseActions) {

        static Confirmation of(Params params) {
            return new Confirmation(
                    params.text("payment_method"),
                    params.text("return_url"),
                    params.flag("off_session"),
                    params.flag("error_on_requires_action"));
        }
    }

    Result create(Store.Change change, Params params) {
        params.allow(CREATE);
        var amount = params.whole("amount").orElseThrow(() -> StripeRefusal.missingParameter("amount"));
        var currency = params.currency("currency");
        checkAmount(amount, currency);
        params.text("capture_method").filter("manual"::equals).ifPresent(manual -> {
            throw StripeRefusal.unsupported("capture_method=manual");
        });
        params.text("confirmation_method").filter("manual"::equals).ifPresent(manual -> {
            throw StripeRefusal.unsupported("confirmation_method=manual");
        });
        params.text("payment_method").ifPresent(PaymentIntents::card);
        var intent = make(change, amount, currency, params.metadata("metadata"));
        for (var name : new String[] {
            "description", "receipt_email", "statement_descriptor", "statement_descriptor_suffix", "transfer_group"
        }) {
            params.text(name).ifPresent(value -> intent.put(name, value));
        }
        if (params.flag("automatic_payment_methods[enabled]")) {
            intent.putObject("automatic_payment_methods")
                    .put(
                            "allow_redirects",
                            params.text("automatic_payment_methods[allow_redirects]")
                                    .orElse("always"))
                    .put("enabled", true);
        }
        put(change, intent);
        events.emit(change, "payment_intent.created", intent, modes(change, intent));
        if (params.flag("confirm")) {
            return confirm(change, intent, Confirmation.of(params));
        }
        params.text("payment_method").ifPresent(method -> {
            intent.put("payment_method", method).put("status", "requires_confirmation");
            put(change, intent);
        });
        return new Result(intent, Optional.empty());
    }

    /** Makes an intent without an event; the caller emits the event once the intent is whole. */
    ObjectNode make(Store.Change change, long amount, String currency, Map<String, String> metadata) {
        var intent = Shapes.paymentIntent(Ids.next("pi_3"), clock.instant().getEpochSecond(), amount, currency);
        Shapes.merge(intent, metadata);
        put(change, intent);
        return intent;
    }

    ObjectNode find(Store.Change change, String id) {
        return change.find(PAYMENT_INTENT, id).orElseThrow(() -> StripeRefusal.noSuch("payment_intent", id, "intent"));
    }

    ObjectNode update(Store.Change change, String id, Params params) {
        params.allow(UPDATE);
        var intent = find(change, id);
        params.whole("amount").ifPresent(amount -> {
            if (!OPEN.contains(status(intent))) {
                throw StripeRefusal.wrongState(
                        "This PaymentIntent's amount could not be updated because it has a status of " + status(intent)
                                + ".",
                        Shapes.visible(intent));
            }
            checkAmount(amount, intent.path("currency").asString());
            intent.put("amount", amount);
        });
        params.text("payment_method").ifPresent(method -> {
            card(method);
            intent.put("payment_method", method).put("status", "requires_confirmation");
        });
        params.text("description").ifPresent(text -> intent.put("description", text));
        params.text("receipt_email").ifPresent(text -> intent.put("receipt_email", text));
        Shapes.merge(intent, params.metadata("metadata"));
        put(change, intent);
        return intent;
    }

    Result confirm(Store.Change change, ObjectNode intent, Confirmation confirmation) {
        if (!OPEN.contains(status(intent))) {
            throw StripeRefusal.wrongState(
                    "This PaymentIntent's status is " + status(intent) + ", so it cannot be confirmed.",
                    Shapes.visible(intent));
        }
        var method = confirmation
                .paymentMethod()
                .or(() -> Optional.of(intent.path("payment_method").asString()).filter(id -> !id.isEmpty()))
                .orElseThrow(() -> StripeRefusal.invalid(
                        "payment_intent_unexpected_state",
                        "You cannot confirm this PaymentIntent because it's missing a payment method.",
                        null));
        return attempt(change, intent, card(method), confirmation);
    }

    /** Tries the card: the intent succeeds, fails, or waits for its owner. */
    Result attempt(Store.Change change, ObjectNode intent, TestCard card, Confirmation confirmation) {
        var modes = modes(change, intent);
        var decline = modes.declineOf(card);
        // A bank that asks the owner first refuses afterwards.
        if (decline.isPresent() && (modes.decline() != null || !card.authenticationRequired())) {
            return refuse(change, intent, card, decline.get());
        }
        if (!card.authenticationRequired() && !modes.require3ds()) {
            return succeed(change, intent, card);
        }
        if (confirmation.offSession() || confirmation.refuseActions()) {
            return refuse(
                    change,
                    intent,
                    card,
                    new TestCard.Decline(
                            "authentication_required",
                            "authentication_required",
                            "Your card was declined. This transaction requires authentication."));
        }
        return askForAuthentication(change, intent, card, confirmation.returnUrl());
    }

    private Result askForAuthentication(
            Store.Change change, ObjectNode intent, TestCard card, Optional<String> returnUrl) {
        intent.put("status", "requires_action")
                .put("payment_method", card.paymentMethod())
                .putNull("last_payment_error")
                .put("_card", card.paymentMethod());
        var action = intent.putObject("next_action").put("type", "redirect_to_url");
        action.putObject("redirect_to_url")
                .put("return_url", returnUrl.orElse(null))
                .put("url", publicUrl + "/c/3ds/" + intent.path("id").asString());
        put(change, intent);
        events.emit(change, "payment_intent.requires_action", intent, modes(change, intent));
        return new Result(intent, Optional.empty());
    }

    /** What the owner of the card did on the 3-D Secure page. */
    Result authenticate(Store.Change change, ObjectNode intent, boolean passed) {
        if (!status(intent).equals("requires_action")) {
            throw StripeRefusal.wrongState(
                    "This PaymentIntent does not wait for an authentication: " + status(intent),
                    Shapes.visible(intent));
        }
        var card = card(intent.path("_card").asString());
        var decline = modes(change, intent).declineOf(card);
        if (passed && decline.isPresent()) {
            return refuse(change, intent, card, decline.get());
        }
        return passed
                ? succeed(change, intent, card)
                : refuse(
                        change,
                        intent,
                        card,
                        new TestCard.Decline(
                                "payment_intent_authentication_failure",
                                "authentication_failed",
                                "The provided PaymentMethod has failed authentication."));
    }

    /** The buyer's bank takes its time. */
    Result process(Store.Change change, ObjectNode intent, TestCard card) {
        intent.put("status", "processing")
                .put("payment_method", card.paymentMethod())
                .putNull("next_action")
                .put("_card", card.paymentMethod());
        put(change, intent);
        events.emit(change, "payment_intent.processing", intent, modes(change, intent));
        return new Result(intent, Optional.empty());
    }

    /** The buyer's bank has decided. */
    Result decide(Store.Change change, ObjectNode intent, boolean paid) {
        var card = card(intent.path("_card").asString());
        return paid
                ? succeed(change, intent, card)
                : refuse(
                        change,
                        intent,
                        card,
                        new TestCard.Decline(
                                "payment_intent_payment_attempt_failed",
                                "generic_decline",
                                "The bank has refused the payment."));
    }

    private Result succeed(Store.Change change, ObjectNode intent, TestCard card) {
        var charge = Shapes.charge(Ids.next("ch_3"), clock.instant().getEpochSecond(), intent, card, null);
        charge.put("_sequel", card.sequel().name())
                .put("_fee", modes(change, intent).feeMinor());
        change.put(CHARGE, charge.path("id").asString(), charge);
        var amount = intent.path("amount").asLong();
        intent.put("amount_received", amount)
                .put("payment_method", card.paymentMethod())
                .put("status", "succeeded")
                .putNull("next_action")
                .putNull("last_payment_error")
                .set("latest_charge", charge.path("id"));
        put(change, intent);
        count(change, intent, "captured", amount);
        var modes = modes(change, intent);
        events.emit(change, "charge.succeeded", charge, modes);
        events.emit(change, "payment_intent.succeeded", intent, modes);
        disputes.follow(change, charge, card.sequel());
        return new Result(intent, Optional.empty());
    }

    private Result refuse(Store.Change change, ObjectNode intent, TestCard card, TestCard.Decline decline) {
        var charge = Shapes.charge(Ids.next("ch_3"), clock.instant().getEpochSecond(), intent, card, decline);
        change.put(CHARGE, charge.path("id").asString(), charge);
        var error = StripeRefusal.error("card_error", decline.code(), decline.message(), null);
        error.put("decline_code", decline.declineCode()).set("charge", charge.path("id"));
        error.set("payment_method", Shapes.paymentMethod(card));
        intent.put("status", "requires_payment_method")
                .putNull("payment_method")
                .putNull("next_action")
                .set("latest_charge", charge.path("id"));
        intent.set("last_payment_error", error.deepCopy());
        put(change, intent);
        var modes = modes(change, intent);
        events.emit(change, "charge.failed", charge, modes);
        events.emit(change, "payment_intent.payment_failed", intent, modes);
        error.set("payment_intent", Shapes.visible(intent));
        return new Result(intent, Optional.of(error));
    }

    ObjectNode cancel(Store.Change change, ObjectNode intent, @Nullable String reason) {
        if (reason != null && !CANCELLATION_REASONS.contains(reason)) {
            throw StripeRefusal.invalid(
                    "parameter_invalid", "Invalid cancellation_reason: " + reason, "cancellation_reason");
        }
        if (!OPEN.contains(status(intent))) {
            throw StripeRefusal.wrongState(
                    "You cannot cancel this PaymentIntent because it has a status of " + status(intent)
                            + ". Only a PaymentIntent with one of the following statuses may be canceled: "
                            + "requires_payment_method, requires_capture, requires_confirmation, requires_action, "
                            + "processing.",
                    Shapes.visible(intent));
        }
        intent.put("status", "canceled")
                .put("canceled_at", clock.instant().getEpochSecond())
                .put("cancellation_reason", reason)
                .putNull("next_action");
        put(change, intent);
        events.emit(change, "payment_intent.canceled", intent, modes(change, intent));
        return intent;
    }

    Modes modes(Store.Change change, ObjectNode intent) {
        return events.modes(
                change, intent.path("id").asString(), intent.path("_session").asString(), orderOf(intent));
    }

    /** Adds to what the shop can later hold its own books against: the money per currency, and per order of the shop. */
    static void count(Store.Change change, ObjectNode intent, String what, long amount) {
        var currency = intent.path("currency").asString().toUpperCase(Locale.ROOT);
        add(change, BALANCE, currency, Json.object(), what, amount);
        var order = orderOf(intent);
        if (!order.isEmpty()) {
            add(change, ORDER_TOTAL, order, Json.object().put("currency", currency), what, amount);
        }
    }

    private static void add(
            Store.Change change, Store.Kind kind, String id, ObjectNode first, String what, long amount) {
        var total = change.find(kind, id)
                .orElseGet(() -> first.put("captured", 0L).put("captures", 0).put("refunded", 0L));
        total.put(what, total.path(what).asLong() + amount);
        if (what.equals("captured")) {
            total.put("captures", total.path("captures").asInt() + 1);
        }
        change.put(kind, id, total);
    }

    static String orderOf(ObjectNode object) {
        return object.path("metadata").path("order_id").asString();
    }

    static void checkAmount(long amount, String currency) {
        var least = SMALLEST_AMOUNTS.getOrDefault(currency, 1L);
        if (amount < 1) {
            throw StripeRefusal.invalid(
                    "parameter_invalid_integer", "This value must be greater than or equal to 1.", "amount");
        }
        if (amount < least) {
            throw StripeRefusal.invalid(
                    "amount_too_small", "Amount must be at least " + least + " " + currency, "amount");
        }
        if (amount > LARGEST_AMOUNT) {
            throw StripeRefusal.invalid(
                    "amount_too_large", "Amount must be no more than " + LARGEST_AMOUNT + " " + currency, "amount");
        }
    }

    static TestCard card(String paymentMethod) {
        return TestCard.ofPaymentMethod(paymentMethod)
                .orElseThrow(() -> StripeRefusal.noSuchPaymentMethod(paymentMethod));
    }

    static String status(ObjectNode object) {
        return object.path("status").asString();
    }

    static void put(Store.Change change, ObjectNode intent) {
        change.put(PAYMENT_INTENT, intent.path("id").asString(), intent);
    }
}

package shop.local.stripe;

import static shop.local.stripe.Store.Kind.SESSION;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Checkout Sessions: made by the shop, paid on the hosted page, expired by either side. */
final class CheckoutSessions {

    static final Set<String> CREATE = Set.of(
            "cancel_url",
            "client_reference_id",
            "customer_email",
            "expand[]",
            "expires_at",
            "line_items[][price_data][currency]",
            "line_items[][price_data][product_data][name]",
            "line_items[][price_data][product_data][description]",
            "line_items[][price_data][unit_amount]",
            "line_items[][quantity]",
            "locale",
            "metadata[]",
            "mode",
            "payment_intent_data[description]",
            "payment_intent_data[metadata][]",
            "payment_method_types[]",
            "submit_type",
            "success_url",
            "ui_mode");

    static final Duration SHORTEST_LIFE = Duration.ofMinutes(30);
    static final Duration LONGEST_LIFE = Duration.ofHours(24);

    private final PaymentIntents intents;
    private final Events events;
    private final Clock clock;
    private final String publicUrl;

    /** When the next session may expire, so that the timer need not read them all; guarded by the store's lock. */
    private long nextExpiry;

    /** When the next bank decides, as before. */
    private long nextDecision;

    CheckoutSessions(PaymentIntents intents, Events events, Clock clock, String publicUrl) {
        this.intents = intents;
        this.events = events;
        this.clock = clock;
        this.publicUrl = publicUrl;
    }

    ObjectNode create(Store.Change change, Params params) {
        params.allow(CREATE);
        if (!params.required("mode").equals("payment")) {
            throw StripeRefusal.unsupported("mode=" + params.required("mode"));
        }
        var now = clock.instant().getEpochSecond();
        var expires = params.whole("expires_at").orElse(now + LONGEST_LIFE.toSeconds());
        if (expires < now + SHORTEST_LIFE.toSeconds() - 1) {
            throw StripeRefusal.invalid(
                    null,
                    "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.",
                    "expires_at");
        }
        if (expires > now + LONGEST_LIFE.toSeconds() + 1) {
            throw StripeRefusal.invalid(
                    null,
                    "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.",
                    "expires_at");
        }
        var items = params.indexes("line_items");
        if (items.isEmpty()) {
            throw StripeRefusal.missingParameter("line_items");
        }
        var total = 0L;
        var currency = "";
        var lines = Json.MAPPER.createArrayNode();
        for (var index : items) {
            var item = "line_items[" + index + "]";
            currency = params.currency(item + "[price_data][currency]");
            var name = params.required(item + "[price_data][product_data][name]");
            var unit = params.whole(item + "[price_data][unit_amount]")
                    .orElseThrow(() -> StripeRefusal.missingParameter(item + "[price_data][unit_amount]"));
            var quantity = params.whole(item + "[quantity]").orElse(1L);
            if (unit < 0 || quantity < 1) {
                throw StripeRefusal.invalid("parameter_invalid_integer", "Invalid line item.", item);
            }
            var sum = Math.multiplyExact(unit, quantity);
            lines.addObject().put("name", name).put("quantity", quantity).put("sum", sum);
            total = Math.addExact(total, sum);
        }
        PaymentIntents.checkAmount(total, currency);
        var id = Ids.next("cs_test_a1", 58);
        var session = Shapes.session(id, now, expires, total, currency, publicUrl + "/c/pay/" + id);
        session.set("_lines", lines);
        session.put("success_url", params.required("success_url"));
        params.text("cancel_url").ifPresent(url -> session.put("cancel_url", url));
        params.text("client_reference_id").ifPresent(text -> session.put("client_reference_id", text));
        params.text("customer_email").ifPresent(text -> session.put("customer_email", text));
        params.text("locale").ifPresent(text -> session.put("locale", text));
        params.text("submit_type").ifPresent(text -> session.put("submit_type", text));
        Shapes.merge(session, params.metadata("metadata"));
        session.set("_intent_metadata", Json.ofStrings(params.metadata("payment_intent_data[metadata]")));
        session.put(
                "_intent_description",
                params.text("payment_intent_data[description]").orElse(null));
        put(change, session);
        nextExpiry = Math.min(nextExpiry, expires);
        return session;
    }

    ObjectNode find(Store.Change change, String id) {
        return change.find(SESSION, id).orElseThrow(() -> StripeRefusal.noSuch("checkout.session", id, "session"));
    }

    /** Tries a card on the hosted page. The session completes unless the bank refuses or wants its owner to act first. */
    PaymentIntents.Result pay(Store.Change change, ObjectNode session, TestCard card) {
        requireOpen(session);
        var intent = intentOf(change, session).orElseGet(() -> makeIntent(change, session));
        var modes = intents.modes(change, intent);
        if (modes.asyncPaymentSeconds() > 0 && modes.declineOf(card).isEmpty()) {
            var processing = intents.process(change, intent, card);
            var at = clock.millis() + modes.asyncPaymentSeconds() * 1_000L;
            nextDecision = Math.min(nextDecision, at);
            session.put("status", "complete")
                    .putNull("url")
                    .put("_decided_at", at)
                    .put("_paid", !modes.asyncPaymentFails());
            put(change, session);
            events.emit(change, "checkout.session.completed", session, modes);
            return processing;
        }
        var result = intents.attempt(
                change,
                intent,
                card,
                new PaymentIntents.Confirmation(
                        Optional.empty(),
                        Optional.of(session.path("success_url").asString()),
                        false,
                        false));
        completeIfPaid(change, session, result.intent());
        return result;
    }

    /** Takes over what came of the intent elsewhere, on the 3-D Secure page. */
    void completeIfPaid(Store.Change change, ObjectNode session, ObjectNode intent) {
        if (PaymentIntents.status(intent).equals("succeeded") && isOpen(session)) {
            session.put("status", "complete").put("payment_status", "paid").putNull("url");
            put(change, session);
            events.emit(change, "checkout.session.completed", session, intents.modes(change, intent));
        }
    }

    ObjectNode expire(Store.Change change, ObjectNode session) {
        if (!isOpen(session)) {
            throw StripeRefusal.invalid(
                    null,
                    "Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a"
                            + " status of `" + PaymentIntents.status(session) + "`.",
                    null);
        }
        session.put("status", "expired").putNull("url");
        put(change, session);
        intentOf(change, session)
                .filter(intent -> !PaymentIntents.status(intent).equals("canceled"))
                .ifPresent(intent -> intents.cancel(change, intent, "abandoned"));
        events.emit(
                change,
                "checkout.session.expired",
                session,
                events.modes(change, session.path("id").asString(), PaymentIntents.orderOf(session)));
        return session;
    }

    /** Expires what nobody paid in time; cheap to call often. */
    void expireOverdue(Store.Change change) {
        var now = clock.instant().getEpochSecond();
        if (now < nextExpiry) {
            return;
        }
        var overdue = new ArrayList<ObjectNode>();
        nextExpiry = Long.MAX_VALUE;
        change.newestFirst(SESSION).filter(CheckoutSessions::isOpen).forEach(session -> {
            var expires = session.path("expires_at").asLong();
            if (expires <= now) {
                overdue.add(session);
            } else {
                nextExpiry = Math.min(nextExpiry, expires);
            }
        });
        overdue.forEach(session -> expire(change, session));
    }

    /** Has the banks decide whose time has come; cheap to call often. */
    void decideOverdue(Store.Change change) {
        var now = clock.millis();
        if (now < nextDecision) {
            return;
        }
        var due = new ArrayList<ObjectNode>();
        nextDecision = Long.MAX_VALUE;
        change.newestFirst(SESSION)
                .filter(session -> session.has("_decided_at"))
                .forEach(session -> {
                    var at = session.path("_decided_at").asLong();
                    if (at <= now) {
                        due.add(session);
                    } else {
                        nextDecision = Math.min(nextDecision, at);
                    }
                });
        for (var session : due) {
            var paid = session.path("_paid").asBoolean();
            session.remove("_decided_at");
            intentOf(change, session).ifPresent(intent -> {
                var _ = intents.decide(change, intent, paid);
                if (paid) {
                    session.put("payment_status", "paid");
                }
                put(change, session);
                events.emit(
                        change,
                        paid ? "checkout.session.async_payment_succeeded" : "checkout.session.async_payment_failed",
                        session,
                        intents.modes(change, intent));
            });
        }
    }

    static boolean isOpen(ObjectNode session) {
        return PaymentIntents.status(session).equals("open");
    }

    private static void requireOpen(ObjectNode session) {
        if (!isOpen(session)) {
            throw StripeRefusal.invalid(null, "This Checkout Session is " + PaymentIntents.status(session) + ".", null);
        }
    }

    private Optional<ObjectNode> intentOf(Store.Change change, ObjectNode session) {
        return change.find(
                Store.Kind.PAYMENT_INTENT, session.path("payment_intent").asString());
    }

    private ObjectNode makeIntent(Store.Change change, ObjectNode session) {
        var metadata = new LinkedHashMap<String, String>();
        session.path("_intent_metadata")
                .properties()
                .forEach(entry -> metadata.put(entry.getKey(), entry.getValue().asString()));
        var intent = intents.make(
                change,
                session.path("amount_total").asLong(),
                session.path("currency").asString(),
                metadata);
        intent.set("_session", session.path("id"));
        intent.set("description", session.path("_intent_description"));
        PaymentIntents.put(change, intent);
        session.set("payment_intent", intent.path("id"));
        put(change, session);
        events.emit(change, "payment_intent.created", intent, intents.modes(change, intent));
        return intent;
    }

    /** Where the hosted page sends the buyer back to; null where the shop named no address. */
    static @Nullable String successUrl(ObjectNode session) {
        var url = session.path("success_url").asString();
        return url.isEmpty()
                ? null
                : url.replace("{CHECKOUT_SESSION_ID}", session.path("id").asString());
    }

    private static void put(Store.Change change, ObjectNode session) {
        change.put(SESSION, session.path("id").asString(), session);
    }
}

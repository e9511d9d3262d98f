package shop.local.stripe;

import static shop.local.stripe.Store.Kind.BALANCE;
import static shop.local.stripe.Store.Kind.CHARGE;
import static shop.local.stripe.Store.Kind.DISPUTE;
import static shop.local.stripe.Store.Kind.ENDPOINT;
import static shop.local.stripe.Store.Kind.EVENT;
import static shop.local.stripe.Store.Kind.IDEMPOTENT_ANSWER;
import static shop.local.stripe.Store.Kind.PAYMENT_INTENT;
import static shop.local.stripe.Store.Kind.REFUND;
import static shop.local.stripe.Store.Kind.SESSION;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Stripe's HTTP API below {@code /v1}: keys, idempotency, routing, lists and expansion. */
final class Api {

    private static final int LONGEST_KEY = 255;
    private static final Duration KEY_LIFE = Duration.ofHours(24);
    private static final int DEFAULT_PAGE = 10;
    private static final int LARGEST_PAGE = 100;
    private static final Set<String> LIST = Set.of(
            "created",
            "created[gt]",
            "created[gte]",
            "created[lt]",
            "created[lte]",
            "ending_before",
            "expand[]",
            "limit",
            "starting_after");

    /** Which field of an object names another object, and on which shelf that is. */
    private static final Map<String, Store.Kind> EXPANDABLE =
            Map.of("payment_intent", PAYMENT_INTENT, "latest_charge", CHARGE, "charge", CHARGE);

    private final Store store;
    private final Events events;
    private final RandomGenerator random;
    private final Clock clock;
    private final String secretKey;
    private final String publishableKey;
    private final String webhookSecret;
    private final PaymentIntents intents;
    private final CheckoutSessions sessions;
    private final Refunds refunds;
    private final Disputes disputes;

    Api(
            Store store,
            Events events,
            RandomGenerator random,
            Clock clock,
            String secretKey,
            String webhookSecret,
            PaymentIntents intents,
            CheckoutSessions sessions,
            Refunds refunds,
            Disputes disputes) {
        this.store = store;
        this.events = events;
        this.random = random;
        this.clock = clock;
        this.secretKey = secretKey;
        this.publishableKey = secretKey.replaceFirst("^sk_", "pk_");
        this.webhookSecret = webhookSecret;
        this.intents = intents;
        this.sessions = sessions;
        this.refunds = refunds;
        this.disputes = disputes;
    }

    record Answer(int status, String body, Map<String, String> headers) {}

    /**
     * @param path below {@code /v1}, in segments
     * @param form query and body parameters together
     */
    record Call(
            String method,
            List<String> path,
            Params form,
            @Nullable String authorization,
            @Nullable String idempotencyKey) {

        String url() {
            return "/v1/" + String.join("/", path);
        }
    }

    Answer answer(Call call) {
        try {
            requireKey(call);
            requireUnlimited();
            var key = call.method().equals("POST") ? call.idempotencyKey() : null;
            return key == null ? store.change(change -> run(change, call)) : answerOnce(call, key);
        } catch (StripeRefusal refusal) {
            return refused(refusal);
        }
    }

    static Answer refused(StripeRefusal refusal) {
        return new Answer(refusal.status(), Json.text(refusal.body()), Map.of());
    }

    private void requireUnlimited() {
        var modes = store.change(change -> events.modes(change, Events.EVERY_PAYMENT));
        if (Modes.happens(modes.rateLimitRatio(), random)) {
            throw StripeRefusal.tooMany("rate_limit");
        }
        if (Modes.happens(modes.lockTimeoutRatio(), random)) {
            throw StripeRefusal.tooMany("lock_timeout");
        }
    }

    private void requireKey(Call call) {
        var key = keyOf(call);
        if (key == null) {
            throw StripeRefusal.unauthorized(
                    null,
                    "You did not provide an API key. You need to provide your API key in the Authorization header, "
                            + "using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').");
        }
        if (same(key, secretKey)) {
            return;
        }
        if (!same(key, publishableKey)) {
            throw StripeRefusal.unauthorized(null, "Invalid API Key provided: " + masked(key));
        }
        if (!isForBrowsers(call)) {
            throw StripeRefusal.unauthorized(
                    "secret_key_required",
                    "This API call cannot be made with a publishable API key. Please use a secret API key.");
        }
    }

    /** What Stripe.js may do in a buyer's browser, with the publishable key and the intent's own secret. */
    private static boolean isForBrowsers(Call call) {
        var path = call.path();
        return path.getFirst().equals("payment_intents")
                && call.form().text("client_secret").isPresent()
                && ((call.method().equals("GET") && path.size() == 2)
                        || (call.method().equals("POST")
                                && path.size() == 3
                                && path.getLast().equals("confirm")));
    }

    private static @Nullable String keyOf(Call call) {
        var header = call.authorization();
        if (header == null) {
            return call.form().text("key").orElse(null);
        }
        if (header.startsWith("Bearer ")) {
            return header.substring("Bearer ".length()).strip();
        }
        if (header.startsWith("Basic ")) {
            try {
                var pair = new String(
                        Base64.getDecoder()
                                .decode(header.substring("Basic ".length()).strip()),
                        StandardCharsets.UTF_8);
                var colon = pair.indexOf(':');
                return colon < 0 ? pair : pair.substring(0, colon);
            } catch (IllegalArgumentException malformed) {
                return "";
            }
        }
        return "";
    }

    private static boolean same(String left, String right) {
        return MessageDigest.isEqual(left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
    }

    private static String masked(String key) {
        return key.length() < 12 ? "****" : key.substring(0, 8) + "****" + key.substring(key.length() - 4);
    }

    /** Stripe's idempotency: a key answers as it did the first time for a day, and only for the same request. */
    private Answer answerOnce(Call call, String key) {
        if (key.length() > LONGEST_KEY) {
            throw StripeRefusal.invalid(null, "Idempotency keys hold up to 255 characters.", null);
        }
        return store.change(change -> {
            var fingerprint = fingerprint(call);
            var known = change.find(IDEMPOTENT_ANSWER, key)
                    .filter(first -> first.path("at").asLong()
                            > clock.instant().minus(KEY_LIFE).toEpochMilli());
            if (known.isPresent()) {
                return replayed(call, key, fingerprint, known.get());
            }
            // A refusal for what the parameters say throws past this point and is not kept, as at Stripe.
            var answer =
                    fails(change, call, Modes::keptErrorRatio) ? refused(StripeRefusal.internal()) : run(change, call);
            if (answer.status() < 300 && fails(change, call, Modes::keptErrorAfterWorkRatio)) {
                answer = refused(StripeRefusal.internal());
            }
            change.put(
                    IDEMPOTENT_ANSWER,
                    key,
                    Json.object()
                            .put("at", clock.millis())
                            .put("url", call.url())
                            .put("request", fingerprint)
                            .put("status", answer.status())
                            .put("body", answer.body()));
            return answer;
        });
    }

    private boolean fails(Store.Change change, Call call, ToDoubleFunction<Modes> ratio) {
        var modes = events.modes(change, call.form().text("metadata[order_id]").orElse(""));
        return Modes.happens(ratio.applyAsDouble(modes), random);
    }

    private static Answer replayed(Call call, String key, String fingerprint, ObjectNode first) {
        if (!first.path("url").asString().equals(call.url())) {
            throw StripeRefusal.reusedKey(
                    "Keys for idempotent requests can only be used for the same endpoint they were"
                            + " first used for ('" + call.url() + "' vs '"
                            + first.path("url").asString()
                            + "'). Try using a key other than '" + key
                            + "' if you meant to execute a different request.");
        }
        if (!first.path("request").asString().equals(fingerprint)) {
            throw StripeRefusal.reusedKey("Keys for idempotent requests can only be used with the same parameters they"
                    + " were first used with. Try using a key other than '" + key
                    + "' if you meant to execute a different request.");
        }
        return new Answer(
                first.path("status").asInt(), first.path("body").asString(), Map.of("Idempotent-Replayed", "true"));
    }

    private static String fingerprint(Call call) {
        try {
            var request = call.url() + " " + call.form().canonical();
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(request.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    private Answer run(Store.Change change, Call call) {
        var path = call.path();
        var form = call.form();
        return switch (call.method() + " " + shape(path)) {
            case "POST payment_intents" -> of(change, form, intents.create(change, form));
            case "GET payment_intents" -> list(change, call, PAYMENT_INTENT, Set.of("customer"), intent -> true);
            case "GET payment_intents/*" -> {
                form.allow(Set.of("client_secret", "expand[]", "key"));
                var intent = intents.find(change, path.get(1));
                checkClientSecret(form, intent);
                yield of(change, form, intent);
            }
            case "POST payment_intents/*" -> of(change, form, intents.update(change, path.get(1), form));
            case "POST payment_intents/*/confirm" -> {
                form.allow(PaymentIntents.CONFIRM);
                var intent = intents.find(change, path.get(1));
                checkClientSecret(form, intent);
                yield of(change, form, intents.confirm(change, intent, PaymentIntents.Confirmation.of(form)));
            }
            case "POST payment_intents/*/cancel" -> {
                form.allow(PaymentIntents.CANCEL);
                var intent = intents.find(change, path.get(1));
                yield of(
                        change,
                        form,
                        intents.cancel(
                                change, intent, form.text("cancellation_reason").orElse(null)));
            }
            case "POST checkout/sessions" -> of(change, form, sessions.create(change, form));
            case "GET checkout/sessions" ->
                list(
                        change,
                        call,
                        SESSION,
                        Set.of("payment_intent", "status"),
                        session -> matches(form, session, "payment_intent") && matches(form, session, "status"));
            case "GET checkout/sessions/*" -> {
                form.allow(Set.of("expand[]"));
                yield of(change, form, sessions.find(change, path.get(2)));
            }
            case "POST checkout/sessions/*/expire" -> {
                form.allow(Set.of("expand[]"));
                yield of(change, form, sessions.expire(change, sessions.find(change, path.get(2))));
            }
            case "POST refunds" -> of(change, form, refunds.create(change, form));
            case "GET refunds" ->
                list(
                        change,
                        call,
                        REFUND,
                        Set.of("payment_intent", "charge"),
                        refund -> matches(form, refund, "payment_intent") && matches(form, refund, "charge"));
            case "GET refunds/*" -> {
                form.allow(Set.of("expand[]"));
                yield of(change, form, refunds.find(change, path.get(1)));
            }
            case "POST refunds/*/cancel" -> {
                form.allow(Set.of("expand[]"));
                yield of(change, form, refunds.cancel(change, path.get(1)));
            }
            case "POST refunds/*" -> of(change, form, refunds.update(change, path.get(1), form));
            case "GET disputes" ->
                list(
                        change,
                        call,
                        DISPUTE,
                        Set.of("payment_intent", "charge"),
                        dispute -> matches(form, dispute, "payment_intent") && matches(form, dispute, "charge"));
            case "GET disputes/*" -> {
                form.allow(Set.of("expand[]"));
                yield of(change, form, disputes.find(change, path.get(1)));
            }
            case "POST disputes/*" -> of(change, form, disputes.update(change, path.get(1), form));
            case "POST disputes/*/close" -> {
                form.allow(Set.of("expand[]"));
                yield of(change, form, disputes.close(change, path.get(1)));
            }
            case "GET charges/*" -> {
                form.allow(Set.of("expand[]"));
                yield of(
                        change,
                        form,
                        change.find(CHARGE, path.get(1))
                                .orElseThrow(() -> StripeRefusal.noSuch("charge", path.get(1), "id")));
            }
            case "GET events" ->
                list(
                        change,
                        call,
                        EVENT,
                        Set.of("type", "types[]", "delivery_success"),
                        event -> matches(form, event, "type") && matchesTypes(form, event));
            case "GET events/*" -> {
                form.allow(Set.of("expand[]"));
                yield of(
                        change,
                        form,
                        change.find(EVENT, path.get(1))
                                .orElseThrow(() -> StripeRefusal.noSuch("event", path.get(1), "id")));
            }
            case "GET balance" -> ok(balance(change));
            case "POST webhook_endpoints" -> ok(addEndpoint(change, form));
            case "GET webhook_endpoints" -> list(change, call, ENDPOINT, Set.of(), endpoint -> true);
            case "DELETE webhook_endpoints/*" -> {
                var id = path.get(1);
                if (change.find(ENDPOINT, id).isEmpty()) {
                    throw StripeRefusal.noSuch("webhook endpoint", id, "id");
                }
                change.remove(ENDPOINT, id);
                yield ok(Json.object()
                        .put("id", id)
                        .put("object", "webhook_endpoint")
                        .put("deleted", true));
            }
            default -> throw StripeRefusal.noSuchUrl(call.method(), call.url());
        };
    }

    /** The path with ids replaced by a star, to be switched on. */
    private static String shape(List<String> path) {
        var id = path.getFirst().equals("checkout") ? 2 : 1;
        var shape = new StringBuilder();
        for (var i = 0; i < path.size(); i++) {
            shape.append(i == 0 ? "" : "/").append(i == id ? "*" : path.get(i));
        }
        return shape.toString();
    }

    private static void checkClientSecret(Params form, ObjectNode intent) {
        form.text("client_secret").ifPresent(secret -> {
            if (!same(secret, intent.path("client_secret").asString())) {
                throw StripeRefusal.invalid(
                        "payment_intent_invalid_parameter",
                        "The client_secret provided does not match the client_secret associated with the PaymentIntent.",
                        "client_secret");
            }
        });
    }

    private static Answer ok(ObjectNode body) {
        return new Answer(200, Json.text(body), Map.of());
    }

    private static Answer of(Store.Change change, Params form, ObjectNode object) {
        return ok(expanded(change, form, "", Shapes.visible(object)));
    }

    private static Answer of(Store.Change change, Params form, PaymentIntents.Result result) {
        if (result.error().isEmpty()) {
            return of(change, form, result.intent());
        }
        var body = Json.object();
        body.set("error", result.error().get());
        return new Answer(402, Json.text(body), Map.of());
    }

    private static ObjectNode expanded(Store.Change change, Params form, String prefix, ObjectNode object) {
        for (var index : form.indexes("expand")) {
            var wanted = form.required("expand[" + index + "]");
            if (!wanted.startsWith(prefix)) {
                throw StripeRefusal.invalid(null, "This property cannot be expanded (" + wanted + ").", "expand");
            }
            var field = wanted.substring(prefix.length());
            if (field.equals("balance_transaction") || field.endsWith(".balance_transaction")) {
                expandBalanceTransaction(change, object, field);
                continue;
            }
            expand(change, object, field, wanted);
        }
        return object;
    }

    private static void expand(Store.Change change, ObjectNode object, String field, String wanted) {
        var dot = field.indexOf('.');
        var first = dot < 0 ? field : field.substring(0, dot);
        var shelf = EXPANDABLE.get(first);
        if (shelf == null || !object.has(first)) {
            throw StripeRefusal.invalid(null, "This property cannot be expanded (" + wanted + ").", "expand");
        }
        change.find(shelf, object.path(first).asString()).ifPresent(other -> object.set(first, Shapes.visible(other)));
        if (dot > 0 && object.path(first) instanceof ObjectNode inner) {
            expand(change, inner, field.substring(dot + 1), wanted);
        }
    }

    /** Of a charge, or of the charge of an intent. */
    private static void expandBalanceTransaction(Store.Change change, ObjectNode object, String field) {
        var owner = field.equals("balance_transaction") ? "id" : field.substring(0, field.indexOf('.'));
        change.find(CHARGE, object.path(owner).asString()).ifPresent(charge -> {
            var shown = owner.equals("id") ? object : Shapes.visible(charge);
            if (charge.path("balance_transaction").isString()) {
                shown.set("balance_transaction", Shapes.balanceTransactionOf(charge));
            }
            if (!owner.equals("id")) {
                object.set(owner, shown);
            }
        });
    }

    private static Answer list(
            Store.Change change, Call call, Store.Kind kind, Set<String> filters, Predicate<ObjectNode> wanted) {
        var form = call.form();
        var allowed = new HashSet<>(LIST);
        allowed.addAll(filters);
        form.allow(allowed);
        var limit = form.whole("limit").orElse((long) DEFAULT_PAGE);
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw StripeRefusal.invalid("parameter_invalid_integer", "Limit must be between 1 and 100.", "limit");
        }
        var after = form.text("starting_after");
        var before = form.text("ending_before");
        var page = new LinkedHashMap<String, ObjectNode>();
        var more = false;
        var started = after.isEmpty();
        var matching = change.newestFirst(kind).filter(wanted.and(object -> inTime(form, object)));
        for (var object : (Iterable<ObjectNode>) matching::iterator) {
            var id = object.path("id").asString();
            if (before.filter(id::equals).isPresent()) {
                break;
            }
            if (!started) {
                started = after.filter(id::equals).isPresent();
                continue;
            }
            page.put(id, object);
            if (page.size() > limit) {
                more = true;
                if (before.isPresent()) {
                    // The page before a given object is the one that ends right at it.
                    page.pollFirstEntry();
                } else {
                    page.pollLastEntry();
                    break;
                }
            }
        }
        var body = Json.object();
        Shapes.list(body, call.url());
        var data = body.putArray("data");
        page.values().forEach(object -> data.add(expanded(change, form, "data.", Shapes.visible(object))));
        return ok(body.put("has_more", more));
    }

    private static boolean inTime(Params form, ObjectNode object) {
        var created = object.path("created").asLong();
        return form.whole("created").map(at -> created == at).orElse(true)
                && form.whole("created[gt]").map(at -> created > at).orElse(true)
                && form.whole("created[gte]").map(at -> created >= at).orElse(true)
                && form.whole("created[lt]").map(at -> created < at).orElse(true)
                && form.whole("created[lte]").map(at -> created <= at).orElse(true);
    }

    private static boolean matches(Params form, ObjectNode object, String field) {
        return form.text(field)
                .map(value -> value.equals(object.path(field).asString()))
                .orElse(true);
    }

    private static boolean matchesTypes(Params form, ObjectNode event) {
        var indexes = form.indexes("types");
        return indexes.isEmpty()
                || indexes.stream()
                        .map(index -> form.text("types[" + index + "]"))
                        .flatMap(Optional::stream)
                        .anyMatch(event.path("type").asString()::equals);
    }

    private static ObjectNode balance(Store.Change change) {
        var balance = Json.object().put("object", "balance");
        var available = balance.putArray("available");
        var pending = balance.putArray("pending");
        var reserved = balance.putArray("connect_reserved");
        change.forEach(BALANCE, entry -> {
            var currency = entry.getKey().toLowerCase(Locale.ROOT);
            var total = entry.getValue();
            var amount = total.path("captured").asLong()
                    - total.path("refunded").asLong()
                    - total.path("disputed").asLong();
            available
                    .addObject()
                    .put("amount", amount)
                    .put("currency", currency)
                    .putObject("source_types")
                    .put("card", amount);
            pending.addObject()
                    .put("amount", 0)
                    .put("currency", currency)
                    .putObject("source_types")
                    .put("card", 0);
            reserved.addObject().put("amount", 0).put("currency", currency);
        });
        return balance.put("livemode", false);
    }

    /** Another receiver of webhooks beside the configured one. All share one secret, which real Stripe's endpoints do not. */
    private ObjectNode addEndpoint(Store.Change change, Params form) {
        form.allow(Set.of("api_version", "description", "enabled_events[]", "metadata[]", "url"));
        var url = form.required("url");
        if (!url.matches("https?://.+")) {
            throw StripeRefusal.invalid("url_invalid", "Not a valid URL", "url");
        }
        var id = Ids.next("we_");
        var endpoint = Json.object()
                .put("id", id)
                .put("object", "webhook_endpoint")
                .put("api_version", Events.API_VERSION)
                .putNull("application")
                .put("created", clock.instant().getEpochSecond())
                .put("description", form.text("description").orElse(null));
        var wanted = endpoint.putArray("enabled_events");
        for (var index : form.indexes("enabled_events")) {
            wanted.add(form.required("enabled_events[" + index + "]"));
        }
        if (wanted.isEmpty()) {
            throw StripeRefusal.missingParameter("enabled_events");
        }
        endpoint.put("livemode", false).set("metadata", Json.ofStrings(form.metadata("metadata")));
        endpoint.put("status", "enabled").put("url", url);
        change.put(ENDPOINT, id, endpoint);
        return endpoint.deepCopy().put("secret", webhookSecret);
    }
}

package shop.payment.client;

import com.razorpay.Entity;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.json.JSONObject;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.kernel.Money;
import shop.payment.application.ProviderRefusedException;
import shop.payment.config.PaymentProperties;
import shop.payment.domain.DisputeState;
import shop.payment.domain.Outcome;
import shop.payment.domain.Payment;
import shop.payment.domain.PaymentId;
import shop.payment.domain.PaymentMethod;
import shop.payment.domain.Provider;
import shop.payment.domain.ProviderRefs;
import shop.payment.domain.Refund;
import shop.payment.domain.RefundId;
import shop.payment.domain.Snapshot;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Payments through Razorpay, or through whatever speaks its API at the configured address. An intent is an order of Razorpay's, which the
 * buyer's program pays with Razorpay's script; a checkout is a payment link. Both are known by our own payment's id, as receipt and as
 * reference: Razorpay has no idempotency keys for them, so what may have been made before is looked for first.
 *
 * <p>Of the refs, {@code intent} is the order's id, {@code session} the link's; what Razorpay itself calls a payment is one try at an order
 * and is asked for where it is needed.
 */
class RazorpayPayments implements ProviderClient {

    private static final Logger log = LoggerFactory.getLogger(RazorpayPayments.class);

    /** Razorpay lets no link live shorter than a quarter of an hour; ours end with the order, which is sooner. */
    private static final Duration LINK_LIFE = Duration.ofMinutes(35);

    /** The most that Razorpay takes as the description of a link. */
    private static final int LONGEST_DESCRIPTION = 2048;

    /** The most that Razorpay lists on a page. */
    private static final int LISTED_AT_ONCE = 100;

    /** Razorpay has no list of changes: what was made so long before is looked at again. A refund takes up to a week. */
    private static final Duration CHANGES_COME_WITHIN = Duration.ofDays(7);

    /** Which of the two lists of changes a page is of. */
    private static final String REFUNDS = "refunds:";

    private static final String DISPUTES = "disputes:";

    private final RazorpayCalls razorpay;
    private final String callbackUrl;
    private final boolean livemode;
    private final Clock clock;

    RazorpayPayments(CircuitBreaker breaker, PaymentProperties properties, Clock clock) {
        this.razorpay = new RazorpayCalls(breaker, properties.razorpay());
        this.callbackUrl = properties.publicUrl().toString().replaceAll("/+$", "") + "/api/payments/callback/razorpay";
        this.livemode = properties.razorpay().livemode();
        this.clock = clock;
    }

    @Override
    public Provider provider() {
        return Provider.RAZORPAY;
    }

    @Override
    public boolean owns(String ref) {
        return ref.startsWith("rfnd_") || ref.startsWith("disp_");
    }

    // ---- payments ----

    @Override
    public Snapshot open(Payment payment, Purchase purchase) {
        return switch (payment.method()) {
            case PaymentMethod.Intent _ -> find(payment).orElseGet(() -> openOrder(payment));
            case PaymentMethod.Checkout _ -> openLink(payment, purchase);
            // Refused before it is begun.
            case PaymentMethod.Card _ ->
                throw new ProviderRefusedException(
                        "method_not_supported", "Razorpay charges no card by a reference", new IllegalStateException());
        };
    }

    private Snapshot openOrder(Payment payment) {
        var request = new JSONObject()
                .put("amount", RazorpayMoney.minor(payment.amount()))
                .put("currency", payment.amount().currency().getCurrencyCode())
                .put("receipt", payment.id().value().toString())
                .put("payment_capture", 1)
                .put("notes", notes(payment));
        return ofOrder(json(razorpay.call(client -> client.orders.create(request))));
    }

    private Snapshot openLink(Payment payment, Purchase purchase) {
        var request = new JSONObject()
                .put("amount", RazorpayMoney.minor(payment.amount()))
                .put("currency", payment.amount().currency().getCurrencyCode())
                .put("accept_partial", false)
                .put("description", purchase.text(LONGEST_DESCRIPTION))
                .put("reference_id", payment.id().value().toString())
                .put("expire_by", clock.instant().plus(LINK_LIFE).getEpochSecond())
                .put("reminder_enable", false)
                .put("notify", new JSONObject().put("sms", false).put("email", false))
                .put("callback_url", callbackUrl)
                .put("callback_method", "get")
                .put("notes", notes(payment));
        try {
            return ofLink(json(razorpay.call(client -> client.paymentLink.create(request))));
        } catch (ProviderRefusedException refusal) {
            // A second link for the same reference is refused: then there is a first one.
            return find(payment).orElseThrow(() -> refusal);
        }
    }

    private static JSONObject notes(Payment payment) {
        return new JSONObject()
                .put("order_id", payment.order().value().toString())
                .put("payment_id", payment.id().value().toString());
    }

    @Override
    public Optional<Snapshot> find(Payment payment) {
        var id = payment.id().value().toString();
        if (payment.method() instanceof PaymentMethod.Checkout) {
            return razorpay
                    .call(client -> client.paymentLink.fetchAll(new JSONObject().put("reference_id", id)))
                    .stream()
                    .map(RazorpayPayments::json)
                    .filter(link -> link.path("reference_id").asString("").equals(id))
                    .findFirst()
                    .map(this::ofLink);
        }
        return razorpay.call(client -> client.orders.fetchAll(new JSONObject().put("receipt", id))).stream()
                .map(RazorpayPayments::json)
                .filter(order -> order.path("receipt").asString("").equals(id))
                .findFirst()
                .map(this::ofOrder);
    }

    @Override
    public Snapshot retrieve(Payment payment) {
        var link = payment.refs().session();
        return link != null
                ? ofLink(json(razorpay.call(client -> client.paymentLink.fetch(link))))
                : ofOrder(json(razorpay.call(client -> client.orders.fetch(orderOf(payment.refs())))));
    }

    /**
     * Ends a link. An order of Razorpay's cannot be ended: one that nobody has paid is left, and what is paid for it after all is refunded as
     * every late success is.
     */
    @Override
    public Snapshot cancel(Payment payment) {
        var link = payment.refs().session();
        if (link == null) {
            var current = retrieve(payment);
            return switch (current.outcome()) {
                case Outcome.Paid _, Outcome.Processing _, Outcome.Closed _, Outcome.GivenUp _ -> current;
                case Outcome.Open _, Outcome.ActionRequired _, Outcome.Declined _ ->
                    current.as(new Outcome.Closed("cancelled"));
            };
        }
        try {
            return ofLink(json(razorpay.call(client -> client.paymentLink.cancel(link))));
        } catch (ProviderRefusedException refusal) {
            var current = retrieve(payment);
            return switch (current.outcome()) {
                case Outcome.Paid _, Outcome.Closed _, Outcome.GivenUp _, Outcome.Processing _ -> current;
                case Outcome.Open _, Outcome.ActionRequired _, Outcome.Declined _ -> throw refusal;
            };
        }
    }

    private Snapshot ofOrder(JsonNode order) {
        var id = order.path("id").asString();
        var refs = new ProviderRefs(id, null, id, null);
        var status = order.path("status").asString("created");
        if (status.equals("created")) {
            return new Snapshot(refs, new Outcome.Open());
        }
        var tries = triesOf(id);
        var paid = tries.stream().filter(RazorpayPayments::isCaptured).findFirst();
        if (paid.isPresent()) {
            return new Snapshot(refs, paid(paid.get()));
        }
        if (status.equals("paid")
                || tries.stream()
                        .anyMatch(each -> each.path("status").asString("").equals("authorized"))) {
            return new Snapshot(refs, new Outcome.Processing());
        }
        // The latest is listed first.
        return new Snapshot(
                refs,
                tries.stream()
                        .findFirst()
                        .filter(last -> last.path("status").asString("").equals("failed"))
                        .<Outcome>map(last -> new Outcome.Declined(declineCode(last)))
                        .orElseGet(Outcome.Open::new));
    }

    private Snapshot ofLink(JsonNode link) {
        var refs = new ProviderRefs(
                link.path("order_id").asString(null),
                link.path("id").asString(),
                null,
                link.path("short_url").asString(null));
        return switch (link.path("status").asString("created")) {
            case "paid" -> paid(link, refs);
            case "cancelled" -> new Snapshot(refs, new Outcome.Closed("cancelled"));
            case "expired" -> new Snapshot(refs, new Outcome.Closed("checkout_expired"));
            case "partially_paid" -> new Snapshot(refs, new Outcome.Processing());
            default -> new Snapshot(refs, new Outcome.Open());
        };
    }

    private Snapshot paid(JsonNode link, ProviderRefs refs) {
        var paid = link.path("payments")
                .valueStream()
                .filter(each -> each.path("status").asString("").equals("captured"))
                .findFirst();
        if (paid.isEmpty()) {
            return new Snapshot(refs, new Outcome.Processing());
        }
        var payment = payment(paid.get().path("payment_id").asString());
        return new Snapshot(
                new ProviderRefs(payment.path("order_id").asString(refs.intent()), refs.session(), null, null),
                paid(payment));
    }

    private Outcome paid(JsonNode payment) {
        return new Outcome.Paid(money(payment), livemode);
    }

    static boolean isCaptured(JsonNode payment) {
        return payment.path("captured").asBoolean(false);
    }

    static String declineCode(JsonNode payment) {
        var reason = payment.path("error_reason").asString("");
        return reason.isEmpty() ? payment.path("error_code").asString("unknown") : reason;
    }

    static Money money(JsonNode object) {
        return RazorpayMoney.of(
                object.path("amount").asLong(), object.path("currency").asString());
    }

    private List<JsonNode> triesOf(String order) {
        return razorpay.call(client -> client.orders.fetchPayments(order)).stream()
                .map(RazorpayPayments::json)
                .toList();
    }

    private JsonNode payment(String id) {
        return json(razorpay.call(client -> client.payments.fetch(id)));
    }

    /** What Razorpay calls the payment: the try at our attempt that took the money. */
    private Optional<JsonNode> captured(Payment payment) {
        return triesOf(orderOf(payment.refs())).stream()
                .filter(RazorpayPayments::isCaptured)
                .findFirst();
    }

    // ---- refunds ----

    @Override
    public RefundAnswer refund(Refund refund, Payment payment) {
        var captured = captured(payment)
                .orElseThrow(() -> new ProviderRefusedException(
                        "not_captured", "Razorpay has no money of it", new IllegalStateException()));
        var id = captured.path("id").asString();
        var key = refund.id().value().toString();
        // How long it keeps a key is nowhere said, so one that was made is looked for by our own id.
        if (captured.path("amount_refunded").asLong(0) > 0) {
            var made = refundsOf(id, payment).stream()
                    .filter(each -> refund.id().equals(each.refund()))
                    .findFirst();
            if (made.isPresent()) {
                return new RefundAnswer(
                        made.get().ref(), made.get().progress(), made.get().failureCode());
            }
        }
        var request = new JSONObject()
                .put("amount", RazorpayMoney.minor(refund.amount()))
                .put("speed", "normal")
                .put("receipt", key)
                .put(
                        "notes",
                        new JSONObject()
                                .put("order_id", refund.order().value().toString())
                                .put("payment_id", payment.id().value().toString())
                                .put("refund_id", key));
        var made = json(razorpay.call("refund-" + key, client -> client.payments.refund(id, request)));
        return new RefundAnswer(made.path("id").asString(), progress(made), failureCode(made));
    }

    @Override
    public ProviderRefund retrieveRefund(String ref) {
        return whole(json(razorpay.call(client -> client.refunds.fetch(ref))));
    }

    @Override
    public List<ProviderRefund> refundsOf(Payment payment) {
        return captured(payment)
                .map(captured -> refundsOf(captured.path("id").asString(), payment))
                .orElse(List.of());
    }

    private List<ProviderRefund> refundsOf(String id, Payment payment) {
        return razorpay
                .call(client -> client.payments.fetchAllRefunds(id, new JSONObject().put("count", LISTED_AT_ONCE)))
                .stream()
                .map(RazorpayPayments::json)
                .map(refund -> refund(refund, payment.refs().intent(), payment.id()))
                .toList();
    }

    /** One that we asked for names our payment; of another its payment is asked. */
    private ProviderRefund whole(JsonNode refund) {
        var ours = note(refund, "payment_id");
        if (ours.isPresent()) {
            return refund(refund, null, new PaymentId(ours.get()));
        }
        var payment = payment(refund.path("payment_id").asString());
        return refund(
                refund,
                payment.path("order_id").asString(null),
                note(payment, "payment_id").map(PaymentId::new).orElse(null));
    }

    private static ProviderRefund refund(JsonNode refund, @Nullable String order, @Nullable PaymentId payment) {
        return new ProviderRefund(
                refund.path("id").asString(),
                order,
                payment,
                note(refund, "refund_id").map(RefundId::new).orElse(null),
                money(refund),
                progress(refund),
                failureCode(refund),
                at(refund));
    }

    private static RefundAnswer.Progress progress(JsonNode refund) {
        return switch (refund.path("status").asString("pending")) {
            case "processed" -> RefundAnswer.Progress.SUCCEEDED;
            case "failed" -> RefundAnswer.Progress.FAILED;
            default -> RefundAnswer.Progress.PENDING;
        };
    }

    private static @Nullable String failureCode(JsonNode refund) {
        return progress(refund) == RefundAnswer.Progress.FAILED ? "refund_failed" : null;
    }

    // ---- disputes ----

    @Override
    public List<ProviderDispute> disputesOf(Payment payment) {
        var captured = captured(payment);
        if (captured.isEmpty()) {
            return List.of();
        }
        var id = captured.get().path("id").asString();
        var found = new ArrayList<ProviderDispute>();
        var skip = 0;
        List<JsonNode> page;
        do {
            page = disputes(payment.createdAt(), skip);
            page.stream()
                    .filter(dispute -> dispute.path("payment_id").asString("").equals(id))
                    .map(dispute -> dispute(dispute, payment.refs().intent(), payment.id()))
                    .forEach(found::add);
            skip += LISTED_AT_ONCE;
        } while (page.size() == LISTED_AT_ONCE);
        return found;
    }

    private List<JsonNode> disputes(Instant since, int skip) {
        return razorpay.call(client -> client.dispute.fetchAll(range(since, skip))).stream()
                .map(RazorpayPayments::json)
                .toList();
    }

    @Override
    public ProviderDispute retrieveDispute(String ref) {
        var dispute = json(razorpay.call(client -> client.dispute.fetch(ref)));
        var payment = payment(dispute.path("payment_id").asString());
        return dispute(
                dispute,
                payment.path("order_id").asString(null),
                note(payment, "payment_id").map(PaymentId::new).orElse(null));
    }

    private static ProviderDispute dispute(JsonNode dispute, @Nullable String order, @Nullable PaymentId payment) {
        var due = dispute.path("respond_by").asLong(0);
        var state = state(dispute);
        var withdrawn = dispute.path("amount_deducted").asLong(0) > 0;
        return new ProviderDispute(
                dispute.path("id").asString(),
                order,
                payment,
                money(dispute),
                dispute.path("reason_code").asString("unknown"),
                state,
                due == 0 ? null : Instant.ofEpochSecond(due),
                withdrawn,
                withdrawn && state == DisputeState.WON,
                at(dispute));
    }

    private static DisputeState state(JsonNode dispute) {
        var asks = dispute.path("phase").asString("").equals("retrieval");
        return switch (dispute.path("status").asString("open")) {
            case "open" -> asks ? DisputeState.INQUIRY : DisputeState.NEEDS_RESPONSE;
            case "under_review" -> asks ? DisputeState.INQUIRY : DisputeState.UNDER_REVIEW;
            case "won" -> DisputeState.WON;
            case "lost" -> DisputeState.LOST;
            default -> DisputeState.CLOSED;
        };
    }

    // ---- lists ----

    /** Razorpay lists no changes: refunds that failed and disputes of the last days are looked at again. */
    @Override
    public Page<ProviderChange> changes(Instant since, @Nullable String after) {
        var from = since.minus(CHANGES_COME_WITHIN);
        if (after != null && after.startsWith(DISPUTES)) {
            var skip = Integer.parseInt(after.substring(DISPUTES.length()));
            var page = disputes(from, skip);
            return new Page<>(
                    page.stream()
                            .map(dispute -> new ProviderChange(
                                    null, null, dispute.path("id").asString(), at(dispute)))
                            .toList(),
                    page.size() == LISTED_AT_ONCE ? DISPUTES + (skip + LISTED_AT_ONCE) : null);
        }
        var skip = after == null ? 0 : Integer.parseInt(after.substring(REFUNDS.length()));
        var page = razorpay.call(client -> client.refunds.fetchAll(range(from, skip))).stream()
                .map(RazorpayPayments::json)
                .toList();
        return new Page<>(
                page.stream()
                        .filter(refund -> progress(refund) == RefundAnswer.Progress.FAILED)
                        .map(refund ->
                                new ProviderChange(null, refund.path("id").asString(), null, at(refund)))
                        .toList(),
                page.size() == LISTED_AT_ONCE ? REFUNDS + (skip + LISTED_AT_ONCE) : DISPUTES + "0");
    }

    @Override
    public Page<ProviderPayment> payments(Instant since, @Nullable String after) {
        var skip = after == null ? 0 : Integer.parseInt(after);
        return page(
                razorpay.call(client -> client.payments.fetchAll(range(since, skip))),
                skip,
                payment -> new ProviderPayment(
                        payment.path("order_id").asString(payment.path("id").asString()),
                        note(payment, "payment_id").map(PaymentId::new).orElse(null),
                        money(payment),
                        isCaptured(payment),
                        fee(payment),
                        at(payment)));
    }

    /** In rupees, which is what it settles in, whatever the buyer paid with; of another currency it is not known here. */
    private static @Nullable Money fee(JsonNode payment) {
        var fee = payment.path("fee");
        return fee.isIntegralNumber() && payment.path("currency").asString("").equals("INR")
                ? RazorpayMoney.of(fee.asLong(), "INR")
                : null;
    }

    @Override
    public Page<ProviderRefund> refunds(Instant since, @Nullable String after) {
        var skip = after == null ? 0 : Integer.parseInt(after);
        return page(razorpay.call(client -> client.refunds.fetchAll(range(since, skip))), skip, this::whole);
    }

    private static <E extends Entity, T> Page<T> page(List<E> page, int skip, Function<JsonNode, T> read) {
        var items = new ArrayList<T>();
        for (var each : page) {
            var json = json(each);
            try {
                items.add(read.apply(json));
            } catch (IllegalArgumentException unreadable) {
                // Ours are written by us, so it is another program's.
                log.info("{} is passed over: {}", json.path("id").asString(""), unreadable.getMessage());
            }
        }
        // Newer ones push older ones on: some are listed twice, none is left out.
        return new Page<>(items, page.size() == LISTED_AT_ONCE ? Integer.toString(skip + LISTED_AT_ONCE) : null);
    }

    private static JSONObject range(Instant since, int skip) {
        return new JSONObject()
                .put("from", since.getEpochSecond())
                .put("count", LISTED_AT_ONCE)
                .put("skip", skip);
    }

    // ---- reading ----

    /** One way of reading for what the SDK answers and for what a webhook holds. */
    private static JsonNode json(Entity entity) {
        return JsonMapper.shared().readTree(entity.toString());
    }

    /** Our own id, where the object carries one: another program may use the same account. */
    static Optional<UUID> note(JsonNode object, String key) {
        return uuid(object.path("notes").path(key).asString(""));
    }

    static Optional<UUID> uuid(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException anothers) {
            return Optional.empty();
        }
    }

    private static Instant at(JsonNode object) {
        return Instant.ofEpochSecond(object.path("created_at").asLong());
    }

    private static String orderOf(ProviderRefs refs) {
        return Objects.requireNonNull(refs.intent(), "a payment that Razorpay knows has an order there");
    }
}

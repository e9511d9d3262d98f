package shop.payment.client;

import com.stripe.StripeClient;
import com.stripe.exception.AuthenticationException;
import com.stripe.exception.CardException;
import com.stripe.exception.IdempotencyException;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.PermissionException;
import com.stripe.exception.StripeException;
import com.stripe.model.Charge;
import com.stripe.model.Dispute;
import com.stripe.model.Event;
import com.stripe.model.HasId;
import com.stripe.model.PaymentIntent;
import com.stripe.model.StripeCollection;
import com.stripe.model.StripeError;
import com.stripe.model.checkout.Session;
import com.stripe.net.RequestOptions;
import com.stripe.param.DisputeListParams;
import com.stripe.param.DisputeRetrieveParams;
import com.stripe.param.EventListParams;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.PaymentIntentListParams;
import com.stripe.param.PaymentIntentRetrieveParams;
import com.stripe.param.RefundCreateParams;
import com.stripe.param.RefundListParams;
import com.stripe.param.RefundRetrieveParams;
import com.stripe.param.checkout.SessionCreateParams;
import com.stripe.param.checkout.SessionListParams;
import com.stripe.param.checkout.SessionRetrieveParams;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.kernel.Money;
import shop.payment.application.ProviderRefusedException;
import shop.payment.application.ProviderUnavailableException;
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
import tools.jackson.databind.json.JsonMapper;

/**
 * Payments through Stripe, or through whatever speaks Stripe's API at the configured address. Everything that is sent is made of the
 * payment itself, so a repeat after a crash is the same request under the same idempotency key; what differs by then is looked up first.
 */
class StripePayments implements ProviderClient {

    private static final Logger log = LoggerFactory.getLogger(StripePayments.class);

    /** Stripe lets no session live shorter than half an hour; ours end with the order, which is sooner. */
    private static final Duration SESSION_LIFE = Duration.ofMinutes(35);

    /** The most lines that Stripe takes for a session. */
    private static final int MOST_LINES = 100;

    /** Longer names are cut on a page that people read. */
    private static final int LONGEST_NAME = 250;

    /** Shorter than the day that Stripe knows an idempotency key for. */
    private static final Duration KEY_LIFE = Duration.ofHours(20);

    /** How many keys one step may use up; each one more means that Stripe itself has failed once more. */
    private static final int MOST_KEYS = 10;

    /** The most that Stripe lists on a page. */
    private static final long LISTED_AT_ONCE = 100;

    /** The events by which a refund fails after it was made, and by which a dispute begins and goes on. */
    private static final String PAID = "payment_intent.succeeded";

    private static final List<String> CHANGES = List.of(
            PAID,
            "refund.failed",
            "charge.dispute.created",
            "charge.dispute.updated",
            "charge.dispute.closed",
            "charge.dispute.funds_withdrawn",
            "charge.dispute.funds_reinstated");

    /** How far the provider's clock may be behind ours when we look for what it has begun. */
    private static final Duration CLOCKS_APART = Duration.ofMinutes(2);

    private final StripeClient stripe;
    private final CircuitBreaker breaker;
    private final String publicUrl;

    /** What a buyer may pay with; empty for what the provider's dashboard says. */
    private final List<String> methods;

    private final Clock clock;

    StripePayments(StripeClient stripe, CircuitBreaker stripeBreaker, PaymentProperties properties, Clock clock) {
        this.clock = clock;
        this.stripe = stripe;
        this.breaker = stripeBreaker;
        this.methods = properties.stripe().methods();
        this.publicUrl = properties.publicUrl().toString().replaceAll("/+$", "");
    }

    @Override
    public Provider provider() {
        return Provider.STRIPE;
    }

    /** Stripe's are those that no other maker knows by its prefix. */
    @Override
    public boolean owns(String ref) {
        return ref.startsWith("re_") || ref.startsWith("pyr_") || ref.startsWith("dp_") || ref.startsWith("du_");
    }

    @Override
    public Snapshot open(Payment payment, Purchase purchase) {
        return switch (payment.method()) {
            case PaymentMethod.Card(var reference) -> charge(payment, reference);
            case PaymentMethod.Intent _ -> openIntent(payment);
            case PaymentMethod.Checkout _ -> openSession(payment, purchase);
        };
    }

    private Snapshot openIntent(Payment payment) {
        var params = intent(payment);
        if (methods.isEmpty()) {
            params.setAutomaticPaymentMethods(PaymentIntentCreateParams.AutomaticPaymentMethods.builder()
                    .setEnabled(true)
                    .build());
        } else {
            params.addAllPaymentMethodType(methods);
        }
        var built = params.build();
        return call(() -> create(
                payment,
                "open",
                options -> of(stripe.v1().paymentIntents().create(built, options)),
                () -> findIntent(payment)));
    }

    /** Made and confirmed in one call. The buyer is there, so the bank may ask for them, on a page that leads back to us. */
    private Snapshot charge(Payment payment, String card) {
        var params = intent(payment)
                .addPaymentMethodType("card")
                .setPaymentMethod(card)
                .setConfirm(true)
                .addExpand("latest_charge")
                .setReturnUrl(publicUrl + "/api/payments/callback/success?payment_id="
                        + payment.id().value())
                .build();
        return call(() -> create(
                payment,
                "charge",
                options -> {
                    try {
                        return of(stripe.v1().paymentIntents().create(params, options));
                    } catch (CardException declined) {
                        var made = declined.getStripeError() == null
                                ? null
                                : declined.getStripeError().getPaymentIntent();
                        return new Snapshot(
                                new ProviderRefs(made == null ? null : made.getId(), null, null, null),
                                new Outcome.Declined(codeOf(declined.getDeclineCode(), declined.getCode())),
                                StripeCards.facts(declined.getStripeError()));
                    }
                },
                () -> findIntent(payment)));
    }

    private Snapshot create(Payment payment, String step, Creation<Snapshot> creation, Lookup<Snapshot> lookup)
            throws StripeException {
        return create(
                "order-" + payment.order().value() + "-" + payment.attempt() + "-" + step,
                payment.createdAt(),
                creation,
                lookup);
    }

    /**
     * Creates an object once. Stripe keeps what it answered under a key for a day, a failure of its own, too, and refuses the key for a
     * request that has changed since (the address that buyers come back to, when a page ends). The first request is over then: if it has
     * made the object, that is gone on with; else another key of the same attempt is used.
     */
    private <T> T create(String key, Instant since, Creation<T> creation, Lookup<T> lookup) throws StripeException {
        if (since.isBefore(clock.instant().minus(KEY_LIFE))) {
            // Stripe may have forgotten the keys.
            var made = lookup.find();
            if (made.isPresent()) {
                return made.get();
            }
        }
        for (var number = 1; ; number++) {
            var options = RequestOptions.builder()
                    .setIdempotencyKey(number == 1 ? key : key + "-" + number)
                    .build();
            try {
                return creation.create(options);
            } catch (StripeException failed) {
                if (!isOverUnderItsKey(failed) || number == MOST_KEYS) {
                    throw failed;
                }
                var made = lookup.find();
                if (made.isPresent()) {
                    return made.get();
                }
                log.warn("Stripe keeps {} under {}: goes on under another key", failed.getStatusCode(), key);
            }
        }
    }

    private static boolean isOverUnderItsKey(StripeException failed) {
        if (failed instanceof IdempotencyException) {
            return failed.getStatusCode() != null && failed.getStatusCode() == 400;
        }
        var status = failed.getStatusCode();
        var error = failed.getStripeError();
        return status != null
                && status >= 500
                && error != null
                && error.getLastResponse() != null
                && error.getLastResponse()
                        .headers()
                        .firstValue("Idempotent-Replayed")
                        .filter("true"::equals)
                        .isPresent();
    }

    @FunctionalInterface
    private interface Creation<T> {
        T create(RequestOptions options) throws StripeException;
    }

    @FunctionalInterface
    private interface Lookup<T> {
        Optional<T> find() throws StripeException;
    }

    private static PaymentIntentCreateParams.Builder intent(Payment payment) {
        return PaymentIntentCreateParams.builder()
                .setAmount(StripeMoney.minor(payment.amount()))
                .setCurrency(StripeMoney.currency(payment.amount()))
                .setDescription(description(payment))
                .putMetadata("order_id", payment.order().value().toString())
                .putMetadata("payment_id", payment.id().value().toString());
    }

    private Snapshot openSession(Payment payment, Purchase purchase) {
        var order = payment.order().value().toString();
        var id = payment.id().value().toString();
        var params = SessionCreateParams.builder()
                .addAllPaymentMethodType(sessionMethods())
                .setMode(SessionCreateParams.Mode.PAYMENT)
                .setClientReferenceId(order)
                .setSuccessUrl(publicUrl + "/api/payments/callback/success?session_id={CHECKOUT_SESSION_ID}")
                .setCancelUrl(publicUrl + "/api/payments/callback/fail?payment_id=" + id)
                .setExpiresAt(clock.instant().plus(SESSION_LIFE).getEpochSecond())
                .putMetadata("order_id", order)
                .putMetadata("payment_id", id)
                .setPaymentIntentData(SessionCreateParams.PaymentIntentData.builder()
                        .setDescription(purchase.title())
                        .putMetadata("order_id", order)
                        .putMetadata("payment_id", id)
                        .build())
                .addAllLineItem(lineItems(payment, purchase))
                .build();
        return call(() -> create(
                payment,
                "open",
                options -> of(stripe.v1().checkout().sessions().create(params, options)),
                () -> findSession(payment)));
    }

    private static List<SessionCreateParams.LineItem> lineItems(Payment payment, Purchase purchase) {
        if (!purchase.lines().isEmpty() && purchase.lines().size() <= MOST_LINES) {
            try {
                return purchase.lines().stream()
                        .map(line -> lineItem(line.name(), line.quantity(), line.unitPrice()))
                        .toList();
            } catch (ProviderRefusedException unwritable) {
                // Stripe can charge the sum, which is what counts, and only not write the price of one.
                log.debug("One line for payment {}: {}", payment.id().value(), unwritable.getMessage());
            }
        }
        return List.of(lineItem(purchase.text(LONGEST_NAME), 1, payment.amount()));
    }

    private static SessionCreateParams.LineItem lineItem(String name, long quantity, Money price) {
        return SessionCreateParams.LineItem.builder()
                .setQuantity(quantity)
                .setPriceData(SessionCreateParams.LineItem.PriceData.builder()
                        .setCurrency(StripeMoney.currency(price))
                        .setUnitAmount(StripeMoney.minor(price))
                        .setProductData(SessionCreateParams.LineItem.PriceData.ProductData.builder()
                                .setName(Purchase.shortened(name, LONGEST_NAME))
                                .build())
                        .build())
                .build();
    }

    private List<SessionCreateParams.PaymentMethodType> sessionMethods() {
        return methods.stream()
                .map(method -> SessionCreateParams.PaymentMethodType.valueOf(method.toUpperCase(Locale.ROOT)))
                .toList();
    }

    @Override
    public Optional<Snapshot> find(Payment payment) {
        return call(
                () -> payment.method() instanceof PaymentMethod.Checkout ? findSession(payment) : findIntent(payment));
    }

    private Optional<Snapshot> findIntent(Payment payment) throws StripeException {
        var since = payment.createdAt().minus(CLOCKS_APART).getEpochSecond();
        return find(
                payment,
                after -> stripe.v1()
                        .paymentIntents()
                        .list(PaymentIntentListParams.builder()
                                .setCreated(PaymentIntentListParams.Created.builder()
                                        .setGte(since)
                                        .build())
                                .setLimit(LISTED_AT_ONCE)
                                .setStartingAfter(after)
                                .build()),
                PaymentIntent::getMetadata,
                StripePayments::of);
    }

    private Optional<Snapshot> findSession(Payment payment) throws StripeException {
        var since = payment.createdAt().minus(CLOCKS_APART).getEpochSecond();
        return find(
                payment,
                after -> stripe.v1()
                        .checkout()
                        .sessions()
                        .list(SessionListParams.builder()
                                .setCreated(SessionListParams.Created.builder()
                                        .setGte(since)
                                        .build())
                                .setLimit(LISTED_AT_ONCE)
                                .setStartingAfter(after)
                                .build()),
                Session::getMetadata,
                StripePayments::of);
    }

    private static <S extends HasId> Optional<Snapshot> find(
            Payment payment, Pages<S> pages, Function<S, Map<String, String>> metadata, Function<S, Snapshot> read)
            throws StripeException {
        String after = null;
        do {
            var page = pages.after(after);
            for (var each : page.getData()) {
                if (ours(metadata.apply(each), "payment_id")
                        .filter(payment.id().value()::equals)
                        .isPresent()) {
                    return Optional.of(read.apply(each));
                }
            }
            after = Boolean.TRUE.equals(page.getHasMore())
                    ? page.getData().getLast().getId()
                    : null;
        } while (after != null);
        return Optional.empty();
    }

    @FunctionalInterface
    private interface Pages<S extends HasId> {
        StripeCollection<S> after(@Nullable String id) throws StripeException;
    }

    @Override
    public Snapshot retrieve(Payment payment) {
        return call(() -> current(payment.refs()));
    }

    @Override
    public Snapshot cancel(Payment payment) {
        return call(() -> {
            try {
                var session = payment.refs().session();
                return session != null
                        ? of(stripe.v1().checkout().sessions().expire(session))
                        : of(stripe.v1().paymentIntents().cancel(intentOf(payment.refs())));
            } catch (InvalidRequestException refusal) {
                var current = current(payment.refs());
                return switch (current.outcome()) {
                    case Outcome.Paid _, Outcome.Closed _, Outcome.GivenUp _ -> current;
                    // A page that is complete waits for the buyer's bank: nobody can call that off.
                    case Outcome.Processing _ when payment.refs().session() != null -> current;
                    case Outcome.Processing _, Outcome.Open _, Outcome.ActionRequired _, Outcome.Declined _ ->
                        throw refusal;
                };
            }
        });
    }

    private Snapshot current(ProviderRefs refs) throws StripeException {
        var session = refs.session();
        return session != null
                ? of(stripe.v1()
                        .checkout()
                        .sessions()
                        .retrieve(
                                session,
                                SessionRetrieveParams.builder()
                                        .addExpand("payment_intent.latest_charge")
                                        .build()))
                : of(stripe.v1()
                        .paymentIntents()
                        .retrieve(
                                intentOf(refs),
                                PaymentIntentRetrieveParams.builder()
                                        .addExpand("latest_charge")
                                        .build()));
    }

    @Override
    public RefundAnswer refund(Refund refund, Payment payment) {
        var params = RefundCreateParams.builder()
                .setPaymentIntent(intentOf(payment.refs()))
                .setAmount(StripeMoney.minor(refund.amount()))
                .setReason(RefundCreateParams.Reason.REQUESTED_BY_CUSTOMER)
                .putMetadata("order_id", refund.order().value().toString())
                .putMetadata("refund_id", refund.id().value().toString())
                .build();
        return call(() -> of(create(
                "refund-" + refund.id().value(),
                refund.createdAt(),
                options -> stripe.v1().refunds().create(params, options),
                () -> madeBefore(refund, payment))));
    }

    private Optional<com.stripe.model.Refund> madeBefore(Refund refund, Payment payment) throws StripeException {
        for (var made : refundsOfIntent(payment).getData()) {
            if (ours(made.getMetadata(), "refund_id")
                    .filter(refund.id().value()::equals)
                    .isPresent()) {
                return Optional.of(made);
            }
        }
        return Optional.empty();
    }

    @Override
    public ProviderRefund retrieveRefund(String ref) {
        return call(() -> listed(stripe.v1()
                .refunds()
                .retrieve(
                        ref,
                        RefundRetrieveParams.builder()
                                .addExpand("payment_intent")
                                .build())));
    }

    @Override
    public List<ProviderRefund> refundsOf(Payment payment) {
        return call(() -> page(refundsOfIntent(payment), StripePayments::listed).items());
    }

    private StripeCollection<com.stripe.model.Refund> refundsOfIntent(Payment payment) throws StripeException {
        return stripe.v1()
                .refunds()
                .list(RefundListParams.builder()
                        .setPaymentIntent(intentOf(payment.refs()))
                        .setLimit(LISTED_AT_ONCE)
                        .build());
    }

    @Override
    public List<ProviderDispute> disputesOf(Payment payment) {
        return call(() -> page(
                        stripe.v1()
                                .disputes()
                                .list(DisputeListParams.builder()
                                        .setPaymentIntent(intentOf(payment.refs()))
                                        .setLimit(LISTED_AT_ONCE)
                                        .build()),
                        StripePayments::of)
                .items());
    }

    @Override
    public Page<ProviderChange> changes(Instant since, @Nullable String after) {
        var params = EventListParams.builder()
                .addAllType(CHANGES)
                .setCreated(EventListParams.Created.builder()
                        .setGte(since.getEpochSecond())
                        .build())
                .setLimit(LISTED_AT_ONCE)
                .setStartingAfter(after)
                .build();
        return call(() -> page(stripe.v1().events().list(params), StripePayments::changed));
    }

    /** Of refunds only those that failed: how one is made is read from their own list. */
    private static ProviderChange changed(Event event) {
        var object = event.getDataObjectDeserializer().getRawJson();
        var id = JsonMapper.shared().readTree(object).path("id").asString("");
        var at = Instant.ofEpochSecond(event.getCreated());
        if (event.getType().equals(PAID)) {
            return new ProviderChange(id, null, null, at);
        }
        return event.getType().startsWith("charge.dispute.")
                ? new ProviderChange(null, null, id, at)
                : new ProviderChange(null, id, null, at);
    }

    @Override
    public Page<ProviderPayment> payments(Instant since, @Nullable String after) {
        var params = PaymentIntentListParams.builder()
                .setCreated(PaymentIntentListParams.Created.builder()
                        .setGte(since.getEpochSecond())
                        .build())
                .setLimit(LISTED_AT_ONCE)
                .setStartingAfter(after)
                .addExpand("data.latest_charge.balance_transaction")
                .build();
        return call(() -> {
            var page = stripe.v1().paymentIntents().list(params);
            return page(page, StripePayments::listed);
        });
    }

    @Override
    public Page<ProviderRefund> refunds(Instant since, @Nullable String after) {
        var params = RefundListParams.builder()
                .setCreated(RefundListParams.Created.builder()
                        .setGte(since.getEpochSecond())
                        .build())
                .setLimit(LISTED_AT_ONCE)
                .setStartingAfter(after)
                .build();
        return call(() -> page(stripe.v1().refunds().list(params), StripePayments::listed));
    }

    private static <S extends HasId, T> Page<T> page(StripeCollection<S> page, Function<S, T> read) {
        var all = page.getData();
        var items = new ArrayList<T>();
        for (var each : all) {
            try {
                items.add(read.apply(each));
            } catch (IllegalArgumentException unreadable) {
                // Ours are written by us, so it is another program's.
                log.info("{} is passed over: {}", each.getId(), unreadable.getMessage());
            }
        }
        var more = Boolean.TRUE.equals(page.getHasMore()) && !all.isEmpty();
        return new Page<>(items, more ? all.getLast().getId() : null);
    }

    private static ProviderPayment listed(PaymentIntent intent) {
        var charge = intent.getLatestChargeObject();
        var paid = "succeeded".equals(intent.getStatus());
        return new ProviderPayment(
                intent.getId(),
                ours(intent.getMetadata(), "payment_id").map(PaymentId::new).orElse(null),
                StripeMoney.of(intent.getAmountReceived(), intent.getCurrency()),
                paid,
                fee(charge),
                Instant.ofEpochSecond(paid && charge != null ? charge.getCreated() : intent.getCreated()));
    }

    private static @Nullable Money fee(@Nullable Charge charge) {
        var transaction = charge == null ? null : charge.getBalanceTransactionObject();
        return transaction == null || transaction.getFee() == null
                ? null
                : StripeMoney.of(transaction.getFee(), transaction.getCurrency());
    }

    private static ProviderRefund listed(com.stripe.model.Refund refund) {
        var answer = of(refund);
        return new ProviderRefund(
                refund.getId(),
                refund.getPaymentIntent(),
                ours(refund.getPaymentIntentObject()),
                ours(refund.getMetadata(), "refund_id").map(RefundId::new).orElse(null),
                StripeMoney.of(refund.getAmount(), refund.getCurrency()),
                answer.progress(),
                answer.failureCode(),
                Instant.ofEpochSecond(refund.getCreated()));
    }

    private static @Nullable PaymentId ours(@Nullable PaymentIntent expanded) {
        return expanded == null
                ? null
                : ours(expanded.getMetadata(), "payment_id").map(PaymentId::new).orElse(null);
    }

    /** Our own id, where the object carries one: another program may use the same account. */
    private static Optional<UUID> ours(@Nullable Map<String, String> metadata, String key) {
        try {
            return Optional.ofNullable(metadata).map(all -> all.get(key)).map(UUID::fromString);
        } catch (IllegalArgumentException anothers) {
            return Optional.empty();
        }
    }

    @Override
    public ProviderDispute retrieveDispute(String ref) {
        return call(() -> of(stripe.v1()
                .disputes()
                .retrieve(
                        ref,
                        DisputeRetrieveParams.builder()
                                .addExpand("payment_intent")
                                .build())));
    }

    private static ProviderDispute of(Dispute dispute) {
        var details = dispute.getEvidenceDetails();
        var due = details == null ? null : details.getDueBy();
        var moved = Optional.ofNullable(dispute.getBalanceTransactions()).orElse(List.of());
        return new ProviderDispute(
                dispute.getId(),
                dispute.getPaymentIntent(),
                ours(dispute.getPaymentIntentObject()),
                StripeMoney.of(dispute.getAmount(), dispute.getCurrency()),
                codeOf(dispute.getReason(), null),
                state(dispute.getStatus()),
                due == null ? null : Instant.ofEpochSecond(due),
                moved.stream().anyMatch(each -> each.getAmount() < 0),
                moved.stream().anyMatch(each -> each.getAmount() > 0),
                Instant.ofEpochSecond(dispute.getCreated()));
    }

    private static DisputeState state(String status) {
        return switch (status) {
            case "warning_needs_response", "warning_under_review" -> DisputeState.INQUIRY;
            case "needs_response" -> DisputeState.NEEDS_RESPONSE;
            case "under_review" -> DisputeState.UNDER_REVIEW;
            case "won" -> DisputeState.WON;
            case "lost" -> DisputeState.LOST;
            default -> DisputeState.CLOSED;
        };
    }

    private static Snapshot of(PaymentIntent intent) {
        var action = intent.getNextAction();
        var redirect = action == null ? null : action.getRedirectToUrl();
        var refs = new ProviderRefs(
                intent.getId(), null, intent.getClientSecret(), redirect == null ? null : redirect.getUrl());
        return new Snapshot(
                refs,
                switch (intent.getStatus()) {
                    case "requires_payment_method" -> declined(intent.getLastPaymentError());
                    case "requires_confirmation" -> new Outcome.Open();
                    case "requires_action" -> new Outcome.ActionRequired();
                    case "succeeded" ->
                        new Outcome.Paid(
                                StripeMoney.of(intent.getAmountReceived(), intent.getCurrency()),
                                Boolean.TRUE.equals(intent.getLivemode()));
                    case "canceled" -> new Outcome.Closed(codeOf(intent.getCancellationReason(), "cancelled"));
                    default -> new Outcome.Processing();
                },
                StripeCards.facts(intent.getLatestChargeObject()));
    }

    private static Outcome declined(@Nullable StripeError error) {
        return error == null
                ? new Outcome.Open()
                : new Outcome.Declined(codeOf(error.getDeclineCode(), error.getCode()));
    }

    private static Snapshot of(Session session) {
        var refs = new ProviderRefs(session.getPaymentIntent(), session.getId(), null, session.getUrl());
        return new Snapshot(
                refs,
                // Stripe's description lets it be null.
                switch (codeOf(session.getStatus(), "open")) {
                    case "complete" ->
                        "paid".equals(session.getPaymentStatus())
                                ? new Outcome.Paid(
                                        StripeMoney.of(session.getAmountTotal(), session.getCurrency()),
                                        Boolean.TRUE.equals(session.getLivemode()))
                                : unpaid(session.getPaymentIntentObject());
                    case "expired" -> new Outcome.Closed("checkout_expired");
                    default -> new Outcome.Open();
                },
                StripeCards.facts(
                        session.getPaymentIntentObject() == null
                                ? null
                                : session.getPaymentIntentObject().getLatestChargeObject()));
    }

    /** A page that is complete and not paid waits for the buyer's bank, for days perhaps, until that has refused. */
    private static Outcome unpaid(@Nullable PaymentIntent intent) {
        return switch (intent == null ? "processing" : intent.getStatus()) {
            case "requires_payment_method", "canceled" -> new Outcome.Closed("async_payment_failed");
            default -> new Outcome.Processing();
        };
    }

    private static RefundAnswer of(com.stripe.model.Refund refund) {
        // Stripe's description lets it be null.
        var status = codeOf(refund.getStatus(), "pending");
        var progress = switch (status) {
            case "succeeded" -> RefundAnswer.Progress.SUCCEEDED;
            case "failed", "canceled" -> RefundAnswer.Progress.FAILED;
            default -> RefundAnswer.Progress.PENDING;
        };
        return new RefundAnswer(
                refund.getId(),
                progress,
                progress == RefundAnswer.Progress.FAILED ? codeOf(refund.getFailureReason(), status) : null);
    }

    private static String intentOf(ProviderRefs refs) {
        return Objects.requireNonNull(refs.intent(), "a payment that the provider knows has an intent");
    }

    private static String description(Payment payment) {
        return Purchase.unnamed(payment).title();
    }

    private static String codeOf(@Nullable String first, @Nullable String second) {
        return Optional.ofNullable(first).or(() -> Optional.ofNullable(second)).orElse("unknown");
    }

    /** Makes the call behind the circuit breaker and says in our words what went wrong. */
    private <T> T call(Call<T> call) {
        try {
            return breaker.executeCallable(() -> translating(call));
        } catch (CallNotPermittedException open) {
            throw new ProviderUnavailableException("Stripe was not reached lately", open);
        } catch (RuntimeException known) {
            throw known;
        } catch (Exception impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static <T> T translating(Call<T> call) {
        try {
            return call.make();
        } catch (StripeException failed) {
            throw translated(failed);
        } catch (ProviderRefusedException | ProviderUnavailableException known) {
            throw known;
        } catch (RuntimeException unreadable) {
            // The library takes an answer without a body for an object. Whatever was asked for may have been done.
            log.error("An answer of Stripe's cannot be read", unreadable);
            throw new ProviderUnavailableException("Stripe's answer cannot be read", unreadable);
        }
    }

    /** A refusal is what Stripe itself says; what a machine between us says in its place says nothing of what was asked for. */
    private static RuntimeException translated(StripeException failed) {
        if (failed instanceof AuthenticationException || failed instanceof PermissionException) {
            log.error("Stripe does not accept STRIPE_API_KEY: {}", failed.getMessage());
            return new ProviderUnavailableException("Stripe does not accept the API key", failed);
        }
        return isRefusal(failed)
                ? new ProviderRefusedException(
                        codeOf(failed.getCode(), "refused"), String.valueOf(failed.getMessage()), failed)
                : new ProviderUnavailableException("Stripe was not reached: " + failed.getMessage(), failed);
    }

    /** 409 is a parallel call under the same key, 429 a limit; both pass. */
    private static boolean isRefusal(StripeException failed) {
        var status = failed.getStatusCode();
        return failed.getStripeError() != null
                && status != null
                && status >= 400
                && status < 500
                && status != 409
                && status != 429;
    }

    @FunctionalInterface
    private interface Call<T> {
        T make() throws StripeException;
    }
}

package shop.payment.application;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.SimpleTransactionStatus;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionOperations;
import shop.kernel.Money;
import shop.payment.domain.Dispute;
import shop.payment.domain.OrderId;
import shop.payment.domain.Outcome;
import shop.payment.domain.PayableOrder;
import shop.payment.domain.Payment;
import shop.payment.domain.PaymentId;
import shop.payment.domain.PaymentMethod;
import shop.payment.domain.PaymentState;
import shop.payment.domain.Provider;
import shop.payment.domain.ProviderRefs;
import shop.payment.domain.Refund;
import shop.payment.domain.RefundId;
import shop.payment.domain.Snapshot;
import shop.payment.domain.UserId;
import shop.payment.support.FakeProvider;
import shop.payment.support.InMemoryDisputes;
import shop.payment.support.InMemoryPayableOrders;
import shop.payment.support.InMemoryPayments;
import shop.payment.support.InMemoryRefunds;
import shop.payment.support.InMemoryWebhookEvents;
import shop.payment.support.PaymentSamples;

/** All use cases on fakes, wired as the service wires them. */
final class PaymentFixture {

    final InMemoryPayableOrders orders = new InMemoryPayableOrders();
    final InMemoryRefunds refunds = new InMemoryRefunds();
    final InMemoryWebhookEvents events = new InMemoryWebhookEvents();
    final FakeProvider provider = new FakeProvider();
    final List<String> published = new ArrayList<>();
    final List<PaymentEventPublisher.Cause> causes = new ArrayList<>();
    final List<String> booked = new ArrayList<>();
    final InMemoryPayments payments = new InMemoryPayments(orders, this::book);
    final List<PaymentState> answered = new ArrayList<>();
    final List<Alerts.Kind> alerts = new ArrayList<>();
    final List<JobTrigger.Job> triggered = new ArrayList<>();

    /** What order-service answers. */
    Optional<OrderLookup.Order> orderService = Optional.empty();

    boolean orderServiceIsDown;

    Instant now = PaymentSamples.NOW;

    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);

    /** Which provider takes what; rupees go to Razorpay. */
    ProviderPolicy providers = new ProviderPolicy(
            Provider.STRIPE,
            Map.of("INR", Provider.RAZORPAY),
            EnumSet.allOf(Provider.class),
            EnumSet.noneOf(Provider.class));

    private final PaymentPolicy policy = new PaymentPolicy(
            providers,
            Duration.ofSeconds(30),
            Duration.ofMinutes(1),
            Duration.ofMinutes(15),
            3,
            new DeclineLimits(3, 5, Duration.ofHours(1)));
    private final TransactionOperations transactions = new TransactionOperations() {
        @Override
        public <T extends @Nullable Object> T execute(TransactionCallback<T> work) {
            var status = new SimpleTransactionStatus();
            var rollBack = events.checkpoint();
            var done = work.doInTransaction(status);
            if (status.isRollbackOnly()) {
                rollBack.run();
            }
            return done;
        }
    };
    private final Ledger ledger = new Ledger() {
        @Override
        public void capture(Payment payment, Instant at) {
            book(payment);
        }

        @Override
        public void refund(Refund refund, Instant at) {
            booked.add("refund " + refund.amount().amountMinor());
        }

        @Override
        public void comeBack(Refund refund, Instant at) {
            booked.add("return " + refund.amount().amountMinor());
        }

        @Override
        public void withdraw(Dispute dispute, Instant at) {
            booked.add("withdraw " + dispute.amount().amountMinor());
        }

        @Override
        public void reinstate(Dispute dispute, Instant at) {
            booked.add("reinstate " + dispute.amount().amountMinor());
        }

        @Override
        public void fees(Map<PaymentId, Money> fees, Instant at) {
            fees.forEach((payment, fee) -> booked.add("fee " + fee.amountMinor()));
        }

        @Override
        public boolean hasCapture(PaymentId payment) {
            return booked.stream().anyMatch(posting -> posting.startsWith("capture"));
        }

        @Override
        public boolean hasRefund(RefundId refund) {
            return booked.stream().anyMatch(posting -> posting.startsWith("refund"));
        }

        @Override
        public boolean hasReturn(RefundId refund) {
            return booked.stream().anyMatch(posting -> posting.startsWith("return"));
        }
    };
    private final Alerts alertList = (kind, payment, source, detail) -> alerts.add(kind);
    private final PaymentEventPublisher publisher = (payment, cause, version, at) -> {
        published.add(version + " " + payment.state() + (payment.isDisputed() ? " disputed" : ""));
        causes.add(cause);
    };
    private final OrderLookup orderClient = id -> {
        if (orderServiceIsDown) {
            throw new OrdersUnavailableException(new IllegalStateException("down"));
        }
        return orderService;
    };

    final RecordOutcome recordOutcome = new RecordOutcome(
            orders, payments, refunds, ledger, alertList, publisher, triggered::add, transactions, policy, clock);
    final SyncPayment syncPayment =
            new SyncPayment(orders, payments, provider, recordOutcome, transactions, policy, clock);
    final AttemptsInFlight inFlight = new AttemptsInFlight();
    final CapturedPayments captured = new CapturedPayments();
    final CancelPayment cancelPayment = new CancelPayment(payments, provider, recordOutcome, inFlight);
    final StartPayment startPayment = new StartPayment(
            orderClient,
            orders,
            payments,
            provider,
            recordOutcome,
            syncPayment,
            inFlight,
            captured,
            transactions,
            policy,
            clock);
    final InMemoryDisputes disputes = new InMemoryDisputes();
    final RecordDispute recordDispute = new RecordDispute(
            orders, payments, disputes, provider, ledger, alertList, recordOutcome, publisher, transactions, clock);
    final RefundPayment refundPayment = new RefundPayment(
            orders,
            payments,
            refunds,
            provider,
            ledger,
            alertList,
            recordOutcome,
            recordDispute,
            publisher,
            transactions,
            policy,
            clock);
    final ApplyOrderUpdate applyOrderUpdate =
            new ApplyOrderUpdate(orders, payments, recordOutcome, triggered::add, clock);
    final ProcessWebhooks processWebhooks = new ProcessWebhooks(
            events, payments, alertList, syncPayment, refundPayment, recordDispute, transactions, policy, clock);

    /** A fixture that knows the sample order. */
    static PaymentFixture withOrder() {
        var fixture = new PaymentFixture();
        fixture.orders.add(PaymentSamples.order());
        return fixture;
    }

    StartPayment.Started pay(long number, PaymentMethod method) {
        return pay(number, PaymentSamples.BUYER, PaymentSamples.ORDER, method);
    }

    /** The provider that the buyer names. */
    @Nullable Provider asked;

    StartPayment.Started pay(long number, UserId user, OrderId order, PaymentMethod method) {
        return startPayment.start(new StartPayment.Command(user, order, method, asked), new StartPayment.Request() {
            @Override
            public PaymentId claim() {
                return PaymentSamples.paymentId(number);
            }

            @Override
            public void answer(StartPayment.Started started) {
                answered.add(started.payment().state());
            }
        });
    }

    Payment payment(long number) {
        return payments.find(PaymentSamples.paymentId(number)).orElseThrow();
    }

    PayableOrder order() {
        return orders.find(PaymentSamples.ORDER).orElseThrow();
    }

    void close(String as) {
        applyOrderUpdate.closed(List.of(
                new ApplyOrderUpdate.Closed(PaymentSamples.ORDER, PaymentSamples.BUYER, PaymentSamples.TOTAL, as)));
    }

    void workThroughPayments() {
        while (syncPayment.syncNext()) {
            // the next one
        }
    }

    void workThroughRefunds() {
        while (refundPayment.refundNext()) {
            // the next one
        }
    }

    /** What the provider sends is handed in as it is read. */
    final Map<String, WebhookEvent> sent = new HashMap<>();

    final ReceiveWebhook receiveWebhook = new ReceiveWebhook(
            List.of(new WebhookReader() {
                @Override
                public Provider provider() {
                    return Provider.STRIPE;
                }

                @Override
                public Result read(Sent received) {
                    return Optional.ofNullable(sent.get(received.payload()))
                            .<Result>map(Result.Known::new)
                            .orElseGet(() -> new Result.Unknown(received.payload(), "unknown", "unreadable"));
                }
            }),
            events,
            payments,
            alertList,
            syncPayment,
            inFlight,
            captured,
            triggered::add,
            transactions,
            policy,
            clock,
            new SimpleMeterRegistry());

    void receive(WebhookEvent event) {
        sent.put(event.id(), event);
        receiveWebhook.receive(Provider.STRIPE, new WebhookReader.Sent(event.id(), "", null));
    }

    /** An event that was stored to be processed. */
    void store(WebhookEvent event) {
        events.add(event, now, now);
    }

    static WebhookEvent event(String id, String type, PaymentId payment, Optional<Money> amount) {
        return event(id, type, payment, amount, Optional.empty());
    }

    static WebhookEvent event(
            String id, String type, PaymentId payment, Optional<Money> amount, Optional<Outcome> end) {
        var intent = "pi_" + payment.value();
        return new WebhookEvent(
                Provider.STRIPE,
                id,
                type,
                kind(type),
                false,
                intent,
                null,
                null,
                null,
                payment,
                amount,
                end.map(outcome -> new Snapshot(new ProviderRefs(intent, null, null, null), outcome)));
    }

    /** As the reader has it. */
    private static WebhookEvent.Kind kind(String type) {
        return switch (type) {
            case "payment_intent.succeeded" -> WebhookEvent.Kind.PAYMENT_SUCCEEDED;
            case "payment_intent.payment_failed" -> WebhookEvent.Kind.PAYMENT_DECLINED;
            case "payment_intent.canceled" -> WebhookEvent.Kind.PAYMENT_CLOSED;
            case "payment_intent.processing" -> WebhookEvent.Kind.PAYMENT_PROCESSING;
            case "payment_intent.requires_action" -> WebhookEvent.Kind.PAYMENT_REQUIRES_ACTION;
            case "checkout.session.completed", "checkout.session.expired" -> WebhookEvent.Kind.PAGE_CHANGED;
            case "refund.created" -> WebhookEvent.Kind.REFUND_CREATED;
            case "refund.updated", "refund.failed" -> WebhookEvent.Kind.REFUND_CHANGED;
            default -> type.startsWith("charge.dispute.") ? WebhookEvent.Kind.DISPUTE_CHANGED : WebhookEvent.Kind.OTHER;
        };
    }

    private void book(Payment payment) {
        booked.add("capture " + payment.amount().amountMinor());
    }

    static OrderLookup.Order atOrderService(boolean payable, Instant until) {
        return atOrderService(payable, payable ? "PENDING" : "CANCELLED", until);
    }

    static OrderLookup.Order atOrderService(boolean payable, String status, Instant until) {
        return new OrderLookup.Order(
                PaymentSamples.ORDER,
                "7K3M-9Q4T",
                PaymentSamples.BUYER,
                List.of(),
                PaymentSamples.TOTAL,
                payable,
                status,
                until);
    }

    static OrderId anotherOrder() {
        return new OrderId(new UUID(1, 2));
    }
}

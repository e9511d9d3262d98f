package shop.payment.application;

import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;
import shop.payment.domain.OrderId;
import shop.payment.domain.PayableOrder;
import shop.payment.domain.Payment;
import shop.payment.domain.PaymentException;
import shop.payment.domain.PaymentId;
import shop.payment.domain.PaymentMethod;
import shop.payment.domain.PaymentState;
import shop.payment.domain.Provider;
import shop.payment.domain.UserId;

/**
 * Starts to pay an order. The attempt is saved before the provider is called and its outcome afterwards, so that a crash in between
 * leaves something to be gone on with; no transaction is open during the call.
 */
@Service
public class StartPayment {

    private static final Logger log = LoggerFactory.getLogger(StartPayment.class);

    private final OrderLookup orderService;
    private final PayableOrders orders;
    private final Payments payments;
    private final PaymentProvider provider;
    private final RecordOutcome recordOutcome;
    private final SyncPayment syncPayment;
    private final AttemptsInFlight inFlight;
    private final CapturedPayments captured;
    private final TransactionOperations transactions;
    private final PaymentPolicy policy;
    private final Clock clock;

    StartPayment(
            OrderLookup orderService,
            PayableOrders orders,
            Payments payments,
            PaymentProvider provider,
            RecordOutcome recordOutcome,
            SyncPayment syncPayment,
            AttemptsInFlight inFlight,
            CapturedPayments captured,
            TransactionOperations transactions,
            PaymentPolicy policy,
            Clock clock) {
        this.orderService = orderService;
        this.orders = orders;
        this.payments = payments;
        this.provider = provider;
        this.recordOutcome = recordOutcome;
        this.syncPayment = syncPayment;
        this.inFlight = inFlight;
        this.captured = captured;
        this.transactions = transactions;
        this.policy = policy;
        this.clock = clock;
    }

    /**
     * What is to be paid, by whom and how.
     *
     * @param provider the one that the buyer names; null to leave that to the shop
     */
    public record Command(
            UserId user,
            OrderId order,
            PaymentMethod method,
            @Nullable Provider provider) {}

    /** The client's request, whose idempotency key is part of our transactions. */
    public interface Request {

        /**
         * Claims the key in the transaction that is open, as its first step, unless that was done.
         *
         * @return the id of the payment to be made; a repeat gets the same one
         */
        PaymentId claim();

        /** Stores the answer in the transaction that is open, the last one. */
        void answer(Started started);
    }

    /**
     * What came of it.
     *
     * @param started false for an attempt of before that is still under way
     */
    public record Started(Payment payment, boolean started) {}

    /**
     * Starts an attempt, or finds the one that is under way.
     *
     * @throws PaymentException.TooManyDeclines if the customer has to wait
     * @throws PaymentException.Declined if the card was refused; the attempt is over then
     * @throws ProviderUnavailableException if the provider was not reached; a repeat or a worker goes on
     */
    public Started start(Command command, Request request) {
        if (command.provider() != null) {
            policy.providers().requireOffered(command.provider(), command.method());
        }
        var begun = begin(command, request);
        if (begun.isPresent()) {
            return charge(begun.get(), command, request);
        }
        var id = Objects.requireNonNull(transactions.execute(_ -> request.claim()));
        var repeated = payments.find(id);
        if (repeated.isPresent()) {
            return new Started(goOn(repeated.get(), command), true);
        }
        learnOfOrder(command);
        var live = Objects.requireNonNull(transactions.execute(_ -> save(id, command)));
        return live.started() ? charge(live.payment(), command, request) : live;
    }

    /** The common way: the order is known, waits for its payment, and nobody else is paying it. */
    private Optional<Payment> begin(Command command, Request request) {
        var now = clock.instant();
        return Objects.requireNonNull(transactions.execute(status -> {
            var begun = payments.begin(
                    request.claim(),
                    command.user(),
                    command.order(),
                    command.method(),
                    command.provider(),
                    now,
                    now.plus(policy.startingPatience()),
                    policy);
            // An attempt that nobody could take is not begun: what is thrown here takes it back.
            begun.ifPresent(payment -> policy.providers().requireOffered(payment.provider(), payment.method()));
            if (begun.isEmpty()) {
                status.setRollbackOnly();
            }
            return begun;
        }));
    }

    private Started charge(Payment begun, Command command, Request request) {
        // Its webhook, which may be here before the provider's answer, waits until what was answered is recorded.
        try (var _ = inFlight.enter(begun.id())) {
            var recorded = callProvider(begun, request);
            captured.add(recorded);
            return new Started(checked(recorded, command), true);
        }
    }

    /** A repeat of a request that got no answer. */
    private Payment goOn(Payment payment, Command command) {
        if (!payment.user().equals(command.user()) || !payment.order().equals(command.order())) {
            throw new PaymentException.NotFound(payment.id());
        }
        return checked(
                payment.state().isLive() && !payment.isKnownToProvider() ? syncPayment.sync(payment.id()) : payment,
                command);
    }

    /** Asks order-service for what has not arrived yet: the order itself, or that it may be paid for longer. */
    private void learnOfOrder(Command command) {
        var known = orders.find(command.order());
        if (known.filter(order -> order.isClosed() || order.paidBy() != null || !order.hasRunOut(clock.instant()))
                .isPresent()) {
            return;
        }
        Optional<OrderLookup.Order> found;
        try {
            found = orderService.find(command.order());
        } catch (OrdersUnavailableException outage) {
            if (known.isPresent()) {
                // Nobody says that there is more time, so there is none.
                return;
            }
            throw outage;
        }
        var current = found.filter(order -> order.user().equals(command.user()))
                .orElseThrow(() -> new PaymentException.OrderNotFound(command.order()));
        if (!current.payable()) {
            throw new PaymentException.OrderNotPayable(
                    command.order(),
                    current.isOnHold()
                            ? "it is being reviewed, and cannot be paid before that is over"
                            : "it no longer waits for a payment");
        }
        transactions.executeWithoutResult(_ -> orders.addOrExtend(List.of(
                PayableOrder.open(current.id(), current.user(), current.total(), current.reservationExpiresAt()))));
    }

    private Started save(PaymentId id, Command command) {
        var now = clock.instant();
        var order = orders.lock(command.order())
                .filter(found -> found.user().equals(command.user()))
                .orElseThrow(() -> new PaymentException.OrderNotFound(command.order()));
        order.requirePayable(now);
        var live = payments.findLive(order.id());
        if (live.isPresent()) {
            if (!live.get().method().isLike(command.method()) || isOfAnother(command.provider(), live.get())) {
                throw new PaymentException.AttemptUnderWay(
                        order.id(), live.get().id());
            }
            return new Started(live.get(), false);
        }
        var limits = policy.declineLimits();
        var declines = payments.declines(command.user(), order.id(), now.minus(limits.window()));
        if (!limits.allow(declines)) {
            throw new PaymentException.TooManyDeclines(order.id(), limits.window());
        }
        if (order.total().amountMinor() == 0) {
            throw new PaymentException.AmountNotChargeable(order.total(), "amount_too_small");
        }
        var provider = policy.providers()
                .choose(command.provider(), order.total().currency().getCurrencyCode());
        policy.providers().requireOffered(provider, command.method());
        var payment = Payment.start(
                id,
                order.id(),
                command.user(),
                order.nextAttempt(),
                order.total(),
                command.method(),
                provider,
                declines.ofOrder(),
                now);
        payments.add(payment, now.plus(policy.startingPatience()));
        orders.save(order);
        return new Started(payment, true);
    }

    private static boolean isOfAnother(@Nullable Provider asked, Payment live) {
        return asked != null && asked != live.provider();
    }

    private Payment callProvider(Payment payment, Request request) {
        try {
            return recordOutcome.record(
                    payment, provider.open(payment), () -> true, recorded -> answer(recorded, request));
        } catch (ProviderUnavailableException unknown) {
            recordOutcome.awaitAnswer(payment);
            throw unknown;
        } catch (ProviderRefusedException refusal) {
            log.warn("The provider refuses payment {}: {}", payment.id().value(), refusal.getMessage());
            recordOutcome.refused(payment, refusal.code());
            throw switch (refusal.code()) {
                case "amount_too_small", "amount_too_large", "invalid_charge_amount" ->
                    new PaymentException.AmountNotChargeable(payment.amount(), refusal.code());
                case "resource_missing" -> unknownMethod(payment, refusal.code());
                default -> new PaymentException.Refused(refusal.code());
            };
        }
    }

    /** A refusal is no answer of ours: whoever turns it into one stores it. */
    private static void answer(Payment recorded, Request request) {
        if (recorded.state() != PaymentState.FAILED) {
            request.answer(new Started(recorded, true));
        }
    }

    private static PaymentException unknownMethod(Payment payment, String code) {
        return payment.method() instanceof PaymentMethod.Card(var reference)
                ? new PaymentException.UnknownMethod(reference)
                : new PaymentException.Refused(code);
    }

    private static Payment checked(Payment payment, Command command) {
        if (payment.state() == PaymentState.FAILED && command.method() instanceof PaymentMethod.Card) {
            throw new PaymentException.Declined(payment.id(), String.valueOf(payment.failureCode()));
        }
        return payment;
    }
}

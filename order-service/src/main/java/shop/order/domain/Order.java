package shop.order.domain;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import shop.kernel.Money;
import shop.order.domain.OrderState.Cancelled;
import shop.order.domain.OrderState.Confirmed;
import shop.order.domain.OrderState.Delivered;
import shop.order.domain.OrderState.Expired;
import shop.order.domain.OrderState.OnHold;
import shop.order.domain.OrderState.Pending;
import shop.order.domain.OrderState.Shipped;

/** One customer's order. Every change is a step with a version of its own, without gaps: 1 is the placing. */
public final class Order {

    /** What a customer reads of a review; why it was held or decided so is for staff. */
    private static final String UNDER_REVIEW = "the order is being reviewed";

    private static final String APPROVED = "the review is over";
    private static final String REJECTED = "the order was not accepted after a review";

    private final OrderId id;
    private final OrderNumber number;
    private final CustomerId customer;
    private final Basket basket;
    private final ShippingAddress address;
    private final Instant placedAt;
    private final long readVersion;
    private final List<OrderStep> steps = new ArrayList<>();
    private OrderState state;
    private Instant reservedUntil;
    private boolean extended;
    private PaymentStatus payment;
    private @Nullable PaymentId paymentId;
    private long paymentVersion;
    private boolean disputed;
    private long version;

    private Order(Snapshot stored) {
        this.id = stored.id();
        this.number = stored.number();
        this.customer = stored.customer();
        this.basket = stored.basket();
        this.address = stored.address();
        this.placedAt = stored.placedAt();
        this.reservedUntil = stored.reservedUntil();
        this.extended = stored.extended();
        this.state = stored.state();
        this.payment = stored.payment();
        this.paymentId = stored.paymentId();
        this.paymentVersion = stored.paymentVersion();
        this.disputed = stored.disputed();
        this.version = stored.version();
        this.readVersion = stored.version();
    }

    /**
     * Places an order whose stock is held.
     *
     * @param reservedUntil when the time to pay ends
     * @param now kept to the microsecond as stores do, as is {@code reservedUntil}
     */
    public static Order place(
            OrderId id,
            OrderNumber number,
            CustomerId customer,
            Basket basket,
            ShippingAddress address,
            Instant reservedUntil,
            Instant now) {
        var at = now.truncatedTo(ChronoUnit.MICROS);
        var order = new Order(new Snapshot(
                id,
                number,
                customer,
                basket,
                address,
                at,
                reservedUntil.truncatedTo(ChronoUnit.MICROS),
                false,
                new Pending(at),
                PaymentStatus.UNPAID,
                null,
                0,
                false,
                0));
        order.step(OrderStatus.PENDING, Actor.customer(customer), null, null, at);
        return order;
    }

    /** Rebuilds a stored order; records no step. */
    public static Order restore(Snapshot stored) {
        return new Order(stored);
    }

    /**
     * Applies what payment-service says of paying. A payment for an order that has ended is noted and changes nothing else: payment-service gives the
     * money back by itself.
     *
     * @param extension how much more time to pay there is, once, when somebody begins to; zero for never
     * @return false for something said before, or older than that
     */
    public boolean applyPayment(PaymentUpdate update, Duration extension, Instant now) {
        if (update.version() <= paymentVersion) {
            return false;
        }
        paymentVersion = update.version();
        noteDispute(update, now);
        if (!payment.canBecome(update.status())) {
            return true;
        }
        var changed = payment != update.status();
        payment = update.status();
        paymentId = update.payment();
        if (payment == PaymentStatus.PROCESSING && state instanceof Pending && !extended && !extension.isZero()) {
            extended = true;
            reservedUntil = reservedUntil.plus(extension);
        }
        if (payment == PaymentStatus.PAID && !update.amount().equals(basket.total())) {
            become(state, Actor.PAYMENT, "paid " + update.amount() + " instead of " + basket.total(), now);
            return true;
        }
        switch (state) {
            case Pending _ when payment == PaymentStatus.PAID -> become(new Confirmed(now), Actor.PAYMENT, null, now);
            case OnHold(var resumes, var since)
            when payment == PaymentStatus.PAID && resumes == OrderStatus.PENDING ->
                become(new OnHold(OrderStatus.CONFIRMED, since), Actor.PAYMENT, null, now);
            case Pending _, Confirmed _, OnHold _, Shipped _, Delivered _, Cancelled _, Expired _ -> {
                if (changed) {
                    become(state, Actor.PAYMENT, null, now);
                }
            }
        }
        return true;
    }

    /** The end of a dispute counts for the payment that is disputed alone: another attempt says nothing of it. */
    private void noteDispute(PaymentUpdate update, Instant now) {
        if (update.disputed() == disputed || (disputed && !update.payment().equals(paymentId))) {
            return;
        }
        disputed = update.disputed();
        paymentId = update.payment();
        become(state, Actor.PAYMENT, disputed ? "the payment is disputed" : "the dispute of the payment is over", now);
    }

    /**
     * Goes where a person wants it. The status it has already changes nothing.
     *
     * @throws OrderException.NotYours for what only an admin may ask
     * @throws OrderException.IllegalTransition with what this person may ask for instead
     */
    public void move(OrderStatus wanted, Actor by, @Nullable String reason, Instant now) {
        if (wanted == state.status()) {
            return;
        }
        if (!by.mayAskFor(wanted)) {
            throw new OrderException.NotYours(wanted);
        }
        if (!snapshot().allowedTransitions(by).contains(wanted)) {
            throw new OrderException.IllegalTransition(snapshot(), wanted, by);
        }
        become(OrderState.of(wanted, reason, now), by, reason, now);
    }

    /** Calls the order off, paid or not, unless it is on its way. Calling it off twice changes nothing. */
    public void cancel(Actor by, @Nullable String reason, Instant now) {
        move(OrderStatus.CANCELLED, by, reason, now);
    }

    /**
     * Keeps the order for a review; does nothing to one that is neither PENDING nor CONFIRMED. What is not paid yet cannot be paid until
     * the review is over, so its time to pay ends now and begins anew with the approval.
     *
     * @param note why, for staff
     */
    public void hold(String note, Instant now) {
        switch (state) {
            case Pending _ -> {
                var at = now.truncatedTo(ChronoUnit.MICROS);
                reservedUntil = reservedUntil.isAfter(at) ? at : reservedUntil;
                become(new OnHold(OrderStatus.PENDING, at), Actor.RISK, UNDER_REVIEW, note, at);
            }
            case Confirmed _ -> become(new OnHold(OrderStatus.CONFIRMED, now), Actor.RISK, UNDER_REVIEW, note, now);
            case OnHold _, Shipped _, Delivered _, Cancelled _, Expired _ -> {}
        }
    }

    /**
     * Ends the review: the order goes on where it was.
     *
     * @param note why, for staff
     * @param reservation how long an order that is not paid may be paid from now on
     * @throws OrderException.NotOnHold if it is not on hold
     */
    public void approve(Actor by, String note, Duration reservation, Instant now) {
        if (!(state instanceof OnHold(var resumes, var _))) {
            throw new OrderException.NotOnHold(snapshot());
        }
        if (resumes == OrderStatus.CONFIRMED || isFree()) {
            become(new Confirmed(now), by, APPROVED, note, now);
        } else {
            reservedUntil = now.plus(reservation).truncatedTo(ChronoUnit.MICROS);
            extended = false;
            become(new Pending(now), by, APPROVED, note, now);
        }
    }

    /**
     * Ends the review: the order is cancelled, and what was paid goes back.
     *
     * @param note why, for staff
     * @throws OrderException.NotOnHold if it is not on hold
     */
    public void reject(Actor by, String note, Instant now) {
        if (!(state instanceof OnHold)) {
            throw new OrderException.NotOnHold(snapshot());
        }
        become(new Cancelled(REJECTED, now), by, REJECTED, note, now);
    }

    /** Cancels an order whose review nobody has decided in time; does nothing to one that has time left or has moved on. */
    public void endReview(Duration holdTime, Instant now) {
        if (state instanceof OnHold(var _, var since) && !since.plus(holdTime).isAfter(now)) {
            become(new Cancelled(REJECTED, now), Actor.TIMER, REJECTED, "nobody has decided within " + holdTime, now);
        }
    }

    /** Confirms an order for which there is nothing to pay. */
    public void confirmFree(Instant now) {
        if (state instanceof Pending && isFree()) {
            var at = now.truncatedTo(ChronoUnit.MICROS);
            become(new Confirmed(at), Actor.PAYMENT, "there is nothing to pay", at);
        }
    }

    public boolean isFree() {
        return basket.total().amountMinor() == 0;
    }

    /** Ends an order that nobody paid; does nothing to one that has time left or has moved on. */
    public void expire(Instant now) {
        if (state instanceof Pending && !reservedUntil.isAfter(now)) {
            become(new Expired(now), Actor.TIMER, null, now);
        }
    }

    public boolean isPayable(Instant now) {
        return state instanceof Pending && !payment.isCaptured() && reservedUntil.isAfter(now);
    }

    private void become(OrderState next, Actor by, @Nullable String reason, Instant now) {
        become(next, by, reason, null, now);
    }

    private void become(OrderState next, Actor by, @Nullable String reason, @Nullable String note, Instant now) {
        var previous = state.status();
        state = next;
        step(previous, by, reason, note, now);
    }

    private void step(OrderStatus previous, Actor by, @Nullable String reason, @Nullable String note, Instant now) {
        version++;
        steps.add(
                new OrderStep(version, state.status(), previous, payment, state.fulfillment(), by, reason, note, now));
    }

    /** Hands over what was recorded since the last call. */
    public List<OrderStep> takeSteps() {
        var taken = List.copyOf(steps);
        steps.clear();
        return taken;
    }

    public OrderId id() {
        return id;
    }

    public OrderNumber number() {
        return number;
    }

    public CustomerId customer() {
        return customer;
    }

    public List<OrderLine> lines() {
        return basket.lines();
    }

    public Money total() {
        return basket.total();
    }

    /** The version it had when it was read; 0 for an order that is not stored yet. */
    public long readVersion() {
        return readVersion;
    }

    public long version() {
        return version;
    }

    public OrderState state() {
        return state;
    }

    /** Everything that is stored of it, as it is now. */
    public Snapshot snapshot() {
        return new Snapshot(
                id,
                number,
                customer,
                basket,
                address,
                placedAt,
                reservedUntil,
                extended,
                state,
                payment,
                paymentId,
                paymentVersion,
                disputed,
                version);
    }

    /**
     * An order at rest, for stores and for the answers that show it.
     *
     * @param reservedUntil when the time to pay ends
     * @param extended whether that is later than it was at first, because somebody has begun to pay
     * @param paymentVersion of the last word on its payment; 0 before the first
     * @param disputed whether the customer's bank asks the money back just now
     */
    public record Snapshot(
            OrderId id,
            OrderNumber number,
            CustomerId customer,
            Basket basket,
            ShippingAddress address,
            Instant placedAt,
            Instant reservedUntil,
            boolean extended,
            OrderState state,
            PaymentStatus payment,
            @Nullable PaymentId paymentId,
            long paymentVersion,
            boolean disputed,
            long version) {

        /** What this person may ask for. Goods leave only while their money is here and nobody asks it back. */
        public List<OrderStatus> allowedTransitions(Actor by) {
            return state.allowedTransitions().stream()
                    .filter(by::mayAskFor)
                    .filter(status -> status != OrderStatus.SHIPPED || mayBeShipped())
                    .toList();
        }

        private boolean mayBeShipped() {
            return !disputed && (payment.isHeld() || basket.total().amountMinor() == 0);
        }
    }
}

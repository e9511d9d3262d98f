package shop.payment.support;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import shop.payment.application.DeclineLimits;
import shop.payment.application.PayableOrders;
import shop.payment.application.PaymentPolicy;
import shop.payment.application.Payments;
import shop.payment.domain.OrderId;
import shop.payment.domain.Payment;
import shop.payment.domain.PaymentId;
import shop.payment.domain.PaymentMethod;
import shop.payment.domain.PaymentState;
import shop.payment.domain.Provider;
import shop.payment.domain.UserId;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;

/** Hands out copies and lets no order have two live attempts, as the database does. */
public final class InMemoryPayments implements Payments {

    private final Map<PaymentId, Payment> all = new LinkedHashMap<>();
    private final Map<PaymentId, Instant> checks = new HashMap<>();
    private final Map<PaymentId, Integer> counted = new HashMap<>();
    private final PayableOrders orders;
    private final Consumer<Payment> booking;

    /** @param booking books a capture that is saved as a step */
    public InMemoryPayments(PayableOrders orders, Consumer<Payment> booking) {
        this.orders = orders;
        this.booking = booking;
    }

    @Override
    public Optional<Payment> find(PaymentId id, @Nullable UserId user) {
        return Optional.ofNullable(all.get(id))
                .map(Payment::copy)
                .filter(payment -> user == null || payment.user().equals(user));
    }

    @Override
    public Optional<Payment> findByIntent(String ref) {
        return matching(payment -> ref.equals(payment.refs().intent())).findFirst();
    }

    @Override
    public Optional<Payment> findBySession(String ref) {
        return matching(payment -> ref.equals(payment.refs().session())).findFirst();
    }

    @Override
    public Optional<Payment> findLive(OrderId order) {
        return matching(payment ->
                        payment.order().equals(order) && payment.state().isLive())
                .findFirst();
    }

    @Override
    public List<Payment> findAll(OrderId order) {
        return matching(payment -> payment.order().equals(order)).toList();
    }

    @Override
    public List<Payment> findAll(Collection<String> intents, Collection<PaymentId> ids) {
        return matching(payment ->
                        intents.contains(String.valueOf(payment.refs().intent())) || ids.contains(payment.id()))
                .toList();
    }

    @Override
    public List<Payment> findRefundable(Collection<OrderId> orders) {
        return matching(payment -> orders.contains(payment.order())
                        && payment.state().isCaptured()
                        && payment.refundable().amountMinor() > 0)
                .toList();
    }

    @Override
    public Optional<Payment> findFor(@Nullable PaymentId id, @Nullable String intent, @Nullable String session) {
        return Optional.ofNullable(id)
                .flatMap(this::find)
                .or(() -> Optional.ofNullable(intent).flatMap(this::findByIntent))
                .or(() -> Optional.ofNullable(session).flatMap(this::findBySession));
    }

    @Override
    public Optional<Payment> begin(
            PaymentId id,
            UserId user,
            OrderId order,
            PaymentMethod method,
            @Nullable Provider provider,
            Instant now,
            Instant checkAt,
            PaymentPolicy policy) {
        var limits = policy.declineLimits();
        var lately = declines(user, order, now.minus(limits.window()));
        if (lately.ofOrder() >= limits.perOrder() || lately.ofCustomer() >= limits.perCustomer()) {
            return Optional.empty();
        }
        var payable = orders.find(order)
                .filter(known -> known.user().equals(user)
                        && !known.isClosed()
                        && known.paidBy() == null
                        && !known.hasRunOut(now)
                        && known.total().amountMinor() > 0)
                .filter(_ -> findLive(order).isEmpty() && !all.containsKey(id));
        return payable.map(known -> {
            var payment = Payment.start(
                    id,
                    order,
                    user,
                    known.nextAttempt(),
                    known.total(),
                    method,
                    provider != null
                            ? provider
                            : policy.providers()
                                    .byCurrency()
                                    .getOrDefault(
                                            known.total().currency().getCurrencyCode(),
                                            policy.providers().usual()),
                    lately.ofOrder(),
                    now);
            orders.save(known);
            add(payment, checkAt);
            return payment;
        });
    }

    @Override
    public DeclineLimits.Declines declines(UserId user, OrderId order, Instant since) {
        var lately = matching(payment ->
                        payment.user().equals(user) && payment.createdAt().isAfter(since))
                .toList();
        return new DeclineLimits.Declines(
                lately.stream()
                        .filter(payment -> payment.order().equals(order))
                        .mapToInt(this::declines)
                        .sum(),
                lately.stream().mapToInt(this::declines).sum());
    }

    private int declines(Payment payment) {
        return payment.method() instanceof PaymentMethod.Card && payment.state() == PaymentState.FAILED
                ? 1
                : counted.getOrDefault(payment.id(), 0);
    }

    @Override
    public int addDecline(PaymentId id) {
        return counted.merge(id, 1, Integer::sum);
    }

    @Override
    public OptionalLong saveStep(Payment next, long seen, @Nullable Instant checkAt) {
        var order = orders.find(next.order())
                .filter(known -> !known.isClosed() && known.paidBy() == null)
                .filter(_ -> find(next.id()).orElseThrow().version() == seen);
        if (order.isEmpty()) {
            return OptionalLong.empty();
        }
        var version = order.get().nextEventVersion();
        if (next.state() == PaymentState.PAID) {
            order.get().payBy(next.id());
            booking.accept(next);
        }
        orders.save(order.get());
        save(next);
        if (checkAt != null) {
            checkAt(next.id(), checkAt);
        }
        return OptionalLong.of(version);
    }

    @Override
    public PageBody<Payment> page(@Nullable UserId user, @Nullable OrderId order, PageQuery query) {
        var found = matching(payment -> (user == null || payment.user().equals(user))
                        && (order == null || payment.order().equals(order)))
                .toList();
        return PageBody.of(
                found.stream().skip(query.offset()).limit(query.limit()).toList(), query, found.size());
    }

    @Override
    public void add(Payment payment, Instant checkAt) {
        if (all.containsKey(payment.id()) || findLive(payment.order()).isPresent()) {
            throw new IllegalStateException("a second live attempt for " + payment.order());
        }
        all.put(payment.id(), payment.copy());
        checks.put(payment.id(), checkAt);
    }

    @Override
    public void save(Payment payment) {
        all.put(payment.id(), payment.copy());
    }

    @Override
    public void checkAt(PaymentId id, Instant at) {
        checks.put(id, at);
    }

    @Override
    public int checkAt(Collection<OrderId> orders, Instant at) {
        var live = matching(payment ->
                        orders.contains(payment.order()) && payment.state().isLive())
                .toList();
        live.forEach(payment -> checkAt(payment.id(), at));
        return live.size();
    }

    @Override
    public Optional<PaymentId> claimDue(Instant now, Duration first, Duration longest) {
        var due = matching(payment -> payment.state().isLive()
                        && !Objects.requireNonNull(checks.get(payment.id())).isAfter(now))
                .map(Payment::id)
                .min(Comparator.comparing(checks::get));
        due.ifPresent(id -> checks.put(id, now.plus(first)));
        return due;
    }

    private Stream<Payment> matching(Predicate<Payment> wanted) {
        return all.values().stream().filter(wanted).map(Payment::copy);
    }
}

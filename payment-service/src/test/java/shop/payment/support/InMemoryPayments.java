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
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import shop.payment.application.Payments;
import shop.payment.domain.OrderId;
import shop.payment.domain.Payment;
import shop.payment.domain.PaymentId;
import shop.payment.domain.UserId;
import shop.web.paging.PageBody;
import shop.web.paging.PageQuery;

/** Hands out copies and lets no order have two live attempts, as the database does. */
public final class InMemoryPayments implements Payments {

    private final Map<PaymentId, Payment> all = new LinkedHashMap<>();
    private final Map<PaymentId, Instant> checks = new HashMap<>();

    @Override
    public Optional<Payment> find(PaymentId id, @Nullable UserId user) {
        return Optional.ofNullable(all.get(id))
                .map(InMemoryPayments::copy)
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
    public List<Payment> findCaptured(OrderId order) {
        return matching(payment ->
                        payment.order().equals(order) && payment.state().isCaptured())
                .toList();
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
        all.put(payment.id(), copy(payment));
        checks.put(payment.id(), checkAt);
    }

    @Override
    public void save(Payment payment) {
        all.put(payment.id(), copy(payment));
    }

    @Override
    public void checkAt(PaymentId id, Instant at) {
        checks.put(id, at);
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
        return all.values().stream().filter(wanted).map(InMemoryPayments::copy);
    }

    private static Payment copy(Payment payment) {
        return Payment.restore(
                payment.id(),
                payment.order(),
                payment.user(),
                payment.attempt(),
                payment.amount(),
                payment.method(),
                payment.state(),
                payment.refs(),
                payment.failureCode(),
                payment.reserved(),
                payment.refunded(),
                payment.createdAt(),
                payment.changedAt(),
                payment.version());
    }
}

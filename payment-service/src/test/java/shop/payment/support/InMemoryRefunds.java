package shop.payment.support;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import shop.payment.application.Refunds;
import shop.payment.domain.PaymentId;
import shop.payment.domain.Refund;
import shop.payment.domain.RefundId;
import shop.payment.domain.RefundState;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;

public final class InMemoryRefunds implements Refunds {

    public final Map<RefundId, Refund> all = new LinkedHashMap<>();
    private final Map<RefundId, Instant> tries = new HashMap<>();
    private final Map<RefundId, Integer> turns = new HashMap<>();

    @Override
    public Optional<Refund> find(RefundId id) {
        return Optional.ofNullable(all.get(id)).map(InMemoryRefunds::copy);
    }

    @Override
    public Optional<Refund> findByProviderRef(String ref) {
        return all.values().stream()
                .filter(refund -> ref.equals(refund.providerRef()))
                .map(InMemoryRefunds::copy)
                .findFirst();
    }

    @Override
    public List<Refund> findAll(Collection<PaymentId> payments) {
        return all.values().stream()
                .filter(refund -> payments.contains(refund.payment()))
                .map(InMemoryRefunds::copy)
                .toList();
    }

    @Override
    public List<Refund> findAll(Collection<String> providerRefs, Collection<RefundId> ids) {
        return all.values().stream()
                .filter(refund ->
                        providerRefs.contains(String.valueOf(refund.providerRef())) || ids.contains(refund.id()))
                .map(InMemoryRefunds::copy)
                .toList();
    }

    @Override
    public PageBody<Refund> page(PaymentId payment, PageQuery query) {
        var found = all.values().stream()
                .filter(refund -> refund.payment().equals(payment))
                .toList();
        return PageBody.of(found, query, found.size());
    }

    @Override
    public void add(Refund refund, Instant tryAt) {
        all.put(refund.id(), copy(refund));
        tries.put(refund.id(), tryAt);
    }

    @Override
    public void save(Refund refund) {
        all.put(refund.id(), copy(refund));
    }

    @Override
    public Optional<RefundId> claimDue(Instant now, Duration first, Duration longest) {
        var due = all.values().stream()
                .filter(refund -> refund.state() == RefundState.PENDING
                        && !Objects.requireNonNull(tries.get(refund.id())).isAfter(now))
                .map(Refund::id)
                .findFirst();
        due.ifPresent(id -> {
            tries.put(id, now.plus(first));
            turns.merge(id, 1, Integer::sum);
        });
        return due;
    }

    @Override
    public void retryLater(RefundId id, Instant now, Duration first, Duration longest) {
        var pause = first.multipliedBy(1L << Math.min(turns.getOrDefault(id, 0), 20));
        tries.put(id, now.plus(pause.compareTo(longest) < 0 ? pause : longest));
    }

    private static Refund copy(Refund refund) {
        return Refund.restore(
                refund.id(),
                refund.payment(),
                refund.order(),
                refund.amount(),
                refund.reason(),
                refund.requestedBy(),
                refund.state(),
                refund.providerRef(),
                refund.failureCode(),
                refund.createdAt(),
                refund.changedAt());
    }
}

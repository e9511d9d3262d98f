package shop.payment.support;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import shop.payment.application.Disputes;
import shop.payment.domain.Dispute;
import shop.payment.domain.PaymentId;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;

public final class InMemoryDisputes implements Disputes {

    private final Map<String, Dispute> all = new LinkedHashMap<>();

    @Override
    public Optional<Dispute> findByProviderRef(String ref) {
        return Optional.ofNullable(all.get(ref));
    }

    @Override
    public List<Dispute> findAll(PaymentId payment) {
        return all.values().stream()
                .filter(dispute -> dispute.payment().equals(payment))
                .toList();
    }

    @Override
    public PageBody<Dispute> open(PageQuery query) {
        var open = all.values().stream()
                .filter(dispute -> !dispute.state().isOver())
                .sorted(Comparator.comparing(Dispute::evidenceDue, Comparator.nullsLast(Comparator.naturalOrder())))
                .toList();
        return PageBody.of(
                open.stream().skip(query.offset()).limit(query.limit()).toList(), query, open.size());
    }

    @Override
    public void save(Dispute dispute) {
        all.put(dispute.providerRef(), dispute);
    }
}

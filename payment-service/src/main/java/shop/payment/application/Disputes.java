package shop.payment.application;

import java.util.List;
import java.util.Optional;
import shop.payment.domain.Dispute;
import shop.payment.domain.PaymentId;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;

/** Stores disputes. */
public interface Disputes {

    Optional<Dispute> findByProviderRef(String ref);

    /** The disputes of a payment, the first one first. */
    List<Dispute> findAll(PaymentId payment);

    /** Those that the bank has not decided yet: the one whose evidence is due first comes first, those without a date last. */
    PageBody<Dispute> open(PageQuery query);

    /** Adds the dispute, or writes where it stands now. */
    void save(Dispute dispute);
}

package shop.payment.application;

import java.util.List;
import java.util.Optional;
import shop.payment.domain.Dispute;
import shop.payment.domain.PaymentId;

/** Stores disputes. */
public interface Disputes {

    Optional<Dispute> findByProviderRef(String ref);

    /** The disputes of a payment, the first one first. */
    List<Dispute> findAll(PaymentId payment);

    /** Adds the dispute, or writes where it stands now. */
    void save(Dispute dispute);
}

package shop.payment.application;

import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import shop.payment.domain.Dispute;
import shop.payment.domain.OrderId;
import shop.payment.domain.Payment;
import shop.payment.domain.PaymentException;
import shop.payment.domain.PaymentId;
import shop.payment.domain.Refund;
import shop.payment.domain.UserId;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;

/** Shows payments to those whose they are. */
@Service
@Transactional(readOnly = true)
public class FindPayments {

    private final Payments payments;
    private final Refunds refunds;
    private final Disputes disputes;

    FindPayments(Payments payments, Refunds refunds, Disputes disputes) {
        this.payments = payments;
        this.refunds = refunds;
        this.disputes = disputes;
    }

    /**
     * One payment.
     *
     * @param user whose it must be; null for an admin, who sees them all
     */
    public Payment find(PaymentId id, @Nullable UserId user) {
        return payments.find(id, user).orElseThrow(() -> new PaymentException.NotFound(id));
    }

    /** By what the provider signed for the buyer's return. */
    public Payment findReturned(SignedReturns.Returned returned) {
        var session = returned.session();
        if (session != null) {
            return findBySession(session);
        }
        var intent = String.valueOf(returned.intent());
        return payments.findByIntent(intent).orElseThrow(() -> new PaymentException.NotFound(intent));
    }

    /** By the id that the provider put into the address of our callback page. */
    public Payment findBySession(String session) {
        return payments.findBySession(session).orElseThrow(() -> new PaymentException.NotFound(session));
    }

    /**
     * One page of the list.
     *
     * @param user whose they must be; null for an admin, who sees them all
     */
    public PageBody<Payment> page(@Nullable UserId user, @Nullable UUID order, PageQuery query) {
        return payments.page(user, order == null ? null : new OrderId(order), query);
    }

    /** Every attempt to pay the order, the first one first, with what was given back of it; none for an order that nobody tried to pay. */
    public List<PaymentOfOrder> ofOrder(OrderId order) {
        var attempts = payments.findAll(order);
        var given = refunds.findAll(attempts.stream().map(Payment::id).toList()).stream()
                .collect(Collectors.groupingBy(Refund::payment));
        return attempts.stream()
                .map(payment -> new PaymentOfOrder(payment, given.getOrDefault(payment.id(), List.of())))
                .toList();
    }

    /** An attempt with its refunds. */
    public record PaymentOfOrder(Payment payment, List<Refund> refunds) {}

    /** The disputes of a payment, the first one first. */
    public List<Dispute> disputes(PaymentId id) {
        return disputes.findAll(id);
    }

    /** The disputes of all payments that the bank has not decided yet, the most urgent one first. */
    public PageBody<Dispute> openDisputes(PageQuery query) {
        return disputes.open(query);
    }

    public PageBody<Refund> refunds(PaymentId id, PageQuery query) {
        return refunds.page(find(id, null).id(), query);
    }
}

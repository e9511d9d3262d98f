package shop.payment.persistence;

import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import shop.jdbc.Sql;
import shop.kernel.Money;
import shop.payment.application.Ledger;
import shop.payment.domain.Dispute;
import shop.payment.domain.DisputeId;
import shop.payment.domain.OrderId;
import shop.payment.domain.Payment;
import shop.payment.domain.PaymentId;
import shop.payment.domain.Refund;
import shop.payment.domain.RefundId;

/** One row per posting, with the account that gets and the account that gives: what is booked is always balanced. */
@Repository
@Transactional(propagation = Propagation.MANDATORY)
class JdbcLedger implements Ledger {

    private final JdbcClient sql;

    JdbcLedger(JdbcClient sql) {
        this.sql = sql;
    }

    @Override
    public void capture(Payment payment, Instant at) {
        post("CASH", "RECEIVABLE", payment.amount(), payment.order(), payment.id(), null, null, at);
    }

    @Override
    public void refund(Refund refund, Instant at) {
        post("REFUNDS", "CASH", refund.amount(), refund.order(), refund.payment(), refund.id(), null, at);
    }

    @Override
    public void comeBack(Refund refund, Instant at) {
        post("CASH", "REFUNDS", refund.amount(), refund.order(), refund.payment(), refund.id(), null, at);
    }

    @Override
    public void withdraw(Dispute dispute, Instant at) {
        post("DISPUTES", "CASH", dispute.amount(), dispute.order(), dispute.payment(), null, dispute.id(), at);
    }

    @Override
    public void reinstate(Dispute dispute, Instant at) {
        post("CASH", "DISPUTES", dispute.amount(), dispute.order(), dispute.payment(), null, dispute.id(), at);
    }

    @Override
    public void fees(Map<PaymentId, Money> fees, Instant at) {
        var rows = List.copyOf(fees.entrySet());
        sql.sql("""
                INSERT INTO ledger_posting (debit, credit, amount_minor, currency, order_id, payment_id, booked_at)
                SELECT 'FEES', 'CASH', fee.amount_minor, fee.currency, payment.order_id, payment.id, :at
                  FROM unnest(CAST(:payments AS uuid[]), CAST(:amounts AS bigint[]), CAST(:currencies AS text[]))
                       AS fee (payment_id, amount_minor, currency)
                  JOIN payment ON payment.id = fee.payment_id
                ON CONFLICT DO NOTHING
                """)
                .param("payments", Sql.uuids(rows, row -> row.getKey().value()))
                .param(
                        "amounts",
                        rows.stream()
                                .map(row -> String.valueOf(row.getValue().amountMinor()))
                                .toArray(String[]::new))
                .param(
                        "currencies",
                        rows.stream()
                                .map(row -> row.getValue().currency().getCurrencyCode())
                                .toArray(String[]::new))
                .param("at", Sql.time(at))
                .update();
    }

    @Override
    public boolean hasCapture(PaymentId payment) {
        return sql.sql("SELECT EXISTS (SELECT 1 FROM ledger_posting WHERE payment_id = :id AND credit = 'RECEIVABLE')")
                .param("id", payment.value())
                .query(Boolean.class)
                .single();
    }

    @Override
    public boolean hasRefund(RefundId refund) {
        return isBooked(refund, "REFUNDS");
    }

    @Override
    public boolean hasReturn(RefundId refund) {
        return isBooked(refund, "CASH");
    }

    private boolean isBooked(RefundId refund, String debit) {
        return sql.sql("SELECT EXISTS (SELECT 1 FROM ledger_posting WHERE refund_id = :id AND debit = :debit)")
                .param("id", refund.value())
                .param("debit", debit)
                .query(Boolean.class)
                .single();
    }

    private void post(
            String debit,
            String credit,
            Money amount,
            OrderId order,
            PaymentId payment,
            @Nullable RefundId refund,
            @Nullable DisputeId dispute,
            Instant at) {
        sql.sql("""
                INSERT INTO ledger_posting (debit, credit, amount_minor, currency, order_id, payment_id, refund_id, dispute_id,
                                            booked_at)
                VALUES (:debit, :credit, :amount, :currency, :order, :payment, :refund, :dispute, :at)
                """)
                .param("debit", debit)
                .param("credit", credit)
                .param("amount", amount.amountMinor())
                .param("currency", amount.currency().getCurrencyCode())
                .param("order", order.value())
                .param("payment", payment.value())
                .param("refund", refund == null ? null : refund.value())
                .param("dispute", dispute == null ? null : dispute.value(), Types.OTHER)
                .param("at", Sql.time(at))
                .update();
    }
}

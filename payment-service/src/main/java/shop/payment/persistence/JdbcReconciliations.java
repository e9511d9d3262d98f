package shop.payment.persistence;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import shop.jdbc.Sql;
import shop.payment.application.Reconciliations;
import shop.platform.audit.AuditLog;

@Repository
class JdbcReconciliations implements Reconciliations {

    private final JdbcClient sql;
    private final AuditLog audit;

    JdbcReconciliations(JdbcClient sql, AuditLog audit) {
        this.sql = sql;
        this.audit = audit;
    }

    @Override
    public Optional<Claimed> claimDue(Instant now, Duration every, Duration lease) {
        var claimed = sql.sql("""
                        UPDATE reconciliation
                           SET run = run + 1, due_at = :next, held_until = :until, full_requested = false
                         WHERE due_at <= :now AND held_until <= :now
                        RETURNING run, old.full_requested OR full_due_at <= :now AS is_full
                        """)
                .param("now", Sql.time(now))
                .param("next", Sql.time(now.plus(every)))
                .param("until", Sql.time(now.plus(lease)))
                .query((row, _) -> new Claimed(row.getLong("run"), row.getBoolean("is_full")))
                .optional();
        claimed.ifPresent(run -> sql.sql(
                        "INSERT INTO reconciliation_run (number, started_at, is_full) VALUES (:run, :now, :full)")
                .param("run", run.number())
                .param("full", run.full())
                .param("now", Sql.time(now))
                .update());
        return claimed;
    }

    @Override
    public void renew(long run, Instant until) {
        var renewed = sql.sql("UPDATE reconciliation SET held_until = :until WHERE run = :run")
                .param("run", run)
                .param("until", Sql.time(until))
                .update();
        if (renewed == 0) {
            throw new IllegalStateException("reconciliation " + run + " took so long that another one has begun");
        }
    }

    @Override
    public void request(Instant now) {
        sql.sql("UPDATE reconciliation SET due_at = least(due_at, :now), full_requested = true")
                .param("now", Sql.time(now))
                .update();
        audit.record("reconciliation.requested", "reconciliation", "all", Map.of());
    }

    @Override
    public void end(Claimed run, Result result, Instant nextFull, Instant now) {
        var compared = result.compared();
        sql.sql("""
                UPDATE reconciliation_run
                   SET ended_at = :now, looked_back_to = :from, compared_to = :to, orders = :orders, holds = :holds,
                       provider_payments = :payments, provider_refunds = :refunds, unavailable = :unavailable
                 WHERE number = :run
                """)
                .param("run", run.number())
                .param("now", Sql.time(now))
                .param("from", Sql.time(result.from()))
                .param("to", Sql.time(result.to()))
                .param("orders", compared.orders())
                .param("holds", compared.holds())
                .param("payments", compared.providerPayments())
                .param("refunds", compared.providerRefunds())
                .param("unavailable", String.join(",", result.unavailable()))
                .update();
        sql.sql("""
                UPDATE reconciliation
                   SET held_until = :now, full_due_at = CASE WHEN :fullIsDone THEN :nextFull ELSE full_due_at END
                 WHERE run = :run
                """)
                .param("run", run.number())
                .param("fullIsDone", run.full() && result.unavailable().isEmpty())
                .param("nextFull", Sql.time(nextFull))
                .param("now", Sql.time(now))
                .update();
        sql.sql("DELETE FROM reconciliation_run WHERE started_at < CAST(:now AS timestamptz) - interval '90 days'")
                .param("now", Sql.time(now))
                .update();
    }

    @Override
    public Optional<Instant> comparedTo() {
        return sql.sql("""
                        SELECT compared_to FROM reconciliation_run
                         WHERE unavailable = '' AND compared_to IS NOT NULL
                         ORDER BY number DESC
                         LIMIT 1
                        """).query((row, _) -> Sql.instant(row, "compared_to")).optional();
    }

    @Override
    public Optional<Run> last() {
        return sql.sql("""
                        SELECT number, started_at, ended_at, looked_back_to, coalesce(compared_to, ended_at) AS compared_to, orders, holds, provider_payments, provider_refunds,
                               unavailable
                          FROM reconciliation_run
                         WHERE ended_at IS NOT NULL
                         ORDER BY number DESC
                         LIMIT 1
                        """).query(JdbcReconciliations::run).optional();
    }

    @Override
    public Instant nextAt() {
        return sql.sql("SELECT due_at FROM reconciliation")
                .query((row, _) -> Sql.instant(row, "due_at"))
                .single();
    }

    private static Run run(ResultSet row, int number) throws SQLException {
        var unavailable = Objects.requireNonNull(row.getString("unavailable"));
        return new Run(
                row.getLong("number"),
                Sql.instant(row, "started_at"),
                Sql.instant(row, "ended_at"),
                new Result(
                        Sql.instant(row, "looked_back_to"),
                        Sql.instant(row, "compared_to"),
                        new Counts(
                                row.getLong("orders"),
                                row.getLong("holds"),
                                row.getLong("provider_payments"),
                                row.getLong("provider_refunds")),
                        unavailable.isEmpty() ? List.of() : List.of(unavailable.split(",", -1))));
    }
}

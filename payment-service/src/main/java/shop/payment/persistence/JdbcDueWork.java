package shop.payment.persistence;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import shop.jdbc.Sql;
import shop.payment.application.DueWork;
import shop.payment.application.JobTrigger.Job;

/** One statement for all queues; each part is the first entry of a partial index. */
@Repository
class JdbcDueWork implements DueWork {

    private final JdbcClient sql;

    JdbcDueWork(JdbcClient sql) {
        this.sql = sql;
    }

    @Override
    public Map<Job, Instant> next() {
        return sql.sql("""
                        SELECT (SELECT min(try_at) FROM webhook_event WHERE state = 'PENDING') AS webhooks,
                               (SELECT min(check_at) FROM payment
                                 WHERE state IN ('STARTING', 'PROCESSING', 'REQUIRES_ACTION')) AS payments,
                               (SELECT min(try_at) FROM refund WHERE state = 'PENDING') AS refunds,
                               (SELECT greatest(due_at, held_until) FROM reconciliation) AS reconciliation
                        """).query((row, _) -> next(row)).single();
    }

    private static Map<Job, Instant> next(ResultSet row) throws SQLException {
        var next = new EnumMap<Job, Instant>(Job.class);
        add(next, Job.WEBHOOKS, row, "webhooks");
        add(next, Job.PAYMENTS, row, "payments");
        add(next, Job.REFUNDS, row, "refunds");
        add(next, Job.RECONCILIATION, row, "reconciliation");
        return next;
    }

    private static void add(Map<Job, Instant> next, Job job, ResultSet row, String column) throws SQLException {
        var due = Sql.instantOrNull(row, column);
        if (due != null) {
            next.put(job, due);
        }
    }
}

package shop.payment.persistence;

import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import shop.jdbc.Sql;
import shop.payment.application.LedgerBalances;

@Repository
class JdbcLedgerBalances implements LedgerBalances {

    /**
     * Whoever inserts a posting has locked the table in this mode before its id is taken from the sequence, and keeps the lock until its
     * commit can be seen; so an index that is built concurrently waits for the same. Asked after the highest id was read, it names everybody
     * who may still bring a lower one.
     */
    private static final String WRITERS = """
            SELECT virtualtransaction FROM pg_locks
             WHERE locktype = 'relation' AND relation = CAST('ledger_posting' AS regclass) AND mode = 'RowExclusiveLock'
               AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND pid <> pg_backend_pid()
            """;

    private static final String SUMS = """
            SELECT account, currency, sum(debit_minor) AS debit_minor, sum(credit_minor) AS credit_minor
              FROM ledger_entry
             WHERE posting_id > :from AND posting_id <= :to
             GROUP BY account, currency
            """;

    private final JdbcClient sql;

    JdbcLedgerBalances(JdbcClient sql) {
        this.sql = sql;
    }

    @Override
    public long checkpoint() {
        return sql.sql("SELECT posting_id FROM ledger_checkpoint")
                .query(Long.class)
                .single();
    }

    @Override
    public long stable() {
        var highest = sql.sql("SELECT coalesce(max(id), 0) FROM ledger_posting")
                .query(Long.class)
                .single();
        var writers = sql.sql(WRITERS)
                .query((row, _) -> row.getString("virtualtransaction"))
                .list();
        if (writers.isEmpty()) {
            return highest;
        }
        var pending = sql.sql("SELECT pending_id, pending_writers FROM ledger_checkpoint")
                .query((row, _) -> new Pending(row.getLong("pending_id"), List.of((String[])
                        row.getArray("pending_writers").getArray())))
                .single();
        if (pending.writers().stream().anyMatch(writers::contains)) {
            return checkpoint();
        }
        // Everybody of that time has ended; who writes now is waited for by the next check.
        sql.sql("UPDATE ledger_checkpoint SET pending_id = :highest, pending_writers = CAST(:writers AS text[])")
                .param("highest", highest)
                .param("writers", Sql.texts(writers))
                .update();
        return Math.max(pending.id(), checkpoint());
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void advance(long from, long to) {
        var moved = sql.sql("UPDATE ledger_checkpoint SET posting_id = :to WHERE posting_id = :from")
                .param("from", from)
                .param("to", to)
                .update();
        if (moved == 0) {
            throw new IllegalStateException("the ledger's checkpoint is not at " + from + " any more");
        }
        sql.sql("INSERT INTO ledger_balance AS kept (account, currency, debit_minor, credit_minor) " + SUMS + """
                        ON CONFLICT (account, currency) DO UPDATE
                           SET debit_minor = kept.debit_minor + excluded.debit_minor,
                               credit_minor = kept.credit_minor + excluded.credit_minor
                        """)
                .param("from", from)
                .param("to", to)
                .update();
    }

    @Override
    public Map<Account, Sums> kept() {
        return sums(sql.sql("SELECT account, currency, debit_minor, credit_minor FROM ledger_balance"));
    }

    @Override
    public Map<Account, Sums> counted(long from, long to) {
        return sums(sql.sql(SUMS).param("from", from).param("to", to));
    }

    private static Map<Account, Sums> sums(JdbcClient.StatementSpec statement) {
        return statement
                .query((row, _) -> Map.entry(
                        new Account(row.getString("account"), Currency.getInstance(row.getString("currency"))),
                        new Sums(row.getLong("debit_minor"), row.getLong("credit_minor"))))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private record Pending(long id, List<String> writers) {}
}

package shop.http.idempotency;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import shop.http.idempotency.IdempotencyStore.Outcome.Answered;
import shop.http.idempotency.IdempotencyStore.Outcome.Granted;
import shop.http.idempotency.IdempotencyStore.Outcome.OtherBody;
import shop.http.idempotency.IdempotencyStore.Outcome.Running;

/** Keys in PostgreSQL. A statement is part of the caller's transaction if there is one; the primary key decides between instances. */
final class JdbcIdempotencyStore implements IdempotencyStore {

    /** One statement for a new key, a key whose time is over, and a try that crashed: the last one keeps its operation id. */
    private static final String CLAIM = """
            ON CONFLICT (id) DO UPDATE SET
              operation_id = CASE WHEN known.expires_at <= :now THEN excluded.operation_id ELSE known.operation_id END,
              expires_at = CASE WHEN known.expires_at <= :now THEN excluded.expires_at ELSE known.expires_at END,
              fingerprint = excluded.fingerprint, token = excluded.token, lease_until = excluded.lease_until,
              status = NULL, content_type = NULL, location = NULL, etag = NULL, body = NULL
            WHERE known.expires_at <= :now
               OR (known.status IS NULL AND known.lease_until <= :now AND known.fingerprint = excluded.fingerprint)
            RETURNING operation_id""";

    private static final String IN_TRANSACTION = """
            INSERT INTO idempotency_key AS known (id, client, fingerprint, operation_id, token, lease_until, expires_at)
            VALUES (:id, :client, :fingerprint, :operationId, :token, :leaseUntil, :expiresAt)
            """ + CLAIM;

    /**
     * Does not wait for the disk. The row says who goes ahead, and does so as soon as it is committed; if the database itself dies within
     * the next half second and forgets it, the request it belongs to has failed with the database.
     */
    private static final String AHEAD = """
            WITH hasty AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
            INSERT INTO idempotency_key AS known (id, client, fingerprint, operation_id, token, lease_until, expires_at)
            SELECT :id, :client, :fingerprint, :operationId, :token, :leaseUntil, :expiresAt FROM hasty
            """ + CLAIM;

    private final JdbcClient jdbc;

    JdbcIdempotencyStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Outcome claim(Claim claim) {
        return claim(IN_TRANSACTION, claim);
    }

    @Override
    public Outcome claimAhead(Claim claim) {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("a transaction is open, and its commit would not wait for the disk either");
        }
        return claim(AHEAD, claim);
    }

    private Outcome claim(String statement, Claim claim) {
        var granted = tryClaim(statement, claim);
        if (granted.isPresent()) {
            return granted.get();
        }
        var known = jdbc.sql("""
                        SELECT fingerprint, status, content_type, location, etag, body
                        FROM idempotency_key WHERE id = :id""")
                .param("id", bytes(claim.id()))
                .query(JdbcIdempotencyStore::row)
                .optional();
        // Gone between the two statements: the try that held it was refused, so this one may go, but has to ask again.
        if (known.isEmpty()) {
            return tryClaim(statement, claim).orElseGet(Running::new);
        }
        var row = known.get();
        if (!row.fingerprint().equals(claim.fingerprint())) {
            return new OtherBody();
        }
        return row.answer() == null ? new Running() : new Answered(row.answer());
    }

    private Optional<Outcome> tryClaim(String statement, Claim claim) {
        return jdbc.sql(statement)
                .param("id", bytes(claim.id()))
                .param("client", bytes(claim.client()))
                .param("fingerprint", bytes(claim.fingerprint()))
                .param("operationId", claim.operationId())
                .param("token", claim.token())
                .param("leaseUntil", Timestamp.from(claim.leaseUntil()))
                .param("expiresAt", Timestamp.from(claim.expiresAt()))
                .param("now", Timestamp.from(claim.now()))
                .query((row, _) -> (Outcome) new Granted(row.getObject("operation_id", UUID.class)))
                .optional();
    }

    @Override
    public void complete(Claim claim, StoredAnswer answer) {
        jdbc.sql("""
                        UPDATE idempotency_key SET status = :status, content_type = :contentType,
                          location = :location, etag = :etag, body = :body
                        WHERE id = :id AND token = :token""")
                .param("status", answer.status())
                .param("contentType", answer.contentType())
                .param("location", answer.location())
                .param("etag", answer.etag())
                .param("body", answer.body())
                .param("id", bytes(claim.id()))
                .param("token", claim.token())
                .update();
    }

    @Override
    public void forget(Claim claim) {
        jdbc.sql("DELETE FROM idempotency_key WHERE id = :id AND token = :token AND status IS NULL")
                .param("id", bytes(claim.id()))
                .param("token", claim.token())
                .update();
    }

    @Override
    public void leave(Claim claim, Instant now) {
        jdbc.sql("UPDATE idempotency_key SET lease_until = :now WHERE id = :id AND token = :token AND status IS NULL")
                .param("now", Timestamp.from(now))
                .param("id", bytes(claim.id()))
                .param("token", claim.token())
                .update();
    }

    /** Two instances that are at it together pass over each other's rows, and over those of requests that are under way. */
    @Override
    public int sweep(Instant now, int limit) {
        return jdbc.sql("""
                        DELETE FROM idempotency_key
                         WHERE id = ANY (ARRAY(SELECT id FROM idempotency_key
                                                WHERE expires_at <= :now
                                                ORDER BY expires_at
                                                LIMIT :limit
                                                  FOR UPDATE SKIP LOCKED))""")
                .param("now", Timestamp.from(now))
                .param("limit", limit)
                .update();
    }

    @Override
    public boolean isKnown(String id, Instant now) {
        return jdbc.sql("SELECT EXISTS (SELECT 1 FROM idempotency_key WHERE id = :id AND expires_at > :now)")
                .param("id", bytes(id))
                .param("now", Timestamp.from(now))
                .query(Boolean.class)
                .single();
    }

    @Override
    public int count(String client, Instant now, int limit) {
        return jdbc.sql("""
                        SELECT count(*) FROM (SELECT 1 FROM idempotency_key
                                               WHERE client = :client AND expires_at > :now
                                               LIMIT :limit) AS kept""")
                .param("client", bytes(client))
                .param("now", Timestamp.from(now))
                .param("limit", limit)
                .query(Integer.class)
                .single();
    }

    @Override
    public Optional<Instant> nextExpiry(String client, Instant now) {
        return jdbc.sql("""
                        SELECT expires_at FROM idempotency_key
                         WHERE client = :client AND expires_at > :now
                         ORDER BY expires_at
                         LIMIT 1""")
                .param("client", bytes(client))
                .param("now", Timestamp.from(now))
                .query((row, _) -> row.getTimestamp("expires_at").toInstant())
                .optional();
    }

    private static Row row(ResultSet result, int number) throws SQLException {
        var status = result.getInt("status");
        var answer = result.wasNull()
                ? null
                : new StoredAnswer(
                        status,
                        result.getString("content_type"),
                        result.getString("location"),
                        result.getString("etag"),
                        result.getString("body"));
        return new Row(HexFormat.of().formatHex(result.getBytes("fingerprint")), answer);
    }

    private static byte[] bytes(String hash) {
        return HexFormat.of().parseHex(hash);
    }

    private record Row(String fingerprint, @Nullable StoredAnswer answer) {}
}

package shop.web.idempotency;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import shop.web.idempotency.IdempotencyStore.Outcome.Answered;
import shop.web.idempotency.IdempotencyStore.Outcome.Granted;
import shop.web.idempotency.IdempotencyStore.Outcome.OtherBody;
import shop.web.idempotency.IdempotencyStore.Outcome.Running;

/** Keys in PostgreSQL, each statement a transaction of its own. */
final class JdbcIdempotencyStore implements IdempotencyStore {

    private final JdbcClient jdbc;

    JdbcIdempotencyStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Outcome claim(Claim claim) {
        if (insert(claim)) {
            return new Granted(claim.operationId());
        }
        var known = jdbc.sql("""
                        SELECT operation_id, fingerprint, status, content_type, location, etag, body
                        FROM idempotency_key WHERE id = :id""")
                .param("id", claim.id())
                .query(JdbcIdempotencyStore::row)
                .optional();
        // Gone between the two statements: the try that held it was refused, so this one may go, but has to ask again.
        if (known.isEmpty()) {
            return insert(claim) ? new Granted(claim.operationId()) : new Running();
        }
        var row = known.get();
        if (!row.fingerprint().equals(claim.fingerprint())) {
            return new OtherBody();
        }
        if (row.answer() != null) {
            return new Answered(row.answer());
        }
        return takeOver(claim) ? new Granted(row.operationId()) : new Running();
    }

    /** A row whose time is over counts as none. */
    private boolean insert(Claim claim) {
        return jdbc.sql("""
                                INSERT INTO idempotency_key AS known
                                  (id, fingerprint, operation_id, token, lease_until, expires_at)
                                VALUES (:id, :fingerprint, :operationId, :token, :leaseUntil, :expiresAt)
                                ON CONFLICT (id) DO UPDATE SET
                                  fingerprint = excluded.fingerprint, operation_id = excluded.operation_id,
                                  token = excluded.token, lease_until = excluded.lease_until,
                                  expires_at = excluded.expires_at,
                                  status = NULL, content_type = NULL, location = NULL, etag = NULL, body = NULL
                                WHERE known.expires_at <= :now""")
                        .param("id", claim.id())
                        .param("fingerprint", claim.fingerprint())
                        .param("operationId", claim.operationId())
                        .param("token", claim.token())
                        .param("leaseUntil", Timestamp.from(claim.leaseUntil()))
                        .param("expiresAt", Timestamp.from(claim.expiresAt()))
                        .param("now", Timestamp.from(claim.now()))
                        .update()
                == 1;
    }

    private boolean takeOver(Claim claim) {
        return jdbc.sql("""
                                UPDATE idempotency_key SET token = :token, lease_until = :leaseUntil
                                WHERE id = :id AND fingerprint = :fingerprint AND status IS NULL
                                  AND lease_until <= :now""")
                        .param("token", claim.token())
                        .param("leaseUntil", Timestamp.from(claim.leaseUntil()))
                        .param("id", claim.id())
                        .param("fingerprint", claim.fingerprint())
                        .param("now", Timestamp.from(claim.now()))
                        .update()
                == 1;
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
                .param("id", claim.id())
                .param("token", claim.token())
                .update();
    }

    @Override
    public void forget(Claim claim) {
        jdbc.sql("DELETE FROM idempotency_key WHERE id = :id AND token = :token AND status IS NULL")
                .param("id", claim.id())
                .param("token", claim.token())
                .update();
    }

    @Override
    public void leave(Claim claim, Instant now) {
        jdbc.sql("UPDATE idempotency_key SET lease_until = :now WHERE id = :id AND token = :token AND status IS NULL")
                .param("now", Timestamp.from(now))
                .param("id", claim.id())
                .param("token", claim.token())
                .update();
    }

    @Override
    public void sweep(Instant now) {
        jdbc.sql("DELETE FROM idempotency_key WHERE expires_at <= :now")
                .param("now", Timestamp.from(now))
                .update();
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
        return new Row(result.getObject("operation_id", UUID.class), result.getString("fingerprint"), answer);
    }

    private record Row(
            UUID operationId, String fingerprint, @Nullable StoredAnswer answer) {}
}

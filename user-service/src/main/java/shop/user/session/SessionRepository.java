package shop.user.session;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import shop.user.secret.Secret;

/** The tables {@code sessions} and {@code refresh_tokens}: a session is a login, its tokens are the family refreshed from it. */
@Repository
class SessionRepository {

    private final JdbcClient jdbc;

    SessionRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Why a session ended before its time. */
    enum EndReason {
        LOGOUT,
        REUSE,
        PASSWORD_CHANGE,
        PASSWORD_RESET,
        DISABLED
    }

    /** @param expiresAt the absolute end; no refresh goes beyond it */
    record Session(UUID id, UUID accountId, Instant expiresAt, boolean ended) {}

    /**
     * A refresh token as the database knows it.
     *
     * @param expiresAt the end unless it is used before
     * @param answeredAt when the successor of a used token was about to leave; null while nobody can know it
     * @param xsrf the fingerprint of what must be sent beside the token's cookie; null for tokens from before there were cookies
     */
    record StoredToken(
            Instant expiresAt,
            boolean used,
            @Nullable Instant answeredAt,
            @Nullable String xsrf) {}

    void open(UUID id, UUID accountId, Instant openedAt, Instant expiresAt) {
        jdbc.sql("""
                        insert into sessions (id, account_id, opened_at, expires_at)
                        values (:id, :accountId, :openedAt, :expiresAt)""")
                .param("id", id)
                .param("accountId", accountId)
                .param("openedAt", utc(openedAt))
                .param("expiresAt", utc(expiresAt))
                .update();
    }

    void addToken(Secret token, Secret xsrf, UUID sessionId, Instant issuedAt, Instant expiresAt) {
        jdbc.sql("""
                        insert into refresh_tokens (hash, xsrf, session_id, issued_at, expires_at)
                        values (:hash, :xsrf, :sessionId, :issuedAt, :expiresAt)""")
                .param("hash", token.hash())
                .param("xsrf", xsrf.fingerprint())
                .param("sessionId", sessionId)
                .param("issuedAt", utc(issuedAt))
                .param("expiresAt", utc(expiresAt))
                .update();
    }

    /** The session of a token, locked until the transaction ends: refreshes of one family happen one after the other. */
    Optional<Session> lockSessionOf(Secret token) {
        return jdbc.sql("""
                        select id, account_id, expires_at, ended_at is not null as ended
                        from sessions
                        where id = (select session_id from refresh_tokens where hash = :hash)
                        for update""")
                .param("hash", token.hash())
                .query(SessionRepository::session)
                .optional();
    }

    /** The login of this account that the XSRF token was given out with, locked like the above; empty if it has ended. */
    Optional<Session> lockSessionOf(UUID accountId, Secret xsrf) {
        return jdbc.sql("""
                        select id, account_id, expires_at, ended_at is not null as ended
                        from sessions
                        where account_id = :accountId and ended_at is null
                          and exists (select from refresh_tokens where session_id = sessions.id and xsrf = :xsrf)
                        for update""")
                .param("accountId", accountId)
                .param("xsrf", xsrf.fingerprint())
                .query(SessionRepository::session)
                .optional();
    }

    /** To be read after the session is locked, or another refresh of the same token is not seen. */
    StoredToken find(Secret token) {
        return jdbc.sql("""
                        select expires_at, used_at is not null as used, answered_at, xsrf
                        from refresh_tokens where hash = :hash""")
                .param("hash", token.hash())
                .query((row, _) -> new StoredToken(
                        instant(row, "expires_at"),
                        row.getBoolean("used"),
                        row.getObject("answered_at") == null ? null : instant(row, "answered_at"),
                        row.getString("xsrf")))
                .single();
    }

    void markUsed(Secret token, Instant usedAt) {
        jdbc.sql("update refresh_tokens set used_at = :usedAt where hash = :hash")
                .param("usedAt", utc(usedAt))
                .param("hash", token.hash())
                .update();
    }

    void markAnswered(Secret token, Instant answeredAt) {
        jdbc.sql("update refresh_tokens set answered_at = :answeredAt where hash = :hash")
                .param("answeredAt", utc(answeredAt))
                .param("hash", token.hash())
                .update();
    }

    void end(UUID sessionId, EndReason reason, Instant endedAt) {
        jdbc.sql("update sessions set ended_at = :endedAt, end_reason = :reason where id = :id and ended_at is null")
                .param("endedAt", utc(endedAt))
                .param("reason", reason.name())
                .param("id", sessionId)
                .update();
    }

    /** @param except stays open if it is not null */
    void endAll(UUID accountId, @Nullable UUID except, EndReason reason, Instant endedAt) {
        jdbc.sql("""
                        update sessions set ended_at = :endedAt, end_reason = :reason
                        where account_id = :accountId and ended_at is null and id is distinct from cast(:except as uuid)""")
                .param("endedAt", utc(endedAt))
                .param("reason", reason.name())
                .param("accountId", accountId)
                .param("except", except)
                .update();
    }

    /** Tokens go with their session. A used token is kept as long: it is how a reuse is noticed. */
    int deleteExpired(Instant before) {
        return jdbc.sql("delete from sessions where expires_at < :before")
                .param("before", utc(before))
                .update();
    }

    private static Session session(ResultSet row, int number) throws SQLException {
        return new Session(
                row.getObject("id", UUID.class),
                row.getObject("account_id", UUID.class),
                instant(row, "expires_at"),
                row.getBoolean("ended"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}

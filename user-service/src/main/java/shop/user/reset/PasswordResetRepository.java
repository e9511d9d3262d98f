package shop.user.reset;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import shop.user.device.Requester;
import shop.user.secret.Secret;

/** The table {@code password_resets}. */
@Repository
class PasswordResetRepository {

    private final JdbcClient jdbc;

    PasswordResetRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    long countSince(UUID accountId, Requester requester, Instant since) {
        return jdbc.sql("""
                        select count(*) from password_resets
                        where account_id = :accountId and requested_at > :since and requester = :requester""")
                .param("accountId", accountId)
                .param("requester", requester.hashBytes())
                .param("since", utc(since))
                .query(Long.class)
                .single();
    }

    /** Of all together that the account does not know. */
    long countOfStrangersSince(UUID accountId, Instant since) {
        return jdbc.sql("""
                        select count(*) from password_resets
                        where account_id = :accountId and requested_at > :since and not known""")
                .param("accountId", accountId)
                .param("since", utc(since))
                .query(Long.class)
                .single();
    }

    void insert(Secret token, UUID accountId, Requester requester, Instant requestedAt, Instant expiresAt) {
        jdbc.sql("""
                        insert into password_resets (hash, account_id, requester, known, requested_at, expires_at)
                        values (:hash, :accountId, :requester, :known, :requestedAt, :expiresAt)""")
                .param("requester", requester.hashBytes())
                .param("known", requester.known())
                .param("hash", token.hash())
                .param("accountId", accountId)
                .param("requestedAt", utc(requestedAt))
                .param("expiresAt", utc(expiresAt))
                .update();
    }

    /** Whose password the token may replace; empty if it is unknown, used or too old. */
    Optional<UUID> accountOf(Secret token, Instant now) {
        return jdbc.sql("""
                        select account_id from password_resets
                        where hash = :hash and used_at is null and expires_at > :now""")
                .param("hash", token.hash())
                .param("now", utc(now))
                .query(UUID.class)
                .optional();
    }

    /** Uses up the token, and with it every other one of the account. */
    void useAll(UUID accountId, Instant usedAt) {
        jdbc.sql("update password_resets set used_at = :usedAt where account_id = :accountId and used_at is null")
                .param("usedAt", utc(usedAt))
                .param("accountId", accountId)
                .update();
    }

    int deleteExpired(Instant before) {
        return jdbc.sql("delete from password_resets where expires_at < :before")
                .param("before", utc(before))
                .update();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}

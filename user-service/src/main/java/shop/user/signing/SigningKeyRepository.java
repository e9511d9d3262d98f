package shop.user.signing;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import shop.web.paging.PageQuery;

/** The table {@code signing_keys}. */
@Repository
class SigningKeyRepository {

    private static final String COLUMNS =
            "kid, state, public_key, private_key_encrypted, created_at, activates_at, activated_at, retires_at";

    private final JdbcClient jdbc;

    SigningKeyRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Makes all other changes of keys, in all instances, wait until the transaction ends. */
    void lock() {
        jdbc.sql("select pg_advisory_xact_lock(hashtext('signing_keys'))")
                .query((_, _) -> true)
                .single();
    }

    /** All keys that are still published, oldest first. */
    List<SigningKeyRow> published() {
        return jdbc.sql("select " + COLUMNS + " from signing_keys where state <> 'RETIRED' order by created_at, kid")
                .query(SigningKeyRepository::row)
                .list();
    }

    Optional<SigningKeyRow> find(String kid) {
        return jdbc.sql("select " + COLUMNS + " from signing_keys where kid = :kid")
                .param("kid", kid)
                .query(SigningKeyRepository::row)
                .optional();
    }

    /** All keys there ever were, newest first. */
    List<SigningKeyRow> list(PageQuery page) {
        return jdbc.sql("select " + COLUMNS
                        + " from signing_keys order by created_at desc, kid limit :limit offset :offset")
                .param("limit", page.limit())
                .param("offset", page.offset())
                .query(SigningKeyRepository::row)
                .list();
    }

    long count() {
        return jdbc.sql("select count(*) from signing_keys").query(Long.class).single();
    }

    /** Whether the key was stored; false if there is another one in its state, of which only one may be. One statement: it is there or not. */
    boolean insert(SigningKeyRow key) {
        return jdbc.sql("""
                        insert into signing_keys (kid, state, public_key, private_key_encrypted, created_at, activates_at, activated_at)
                        values (:kid, :state, :publicKey, :encrypted, :createdAt, :activatesAt, :activatedAt)
                        on conflict do nothing""")
                        .param("kid", key.kid())
                        .param("state", key.state().name())
                        .param("publicKey", key.publicKey())
                        .param("encrypted", key.encryptedPrivateKey())
                        .param("createdAt", utc(key.createdAt()))
                        .param("activatesAt", utc(key.activatesAt()))
                        .param("activatedAt", utc(key.activatedAt()))
                        .update()
                == 1;
    }

    void activate(String kid, Instant at) {
        jdbc.sql("update signing_keys set state = 'ACTIVE', activated_at = :at where kid = :kid")
                .param("at", utc(at))
                .param("kid", kid)
                .update();
    }

    void letRetire(String kid, Instant at) {
        jdbc.sql("update signing_keys set state = 'RETIRING', retires_at = :at where kid = :kid")
                .param("at", utc(at))
                .param("kid", kid)
                .update();
    }

    /** For good: what cannot sign any more is not kept either. */
    void retire(String kid, Instant at) {
        jdbc.sql("""
                        update signing_keys set state = 'RETIRED', retires_at = :at, private_key_encrypted = ''
                        where kid = :kid""").param("at", utc(at)).param("kid", kid).update();
    }

    private static SigningKeyRow row(ResultSet row, int number) throws SQLException {
        var createdAt = row.getObject("created_at", OffsetDateTime.class).toInstant();
        return new SigningKeyRow(
                row.getString("kid"),
                KeyState.valueOf(row.getString("state")),
                row.getString("public_key"),
                row.getString("private_key_encrypted"),
                createdAt,
                instant(row, "activates_at"),
                instant(row, "activated_at"),
                instant(row, "retires_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}

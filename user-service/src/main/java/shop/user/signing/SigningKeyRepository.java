package shop.user.signing;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The table {@code signing_keys}. */
@Repository
class SigningKeyRepository {

    private final JdbcClient jdbc;

    SigningKeyRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** All keys that are still published, oldest first. */
    List<SigningKeyRow> published() {
        return jdbc.sql("""
                        select kid, state, public_key, private_key_encrypted
                        from signing_keys where state <> 'RETIRED' order by created_at, kid""")
                .query((row, _) -> new SigningKeyRow(
                        row.getString("kid"),
                        SigningKeyRow.State.valueOf(row.getString("state")),
                        row.getString("public_key"),
                        row.getString("private_key_encrypted")))
                .list();
    }

    /** Whether the key was stored; false if another instance has stored an active one meanwhile. One statement: it is there or not. */
    boolean insertActive(SigningKeyRow key, Instant createdAt) {
        return jdbc.sql("""
                        insert into signing_keys (kid, state, public_key, private_key_encrypted, created_at)
                        values (:kid, 'ACTIVE', :publicKey, :encrypted, :createdAt)
                        on conflict (state) where state = 'ACTIVE' do nothing""")
                        .param("kid", key.kid())
                        .param("publicKey", key.publicKey())
                        .param("encrypted", key.encryptedPrivateKey())
                        .param("createdAt", createdAt.atOffset(ZoneOffset.UTC))
                        .update()
                == 1;
    }
}

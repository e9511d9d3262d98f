package shop.user.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import shop.test.Infrastructure;
import shop.test.Parallel;

class SigningKeysTest {

    private static final KeyCipher CIPHER = new KeyCipher("a secret of more than thirty-two characters");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-21T10:00:00Z"), ZoneOffset.UTC);

    private JdbcClient jdbc;
    private SigningKeyRepository repository;

    @BeforeEach
    void emptyDatabase() {
        var database = Infrastructure.shared().newDatabase("keys");
        var source = new DriverManagerDataSource(database.url(), database.user(), database.password());
        Flyway.configure().dataSource(source).load().migrate();
        jdbc = JdbcClient.create(source);
        repository = new SigningKeyRepository(jdbc);
    }

    @Test
    void instancesThatStartAtOnceAgreeOnOneKey() {
        var kids = Parallel.times(4, () -> keys().active().kid());

        assertThat(kids).hasSize(4).containsOnly(kids.getFirst());
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void aRestartFindsTheKey() {
        var kid = keys().active().kid();

        assertThat(keys().active().kid()).isEqualTo(kid);
    }

    @Test
    void storesThePrivateKeyEncrypted() throws Exception {
        var keys = keys();
        var stored = jdbc.sql("select private_key_encrypted from signing_keys")
                .query(String.class)
                .single();

        var plain =
                Base64.getEncoder().encodeToString(keys.active().privateKey().getEncoded());
        assertThat(stored).isNotEqualTo(plain).doesNotContain(plain.substring(0, 40));
    }

    @Test
    void refusesToStartUnderAnotherSecret() {
        keys();

        assertThatIllegalStateException()
                .isThrownBy(() -> new SigningKeys(
                        repository, new KeyCipher("another secret of more than thirty-two characters"), CLOCK))
                .withMessageContaining("KEY_ENCRYPTION_SECRET");
    }

    @Test
    void followsTheStatesOfKeysWithoutARestart() {
        var keys = keys();
        var first = keys.active().kid();
        var second = addNext();

        keys.reload();
        assertThat(keys.published()).containsOnlyKeys(first, second);
        assertThat(keys.active().kid()).isEqualTo(first);

        setState(first, "RETIRING");
        setState(second, "ACTIVE");
        keys.reload();
        assertThat(keys.published()).containsOnlyKeys(first, second);
        assertThat(keys.active().kid()).isEqualTo(second);

        setState(first, "RETIRED");
        keys.reload();
        assertThat(keys.published()).containsOnlyKeys(second);
        assertThat(keys.find(first)).isNull();
    }

    @Test
    void goesOnWithTheKeysItKnowsWhileTheDatabaseIsAway() {
        var keys = keys();
        var kid = keys.active().kid();
        jdbc.sql("alter table signing_keys rename to signing_keys_away").update();

        keys.reload();

        assertThat(keys.active().kid()).isEqualTo(kid);
        assertThat(keys.find(kid)).isNotNull();
    }

    private SigningKeys keys() {
        return new SigningKeys(repository, CIPHER, CLOCK);
    }

    /** Another key, made in a database of its own and brought over as NEXT. */
    private String addNext() {
        var other = new SigningKeysTest();
        other.emptyDatabase();
        other.keys();
        var row = other.repository.published().getFirst();
        jdbc.sql("""
                        insert into signing_keys (kid, state, public_key, private_key_encrypted, created_at)
                        values (:kid, 'NEXT', :publicKey, :encrypted, now())""")
                .param("kid", row.kid())
                .param("publicKey", row.publicKey())
                .param("encrypted", row.encryptedPrivateKey())
                .update();
        return row.kid();
    }

    private void setState(String kid, String state) {
        jdbc.sql("update signing_keys set state = :state where kid = :kid")
                .param("state", state)
                .param("kid", kid)
                .update();
    }

    private long count() {
        return jdbc.sql("select count(*) from signing_keys").query(Long.class).single();
    }
}

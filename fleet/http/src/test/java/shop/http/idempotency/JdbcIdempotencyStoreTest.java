package shop.http.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import shop.http.idempotency.IdempotencyStore.Claim;
import shop.http.idempotency.IdempotencyStore.Outcome.Answered;
import shop.http.idempotency.IdempotencyStore.Outcome.Granted;
import shop.http.idempotency.IdempotencyStore.StoredAnswer;
import shop.test.Infrastructure;

class JdbcIdempotencyStoreTest extends IdempotencyStoreContract {

    static DriverManagerDataSource database;
    static IdempotencyStore store;

    @BeforeAll
    static void makesTheTable() {
        database = newDatabase();
        store = new IdempotencyStoreAutoConfiguration.Jdbc().idempotencyStore(database);
    }

    private static DriverManagerDataSource newDatabase() {
        var made = Infrastructure.shared().newDatabase("keys");
        return new DriverManagerDataSource(made.url(), made.user(), made.password());
    }

    @Override
    IdempotencyStore store() {
        return store;
    }

    @Test
    void aClaimIsUndoneWithItsTransaction() {
        var transactions = new TransactionTemplate(new JdbcTransactionManager(database));
        var undone = claim("a", NOW);

        transactions.executeWithoutResult(transaction -> {
            assertThat(store.claim(undone)).isInstanceOf(Granted.class);
            transaction.setRollbackOnly();
        });

        var next = claim("b", NOW);
        assertThat(store.claim(next)).isEqualTo(new Granted(next.operationId()));
    }

    @Test
    void aClaimAheadWouldSpoilTheTransactionItIsIn() {
        var transactions = new TransactionTemplate(new JdbcTransactionManager(database));

        assertThatIllegalStateException()
                .isThrownBy(() -> transactions.executeWithoutResult(_ -> store.claimAhead(claim("a", NOW))));
    }

    @Test
    void onlyAClaimAheadDoesNotWaitForTheDisk() {
        store.claimAhead(claim("a", NOW));

        assertThat(JdbcClient.create(database)
                        .sql("SHOW synchronous_commit")
                        .query(String.class)
                        .single())
                .isEqualTo("on");
    }

    @Test
    void keysOfBeforeAreStillKnown() {
        var old = newDatabase();
        Flyway.configure()
                .dataSource(old)
                .locations("classpath:db/fleet-http")
                .table("fleet_web_schema_history")
                .target("1")
                .load()
                .migrate();
        var known = new Claim(
                "0123456789abcdef".repeat(4),
                "0".repeat(64),
                "fedcba9876543210".repeat(4),
                IdempotencyInterceptor.newId(),
                IdempotencyInterceptor.newId(),
                NOW,
                NOW.plusSeconds(60),
                NOW.plusSeconds(3600));
        JdbcClient.create(old)
                .sql("""
                        INSERT INTO idempotency_key
                          (id, fingerprint, operation_id, token, lease_until, expires_at, status, body)
                        VALUES (?, ?, ?, ?, '2026-11-21T10:01:00Z', '2026-11-21T11:00:00Z', 202, '{}')""")
                .params(known.id(), known.fingerprint(), known.operationId(), known.token())
                .update();

        var upgraded = new IdempotencyStoreAutoConfiguration.Jdbc().idempotencyStore(old);

        assertThat(upgraded.claim(known)).isEqualTo(new Answered(new StoredAnswer(202, null, null, null, "{}")));
    }
}

package shop.http.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import shop.security.Caller;
import shop.security.Role;
import shop.test.Infrastructure;

class JdbcAuditLogTest extends AuditEntriesContract {

    static JdbcClient jdbc;
    static TransactionTemplate transaction;

    @BeforeAll
    static void makesTheTable() {
        var made = Infrastructure.shared().newDatabase("audit");
        var database = new DriverManagerDataSource(made.url(), made.user(), made.password());
        Flyway.configure()
                .dataSource(database)
                .locations("classpath:db/fleet-http")
                .load()
                .migrate();
        jdbc = JdbcClient.create(database);
        jdbc.sql("create table thing (id text primary key)").update();
        transaction = new TransactionTemplate(new JdbcTransactionManager(database));
    }

    private static JdbcAuditLog log(Instant now) {
        return new JdbcAuditLog(jdbc, "test-service", at(now));
    }

    @Override
    void record(Instant now, String action, String type, String id, Map<String, String> details) {
        transaction.executeWithoutResult(_ -> log(now).record(action, type, id, details));
    }

    @Override
    AuditEntries entries() {
        return log(NOW);
    }

    @Test
    void anEntryIsCommittedAndRolledBackWithTheAct() {
        actAs(new Caller(admin, Set.of(Role.ADMIN)));

        transaction.executeWithoutResult(status -> {
            act("rolled-back-" + object);
            status.setRollbackOnly();
        });
        assertThat(entries().find(query(admin, null, null, null, null, 10))).isEmpty();

        transaction.executeWithoutResult(_ -> act("done-" + object));
        assertThat(entries().find(query(admin, null, null, null, null, 10)))
                .extracting(AuditEntry::objectId)
                .containsExactly("done-" + object);
        assertThat(jdbc.sql("select id from thing where id like :object")
                        .param("object", "%" + object)
                        .query(String.class)
                        .list())
                .containsExactly("done-" + object);
    }

    private static void act(String id) {
        jdbc.sql("insert into thing values (:id)").param("id", id).update();
        log(NOW).record("thing.made", "thing", id, Map.of());
    }

    @Test
    void refusesToRecordOutsideOfATransactionWhoeverActs() {
        assertThatIllegalStateException().isThrownBy(() -> log(NOW).record("thing.made", "thing", object, Map.of()));
    }
}

package shop.http.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bson.UuidRepresentation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.data.mongodb.core.MongoTemplate;
import shop.security.Caller;
import shop.security.Role;
import shop.test.Infrastructure;

class MongodbAuditLogTest extends AuditEntriesContract {

    static MongoClient client;
    static MongoTemplate mongo;

    @BeforeAll
    static void connects() {
        var infrastructure = Infrastructure.shared();
        client = MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(infrastructure.mongodbUri()))
                .uuidRepresentation(UuidRepresentation.STANDARD)
                .build());
        mongo = new MongoTemplate(client, infrastructure.database().name());
    }

    @AfterAll
    static void disconnects() {
        client.close();
    }

    private static MongodbAuditLog log(Instant now) {
        return new MongodbAuditLog(mongo, "test-service", at(now));
    }

    @Override
    void record(Instant now, String action, String type, String id, Map<String, String> details) {
        log(now).record(action, type, id, details, () -> "done");
    }

    @Override
    AuditEntries entries() {
        return log(NOW);
    }

    @Test
    void theEntryIsThereBeforeTheActAndUnconfirmedUntilItsEnd() {
        actAs(new Caller(admin, Set.of(Role.ADMIN)));

        var seenMeanwhile = log(NOW).record("thing.made", "thing", object, Map.of(), this::outcomes);

        assertThat(seenMeanwhile).containsExactly(AuditEntry.Outcome.UNKNOWN);
        assertThat(outcomes()).containsExactly(AuditEntry.Outcome.DONE);
    }

    @Test
    void theResultOfTheActSaysMoreOfIt() {
        actAs(new Caller(admin, Set.of(Role.ADMIN)));

        var result = log(NOW).record(
                        "thing.made", "thing", object, () -> 7, made -> Optional.of(Map.of("to", made.toString())));

        assertThat(result).isEqualTo(7);
        assertThat(entries().find(query(admin, null, null, null, null, 10)))
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.details()).isEqualTo(Map.of("to", "7"));
                    assertThat(entry.outcome()).isEqualTo(AuditEntry.Outcome.DONE);
                });
    }

    @Test
    void anActThatChangedNothingLeavesNoEntry() {
        actAs(new Caller(admin, Set.of(Role.ADMIN)));

        log(NOW).record("thing.made", "thing", object, () -> "as before", _ -> Optional.empty());

        assertThat(outcomes()).isEmpty();
    }

    @Test
    void aRefusalLeavesNoEntry() {
        actAs(new Caller(admin, Set.of(Role.ADMIN)));

        assertThatThrownBy(() -> log(NOW).record("thing.made", "thing", object, Map.of(), () -> {
                    throw new ClosedException();
                }))
                .isInstanceOf(ClosedException.class);

        assertThat(outcomes()).isEmpty();
    }

    @Test
    void aFailureOfUnknownOutcomeStaysAsOne() {
        actAs(new Caller(admin, Set.of(Role.ADMIN)));

        assertThatThrownBy(() -> log(NOW).record("thing.made", "thing", object, Map.of(), () -> {
                    throw new DataAccessResourceFailureException("no answer", new IOException("timeout"));
                }))
                .hasMessageContaining("no answer");

        assertThat(outcomes()).containsExactly(AuditEntry.Outcome.UNKNOWN);
    }

    private static final class ClosedException extends RuntimeException {}

    private List<AuditEntry.Outcome> outcomes() {
        return entries().find(query(admin, null, null, null, null, 10)).stream()
                .map(AuditEntry::outcome)
                .toList();
    }
}

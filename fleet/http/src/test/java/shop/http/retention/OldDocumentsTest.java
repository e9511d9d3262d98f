package shop.http.retention;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.bson.UuidRepresentation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.annotation.Id;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.mapping.Document;
import org.springframework.data.mongodb.core.query.Query;
import shop.test.Infrastructure;
import shop.test.Parallel;

class OldDocumentsTest {

    static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    static final Instant LIMIT = NOW.minus(Duration.ofDays(400));

    static final MongoClient CLIENT = MongoClients.create(MongoClientSettings.builder()
            .applyConnectionString(new ConnectionString(Infrastructure.shared().mongodbUri()))
            .uuidRepresentation(UuidRepresentation.STANDARD)
            .build());

    final MongoTemplate mongo = new MongoTemplate(CLIENT, "old_documents");

    @Document("aged")
    record Aged(@Id UUID id, @Nullable Instant endedAt, int number) {}

    @AfterAll
    static void close() {
        CLIENT.close();
    }

    @BeforeEach
    void startsEmpty() {
        mongo.dropCollection(Aged.class);
    }

    @Test
    void whatIsOldGoesAndWhatIsYoungOrNotEndedStays() {
        add(1, LIMIT.minusMillis(1));
        add(2, LIMIT);
        add(3, NOW);
        add(4, null);

        assertThat(delete(100)).isEqualTo(1);

        assertThat(numbers()).containsExactly(2, 3, 4);
        assertThat(delete(100)).isZero();
    }

    @Test
    void aBatchTakesTheOldestFirst() {
        IntStream.range(0, 10).forEach(number -> add(number, LIMIT.minusSeconds(1 + number)));

        assertThat(delete(4)).isEqualTo(4);

        assertThat(numbers()).containsExactly(0, 1, 2, 3, 4, 5);
    }

    @Test
    void severalInstancesAtOnceDeleteEachOnce() {
        IntStream.range(0, 200).forEach(number -> add(number, LIMIT.minusSeconds(1 + number)));
        add(200, NOW);

        var deleted = Parallel.times(4, () -> {
            var all = 0L;
            while (mongo.count(new Query(), Aged.class) > 1) {
                all += delete(7);
            }
            return all;
        });

        assertThat(deleted.stream().mapToLong(Long::longValue).sum()).isEqualTo(200);
        assertThat(numbers()).containsExactly(200);
    }

    private long delete(int atMost) {
        return OldDocuments.delete(mongo, Aged.class, "endedAt", LIMIT, atMost);
    }

    private void add(int number, @Nullable Instant endedAt) {
        mongo.insert(new Aged(UUID.randomUUID(), endedAt, number));
    }

    private List<Integer> numbers() {
        return mongo.find(new Query().with(Sort.by("number")), Aged.class).stream()
                .map(Aged::number)
                .toList();
    }
}

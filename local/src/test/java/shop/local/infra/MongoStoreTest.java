package shop.local.infra;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.ne;
import static com.mongodb.client.model.Filters.or;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.pull;
import static com.mongodb.client.model.Updates.push;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Consumer;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MongoStoreTest {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void theRestOfAQueryDecidesAmongWhatAnIndexFinds() throws Exception {
        try (var store = MongoStore.onDisk(folder.resolve("store.mv"), Ports.free());
                var client = MongoClients.create(store.uri())) {
            var carts = carts(client);
            carts.createIndex(Indexes.ascending("owner"), new IndexOptions().unique(true));
            for (var number = 0; number < 20; number++) {
                carts.insertOne(new Document("_id", number)
                        .append("owner", "owner-" + number)
                        .append("version", number % 2));
            }

            assertThat(carts.updateOne(and(eq("_id", 7), eq("version", 1)), inc("version", 1))
                            .getModifiedCount())
                    .isOne();
            assertThat(carts.updateOne(and(eq("_id", 7), eq("version", 1)), inc("version", 1))
                            .getMatchedCount())
                    .isZero();
            assertThat(ids(carts, and(eq("owner", "owner-3"), eq("version", 0))))
                    .isEmpty();
            assertThat(ids(carts, and(eq("owner", "owner-3"), eq("version", 1))))
                    .containsExactly(3);
            assertThat(ids(carts, and(in("_id", 1, 2, 3, 99), eq("version", 1))))
                    .containsExactly(1, 3);
            assertThat(ids(carts, and(eq("_id", 4), or(eq("version", 1), eq("version", 0)))))
                    .containsExactly(4);
            assertThat(ids(carts, and(ne("_id", 0), eq("version", 0)))).hasSize(9);
        }
    }

    @Test
    void aUniqueIndexHoldsOverARestart() throws Exception {
        try (var store = MongoStore.onDisk(folder.resolve("store.mv"), Ports.free());
                var client = MongoClients.create(store.uri())) {
            carts(client).createIndex(Indexes.ascending("owner"), new IndexOptions().unique(true));
            carts(client).insertOne(new Document("_id", 1).append("owner", "ada"));
        }
        try (var store = MongoStore.onDisk(folder.resolve("store.mv"), Ports.free());
                var client = MongoClients.create(store.uri())) {
            assertThatThrownBy(() -> carts(client).insertOne(new Document("_id", 2).append("owner", "ada")))
                    .isInstanceOf(MongoWriteException.class)
                    .hasMessageContaining("E11000");
            carts(client).deleteOne(eq("owner", "ada"));
            carts(client).insertOne(new Document("_id", 2).append("owner", "ada"));
            assertThat(ids(carts(client), eq("owner", "ada"))).containsExactly(2);
        }
    }

    @Test
    void aSparseIndexFindsTheDocumentsThatHaveItsField() throws Exception {
        try (var store = MongoStore.onDisk(folder.resolve("store.mv"), Ports.free());
                var client = MongoClients.create(store.uri())) {
            var carts = carts(client);
            carts.insertOne(new Document("_id", 0).append("events", List.of(new Document("_id", "before"))));
            carts.createIndex(Indexes.ascending("events._id"), new IndexOptions().sparse(true));
            carts.insertMany(List.of(
                    new Document("_id", 1)
                            .append("events", List.of(new Document("_id", "a"), new Document("_id", "b"))),
                    new Document("_id", 2).append("events", List.of()),
                    new Document("_id", 3),
                    new Document("_id", 4).append("events", List.of(new Document("_id", "c"))),
                    new Document("_id", 5).append("events", List.of(new Document("_id", "d")))));
            carts.updateOne(eq("_id", 1), pull("events", eq("_id", "a")));
            carts.updateOne(eq("_id", 3), push("events", new Document("_id", "e")));
            carts.updateOne(eq("_id", 4), pull("events", eq("_id", "c")));
            carts.deleteOne(eq("_id", 5));

            assertThat(ids(carts, exists("events._id"))).containsExactly(0, 1, 3);
            assertThat(ids(carts, and(exists("events._id"), eq("_id", 3)))).containsExactly(3);
            assertThat(ids(carts, eq("events._id", "b"))).containsExactly(1);
        }
        try (var store = MongoStore.onDisk(folder.resolve("store.mv"), Ports.free());
                var client = MongoClients.create(store.uri())) {
            assertThat(ids(carts(client), exists("events._id"))).containsExactly(0, 1, 3);
        }
    }

    @Test
    void anIndexThatFoundNothingStaysTrueOverARestart() throws Exception {
        try (var store = MongoStore.onDisk(folder.resolve("store.mv"), Ports.free());
                var client = MongoClients.create(store.uri())) {
            var carts = carts(client);
            carts.insertMany(List.of(new Document("_id", 1), new Document("_id", 2)));
            carts.createIndex(Indexes.ascending("events._id"), new IndexOptions().sparse(true));
            carts.createIndex(Indexes.ascending("owner"));
            assertThat(ids(carts, exists("events._id"))).isEmpty();
        }
        try (var store = MongoStore.onDisk(folder.resolve("store.mv"), Ports.free());
                var client = MongoClients.create(store.uri())) {
            var carts = carts(client);
            assertThat(ids(carts, exists("events._id"))).isEmpty();
            carts.updateOne(eq("_id", 2), push("events", new Document("_id", "a")));
            assertThat(ids(carts, exists("events._id"))).containsExactly(2);
        }
        try (var store = MongoStore.onDisk(folder.resolve("store.mv"), Ports.free());
                var client = MongoClients.create(store.uri())) {
            assertThat(ids(carts(client), exists("events._id"))).containsExactly(2);
            carts(client).dropIndex("events._id_1");
            carts(client).insertOne(new Document("_id", 3).append("events", List.of(new Document("_id", "b"))));
            carts(client).createIndex(Indexes.ascending("events._id"), new IndexOptions().sparse(true));
            assertThat(ids(carts(client), exists("events._id"))).containsExactly(2, 3);
        }
    }

    /** To read all documents at each start takes a minute for 200,000 of them; not to after a crash could lose one. */
    @Test
    void anIndexIsBelievedIfTheStoreWasClosedInOrder() throws Exception {
        var file = folder.resolve("store.mv");
        try (var store = MongoStore.onDisk(file, Ports.free());
                var client = MongoClients.create(store.uri())) {
            carts(client).createIndex(Indexes.ascending("events._id"), new IndexOptions().sparse(true));
            carts(client).insertOne(new Document("_id", 1).append("events", List.of(new Document("_id", "a"))));
            assertThat(ids(carts(client), exists("events._id"))).containsExactly(1);
        }
        change(file, store -> store.openMap(indexOver("events._id")).remove(1));
        try (var store = MongoStore.onDisk(file, Ports.free());
                var client = MongoClients.create(store.uri())) {
            assertThat(ids(carts(client), exists("events._id"))).isEmpty();
        }
        change(file, store -> store.openMap("shopfleet\0state").clear());
        try (var store = MongoStore.onDisk(file, Ports.free());
                var client = MongoClients.create(store.uri())) {
            assertThat(ids(carts(client), exists("events._id"))).containsExactly(1);
        }
    }

    /** The wire server promises less than MongoDB: what was acknowledged in the very last moment may be lost, and nothing before it. */
    @Test
    void whatWasAcknowledgedAMomentAgoSurvivesAKill() throws Exception {
        var port = Ports.free();
        var process = ChildJvm.start(
                folder, InfrastructurePart.class, "mongodb", "--port=" + port, "--data=" + folder.resolve("data"));
        var acknowledged = new ArrayList<Long>();
        var began = System.nanoTime();
        try (var client = MongoClients.create("mongodb://" + Ports.LOOPBACK + ":" + port)) {
            while (System.nanoTime() - began < 3_000_000_000L || acknowledged.size() < 100) {
                carts(client).insertOne(new Document("_id", acknowledged.size()));
                acknowledged.add(System.nanoTime());
            }
        } finally {
            process.kill();
        }
        var killed = System.nanoTime();

        var restarted = ChildJvm.start(
                folder, InfrastructurePart.class, "mongodb", "--port=" + port, "--data=" + folder.resolve("data"));
        try (var client = MongoClients.create("mongodb://" + Ports.LOOPBACK + ":" + port)) {
            var kept = new HashSet<>(ids(carts(client), new Document()));
            System.out.printf("%d of %d acknowledged writes survived the kill%n", kept.size(), acknowledged.size());
            for (var id = 0; id < acknowledged.size(); id++) {
                if (killed - acknowledged.get(id) > 1_000_000_000L) {
                    assertThat(kept).contains(id);
                }
            }
        } finally {
            restarted.kill();
        }
    }

    private static MongoCollection<Document> carts(MongoClient client) {
        return client.getDatabase("shop").getCollection("carts");
    }

    private static List<Integer> ids(MongoCollection<Document> collection, Bson query) {
        return collection.find(query).map(document -> document.getInteger("_id")).into(new ArrayList<>()).stream()
                .sorted()
                .toList();
    }

    private static void change(Path file, Consumer<MVStore> change) {
        try (var store = new MVStore.Builder().fileName(file.toString()).open()) {
            change.accept(store);
        }
    }

    private static String indexOver(String field) {
        return "shop.carts._index_" + field + "_1";
    }
}

package shop.product.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import shop.test.Api;
import shop.test.FleetTest;
import shop.test.TestTokens;

/**
 * How long a generated catalog takes to be in the store, published to Kafka and found, and to be found unchanged when it comes again; and how
 * long searches take meanwhile. The store is the embedded wire server, in memory, unless {@code MONGODB_URI} names a MongoDB.
 *
 * <p>{@code ./mvnw verify -pl product-service -am -Dtest=ImportBench -Dgroups=bench -DexcludedGroups=
 * -Dsurefire.failIfNoSpecifiedTests=false -Dbench.products=200000}
 */
@Tag("bench")
@FleetTest
class ImportBench {

    static final int PRODUCTS = Integer.getInteger("bench.products", 20_000);
    static final long SEED = Long.getLong("bench.seed", 4);

    @LocalServerPort
    int port;

    @Autowired
    MongoTemplate mongo;

    @Test
    void aGeneratedCatalog(@TempDir Path folder) throws Exception {
        var file = folder.resolve("catalog.csv");
        write(file);
        System.out.printf(
                "%,d products, %,d bytes, seed %d, %d processors%n",
                PRODUCTS, Files.size(file), SEED, Runtime.getRuntime().availableProcessors());

        for (var round : new String[] {"new", "again"}) {
            var began = Instant.now();
            var searches = new Searches(new Api(port));
            var searcher = Thread.ofVirtual().start(searches);
            var job = imported(file);
            var found = api().get("/api/products?size=1").number("totalItems");
            var stored = Duration.between(began, Instant.now());
            await().atMost(Duration.ofMinutes(30))
                    .pollInterval(Duration.ofMillis(250))
                    .until(this::isAllTold);
            var published = Duration.between(began, Instant.now());
            searches.end();
            searcher.join();
            System.out.printf(
                    "%s: when all was stored %,d were found; searches meanwhile %s%n", round, found, searches);
            System.out.printf(
                    "%s: stored in %.1f s (%,.0f a second), published in %.1f s; %d created, %d unchanged; heap %,d MB%n",
                    round,
                    stored.toMillis() / 1000.0,
                    PRODUCTS * 1000.0 / stored.toMillis(),
                    published.toMillis() / 1000.0,
                    job.number("created"),
                    job.number("unchanged"),
                    (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) >> 20);
            assertThat(job.number("accepted")).isEqualTo(PRODUCTS);
        }
        var began = Instant.now();
        var bytes = exported();
        var took = Duration.between(began, Instant.now());
        System.out.printf("export: %,d bytes in %.1f s%n", bytes, took.toMillis() / 1000.0);
    }

    private Api.Answer imported(Path file) throws IOException, InterruptedException {
        var admin = TestTokens.admin(new UUID(8, 3));
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/products/import"))
                .header("Authorization", admin)
                .header("Content-Type", "text/csv")
                .POST(BodyPublishers.ofFile(file))
                .build();
        var taken = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(202);
        var job = taken.headers().firstValue("Location").orElseThrow();
        var api = new Api(port);
        return await().atMost(Duration.ofMinutes(30))
                .pollInterval(Duration.ofMillis(250))
                .until(
                        () -> api.as(TestTokens.admin(new UUID(8, 3))).get(job),
                        answer -> answer.body().has("finishedAt"));
    }

    private Api api() {
        return new Api(port);
    }

    /** One after the other, a few a second, as a shopper might. */
    private static final class Searches implements Runnable {

        private static final Duration PAUSE = Duration.ofMillis(200);

        private final Api api;
        private final CountDownLatch ended = new CountDownLatch(1);
        private final List<Long> nanos = new ArrayList<>();

        Searches(Api api) {
            this.api = api;
        }

        @Override
        public void run() {
            var words = List.of("blue mug", "lamp", "garden chair", "");
            try {
                for (var i = 0; !ended.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS); i++) {
                    var query = words.get(i % words.size()).replace(" ", "%20");
                    var began = System.nanoTime();
                    assertThat(api.get("/api/products?q=" + query + "&page=" + i % 50)
                                    .status())
                            .isEqualTo(200);
                    nanos.add(System.nanoTime() - began);
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        void end() {
            ended.countDown();
        }

        @Override
        public String toString() {
            var sorted = nanos.stream().sorted().toList();
            if (sorted.isEmpty()) {
                return "none";
            }
            return "%d: median %,d ms, 95 %% %,d ms, longest %,d ms"
                    .formatted(
                            sorted.size(),
                            sorted.get(sorted.size() / 2) / 1_000_000,
                            sorted.get(sorted.size() * 95 / 100) / 1_000_000,
                            sorted.getLast() / 1_000_000);
        }
    }

    private boolean isAllTold() {
        return !mongo.exists(Query.query(Criteria.where("pendingEvents._id").exists(true)), "products");
    }

    private long exported() throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/products/export"))
                .header("Authorization", TestTokens.admin(new UUID(8, 3)))
                .build();
        try (var body = HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofInputStream())
                .body()) {
            return body.transferTo(OutputStream.nullOutputStream());
        }
    }

    private static void write(Path file) throws IOException {
        var random = new Random(SEED);
        var words = "blue red green small large mug cup plate lamp chair table garden kitchen paper glass wood"
                .split(" ", -1);
        try (var text = Files.newBufferedWriter(file)) {
            text.write(
                    "sku,name,description,price,currency,categories,attributes.colour,attributes.size,initialStock\n");
            for (var i = 0; i < PRODUCTS; i++) {
                text.write("BENCH-" + i + "," + words[random.nextInt(16)] + " " + words[random.nextInt(16)] + ",");
                for (var word = 0; word < 20; word++) {
                    text.write(words[random.nextInt(16)] + " ");
                }
                text.write("," + random.nextInt(1, 20_000) / 100.0 + ",EUR,c-" + random.nextInt(50) + "|c-"
                        + (50 + random.nextInt(50)) + "," + words[random.nextInt(3)] + "," + random.nextInt(50) + ","
                        + random.nextInt(100) + "\n");
            }
        }
    }
}

package shop.product.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.test.context.TestPropertySource;
import shop.product.transfer.ImportJob.Failure;
import shop.product.transfer.ImportJob.State;
import shop.test.Api;
import shop.test.Api.Answer;
import shop.test.FleetTest;
import shop.test.KafkaProbe;
import shop.test.TestTokens;
import tools.jackson.databind.JsonNode;

/** What administrators see of imports and exports. */
@FleetTest
@TestPropertySource(
        properties = {
            "product.import.directory=${java.io.tmpdir}/shopfleet-import-test-${random.uuid}",
            "product.import.heartbeat=100ms",
            "product.import.take-over=2s",
            "product.import.give-up=4s",
            "product.import.batch=10"
        })
class ImportTest {

    private static final String RUN = Long.toHexString(System.nanoTime());
    private static final AtomicInteger COUNTER = new AtomicInteger();
    private static final String HEADER = "sku,name,price,currency,initialStock\n";

    private final Api anybody;
    private final Api customer;
    private final Api admin;
    private final MongoTemplate mongo;
    private final ImportJobs jobs;
    private final Spool spool;
    private final int port;

    @Autowired
    ImportTest(MongoTemplate mongo, ImportJobs jobs, ImportProperties properties, @LocalServerPort int port) {
        this.anybody = new Api(port);
        this.customer = anybody.as(TestTokens.user(new UUID(8, 1)));
        this.admin = anybody.as(TestTokens.admin(new UUID(8, 2)));
        this.mongo = mongo;
        this.jobs = jobs;
        this.spool = new Spool(properties.directory());
        this.port = port;
    }

    @Test
    void importsWhatIsRightAndNamesTheLinesThatAreNot() {
        var first = newSku();
        var second = newSku();

        var done = importCsv(HEADER + row(first, "Mug", "12.50", 7) + "x y,Mug,1,EUR,\n" + row(second, "Cup", "1", 0)
                + newSku() + ",Cup,cheap,EUR,\n");

        assertThat(done.text("state")).isEqualTo("COMPLETED");
        assertThat(done.text("format")).isEqualTo("csv");
        assertThat(counts(done)).isEqualTo("4 lines: 2 created, 0 updated, 0 unchanged, 2 rejected");
        assertThat(done.number("accepted")).isEqualTo(2);
        assertThat(done.number("bytesRead"))
                .isEqualTo(done.number("bytesTotal"))
                .isPositive();
        assertThat(done.number("errorsTotal")).isEqualTo(2);
        assertThat(done.number("errors/0/line")).isEqualTo(3);
        assertThat(done.text("errors/0/sku")).isEqualTo("x y");
        assertThat(done.text("errors/0/field")).isEqualTo("sku");
        assertThat(done.text("errors/0/code")).isEqualTo("pattern");
        assertThat(done.number("errors/1/line")).isEqualTo(5);
        assertThat(done.text("errors/1/field")).isEqualTo("price");

        var shown = anybody.get("/api/products/" + id(first));
        assertThat(shown.text("name")).isEqualTo("Mug");
        assertThat(shown.number("price/amountMinor")).isEqualTo(1250);
        assertThat(shown.number("initialStock")).isEqualTo(7);
        assertThat(shown.number("version")).isEqualTo(1);
        published(first, 1);
        published(second, 1);
    }

    @Test
    void findsWhatIsThereAlreadyAndTellsOnlyWhatIsNew() {
        var same = newSku();
        var other = newSku();
        importCsv(HEADER + row(same, "Mug", "1", 7) + row(other, "Cup", "1", 7));

        var again = importCsv(HEADER + row(same, "Mug", "1", 9) + row(other, "Cup", "2", 9));

        assertThat(counts(again)).isEqualTo("2 lines: 0 created, 1 updated, 1 unchanged, 0 rejected");
        published(other, 2);
        assertThat(versionsTold(same)).containsExactly(1L);
        var changed = anybody.get("/api/products/" + id(other));
        assertThat(changed.number("price/amountMinor")).isEqualTo(200);
        assertThat(changed.number("initialStock"))
                .as("counts only for a new product")
                .isEqualTo(7);
    }

    @Test
    void takesTheLaterOfTwoLinesForOneSku() {
        var sku = newSku();

        var done = importCsv(
                HEADER + row(sku, "First", "1", 1) + row(newSku(), "Mug", "1", 1) + row(sku, "Second", "1", 1));

        assertThat(counts(done)).isEqualTo("3 lines: 2 created, 1 updated, 0 unchanged, 0 rejected");
        assertThat(anybody.get("/api/products/" + id(sku)).text("name")).isEqualTo("Second");
        published(sku, 2);
        assertThat(versionsTold(sku)).containsExactly(1L, 2L);
    }

    @Test
    void refusesTheSkuOfAnArchivedProductOnItsLine() {
        var sku = newSku();
        importCsv(HEADER + row(sku, "Mug", "1", 1));
        admin.delete("/api/products/" + id(sku));

        var done = importCsv(HEADER + row(sku, "Mug", "2", 1) + row(newSku(), "Mug", "2", 1));

        assertThat(counts(done)).isEqualTo("2 lines: 1 created, 0 updated, 0 unchanged, 1 rejected");
        assertThat(done.number("errors/0/line")).isEqualTo(2);
        assertThat(done.text("errors/0/code")).isEqualTo("sku_taken");
    }

    @Test
    void importsJsonLines() {
        var sku = newSku();
        var line = "{\"sku\":\"%s\",\"name\":\"Mug\",\"price\":{\"amountMinor\":1,\"currency\":\"EUR\"}}\n";

        var done = done(admin.with("Content-Type", "application/x-ndjson")
                .post("/api/products/import", line.formatted(sku) + "{\n" + line.formatted(newSku())));

        assertThat(done.text("format")).isEqualTo("jsonl");
        assertThat(counts(done)).isEqualTo("3 lines: 2 created, 0 updated, 0 unchanged, 1 rejected");
        assertThat(done.number("errors/0/line")).isEqualTo(2);
        assertThat(done.text("errors/0/code")).isEqualTo("malformed_json");
    }

    @Test
    void keepsTheFirstThousandErrorsAndCountsAll() {
        var bad = "x y,Mug,1,EUR,\n".repeat(1_200);

        var done = importCsv(HEADER + row(newSku(), "Mug", "1", 1) + bad);

        assertThat(counts(done)).isEqualTo("1201 lines: 1 created, 0 updated, 0 unchanged, 1200 rejected");
        assertThat(done.body().get("errors")).hasSize(1_000);
        assertThat(done.number("errorsTotal")).isEqualTo(1_200);
    }

    @Test
    void endsWhereAFileCannotBeFollowedAndKeepsWhatCameBefore() {
        var sku = newSku();

        var done = importCsv(
                HEADER + row(sku, "Mug", "1", 1) + newSku() + ",\"Mug,1,EUR,\n" + row(newSku(), "Cup", "1", 1));

        assertThat(done.text("state")).isEqualTo("FAILED");
        assertThat(done.text("failure/code")).isEqualTo("import_unreadable");
        assertThat(done.text("failure/message")).startsWith("Line 3 ");
        assertThat(counts(done)).isEqualTo("1 lines: 1 created, 0 updated, 0 unchanged, 0 rejected");
        assertThat(id(sku)).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "text/csv;'';1;'';no_lines",
                "text/csv;sku,name,price,currency,colour\\nA,Mug,1,EUR,red;1;colour;unknown_column",
                "text/csv;sku,name,price,currency\\n;1;'';no_lines",
                "text/csv;sku,name,price,currency\\nA b,Mug,1,EUR\\n;2;sku;pattern",
                "application/x-ndjson;'';1;'';no_lines",
                "application/jsonl;{\\n{\\n;1;'';malformed_json",
            })
    void refusesAtOnceWhatIsNoFileOfProducts(String type, String body, long line, String field, String code) {
        var answer = admin.with("Content-Type", type).post("/api/products/import", body.replace("\\n", "\n"));

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(400);
        assertThat(answer.text("code")).isEqualTo("import_unreadable");
        var error = answer.body()
                .get("errors")
                .valueStream()
                .filter(one -> one.get("field").stringValue().equals(field))
                .findFirst()
                .orElseThrow();
        assertThat(error.get("line").longValue()).isEqualTo(line);
        assertThat(error.get("code").stringValue()).isEqualTo(code);
    }

    @Test
    void whatIsWrongIsSaidShortlyHoweverLongItIs() {
        var wrong = IntStream.range(0, 300)
                .mapToObj(i -> "{\"" + "x".repeat(9_000) + i + "\":1}\n")
                .collect(Collectors.joining());
        var sku = newSku();
        var good = "{\"sku\":\"" + sku + "\",\"name\":\"Mug\",\"price\":{\"amountMinor\":1,\"currency\":\"EUR\"}}\n";
        var lines = admin.with("Content-Type", "application/x-ndjson");

        var refused = lines.post("/api/products/import", wrong);
        var taken = done(lines.post("/api/products/import", good + wrong));
        var table = csv().post("/api/products/import", "x".repeat(900_000) + "\n");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body().get("errors")).hasSize(100);
        assertThat(refused.body().toString()).hasSizeLessThan(100_000);
        assertThat(counts(taken)).isEqualTo("301 lines: 1 created, 0 updated, 0 unchanged, 300 rejected");
        assertThat(taken.body().toString()).hasSizeLessThan(300_000);
        assertThat(table.status()).isEqualTo(400);
        assertThat(table.body().toString()).hasSizeLessThan(10_000);
    }

    /** As the job of a file that ends its instance each time, or that the store does not take. */
    @Test
    void anImportThatNeverGetsOnEndsAndTheNextOnesBegin() throws IOException {
        var sku = newSku();
        var poisoned =
                planted(HEADER + row(sku, "Mug", "1", 1), 0, Instant.now().plusSeconds(60));
        mongo.updateFirst(
                query(where("_id").is(poisoned.id())),
                Update.update("attempts", 5).set("aliveAt", Instant.now().minusSeconds(3)),
                ImportJobs.COLLECTION);

        var next = importCsv(HEADER + row(newSku(), "Cup", "1", 1));

        assertThat(next.text("state")).isEqualTo("COMPLETED");
        var ended = ended(poisoned.id());
        assertThat(ended.text("state")).isEqualTo("FAILED");
        assertThat(ended.text("failure/code")).isEqualTo("no_progress");
        assertThat(stored(sku)).isZero();
    }

    @Test
    void readsColumnsUnderOtherNames() {
        var sku = newSku();

        var done = done(csv().post(
                        "/api/products/import?column=unitsSold:initialStock&column=remarks:",
                        "sku,name,price,currency,unitsSold,remarks\n" + sku + ",GLOBE,0.85,GBP,860,none\n"));

        assertThat(counts(done)).isEqualTo("1 lines: 1 created, 0 updated, 0 unchanged, 0 rejected");
        assertThat(anybody.get("/api/products/" + id(sku)).number("initialStock"))
                .isEqualTo(860);
        assertThat(csv().post("/api/products/import?column=nonsense", HEADER + row(sku, "Mug", "1", 1))
                        .wrongFields())
                .containsExactly("column");
    }

    @Test
    void letsOnlyAdministratorsImportAndExport() {
        var body = HEADER + row(newSku(), "Mug", "1", 1);

        for (var path :
                List.of("/api/products/import", "/api/products/export", "/api/products/import/" + new UUID(1, 1))) {
            assertThat(anybody.get(path).status()).as(path).isEqualTo(401);
            assertThat(customer.get(path).status()).as(path).isEqualTo(403);
        }
        assertThat(customer.with("Content-Type", "text/csv")
                        .post("/api/products/import", body)
                        .status())
                .isEqualTo(403);
        assertThat(admin.post("/api/products/import", "{}").status()).isEqualTo(415);
        assertThat(admin.with("Content-Type", "text/csv; charset=iso-8859-1")
                        .post("/api/products/import", body)
                        .status())
                .isEqualTo(415);
        assertThat(admin.get("/api/products/import/" + new UUID(1, 1)).text("code"))
                .isEqualTo("import_not_found");
    }

    @Test
    void listsImportsAndEndsOneOnlyOnce() {
        var done = importCsv(HEADER + row(newSku(), "Mug", "1", 1));
        var path = "/api/products/import/" + done.text("id");

        var listed = admin.get("/api/products/import?size=1");

        assertThat(listed.text("items/0/id")).isEqualTo(done.text("id"));
        assertThat(listed.body().at("/items/0").has("errors")).isFalse();
        assertThat(admin.delete(path).text("code")).isEqualTo("import_finished");
        assertThat(admin.delete("/api/products/import/" + new UUID(1, 1)).status())
                .isEqualTo(404);
    }

    @Test
    void cancelsAnImportThatWaits() throws IOException {
        // Of an instance that is at work elsewhere.
        var job =
                planted(HEADER + row(newSku(), "Mug", "1", 1), 0, Instant.now().plusSeconds(60));

        assertThat(admin.delete("/api/products/import/" + job.id()).status()).isEqualTo(204);

        assertThat(admin.get("/api/products/import/" + job.id()).text("state")).isEqualTo("CANCELLED");
        assertThat(jobs.progress(job.id(), new UUID(9, 9), ImportCounts.of(job), List.of()))
                .as("its owner may go on")
                .isFalse();
    }

    @Test
    void goesOnWhereAnInstanceThatIsGoneStopped() throws IOException {
        var skus = IntStream.range(0, 35).mapToObj(_ -> newSku()).toList();
        var file = HEADER + skus.stream().map(sku -> row(sku, "Mug", "1", 1)).collect(Collectors.joining());

        var job = planted(file, 21, Instant.now().minusSeconds(3));

        var done = ended(job.id());
        assertThat(done.text("state")).isEqualTo("COMPLETED");
        assertThat(counts(done)).isEqualTo("35 lines: 15 created, 0 updated, 0 unchanged, 0 rejected");
        assertThat(stored(skus.get(19))).isZero();
        assertThat(stored(skus.get(20))).isEqualTo(1);
        assertThat(spool.has(job.id())).isFalse();
    }

    @Test
    void saysOfAnImportWhoseFileIsGoneThatItMayBeSentAgain() throws IOException {
        var job =
                planted(HEADER + row(newSku(), "Mug", "1", 1), 0, Instant.now().plusSeconds(60));
        spool.delete(job.id());
        mongo.updateFirst(
                query(where("_id").is(job.id())),
                Update.update("aliveAt", Instant.now().minusSeconds(5)),
                ImportJobs.COLLECTION);

        var done = ended(job.id());

        assertThat(done.text("state")).isEqualTo("FAILED");
        assertThat(done.text("failure/code")).isEqualTo("interrupted");
    }

    @ParameterizedTest
    @CsvSource({"text/csv,text/csv", "application/x-ndjson,application/x-ndjson", "*/*,application/x-ndjson"})
    void exportsWhatCanBeImported(String accept, String type) throws Exception {
        var sku = newSku();
        var archived = newSku();
        admin.post(
                "/api/products",
                "{\"sku\":\"" + sku + "\",\"name\":\"Mug, \\\"blue\\\"\",\"description\":\"two\\nlines\","
                        + "\"price\":{\"amountMinor\":1250,\"currency\":\"JPY\"},\"categories\":[\"a\",\"b\"],"
                        + "\"attributes\":{\"text\":\"12\",\"number\":12,\"list\":[1.5,true],\"map\":{\"a\":\"b\"}},"
                        + "\"images\":[\"https://a.example/1.jpg\"],\"initialStock\":3}");
        importCsv(HEADER + row(archived, "Gone", "1", 1));
        admin.delete("/api/products/" + id(archived));

        var exported = export(accept);

        assertThat(exported.headers().firstValue("Content-Type").orElseThrow()).startsWith(type);
        assertThat(exported.body()).contains(sku).doesNotContain(archived);
        var done = done(admin.with("Content-Type", type).post("/api/products/import", exported.body()));
        assertThat(done.number("errorsTotal")).as(done.body().toString()).isZero();
        assertThat(done.number("unchanged")).isEqualTo(done.number("lines")).isPositive();
    }

    /** Whoever opens the file in a spreadsheet runs nothing, and whoever imports it has what was exported. */
    @Test
    void noCellOfAnExportIsAFormulaAndAllSurviveTheWayBack() throws Exception {
        var sku = newSku();
        var table =
                "sku,name,description,price,currency,categories,attributes.code,attributes.version,attributes.iccid\n"
                        + sku + ",'=1+1,\"'\r@SUM(A1)\",1,EUR,,1E5,1.10,89490200001234567890\n";
        assertThat(importCsv(table).text("state")).isEqualTo("COMPLETED");
        var shown = anybody.get("/api/products/" + id(sku)).body();
        assertThat(shown.get("name").asString()).isEqualTo("=1+1");
        assertThat(shown.get("description").asString()).isEqualTo("\r@SUM(A1)");
        for (var name : List.of("@a", "+49", "-5", "'=quoted", "''", "'s-Hertogenbosch", "\uFF1D1")) {
            var made = admin.post(
                    "/api/products",
                    "{\"sku\":\"" + newSku() + "\",\"name\":\"" + name
                            + "\",\"price\":{\"amountMinor\":1,\"currency\":\"EUR\"}}");
            assertThat(made.status()).as(name).isEqualTo(201);
        }

        var exported = export("text/csv").body();

        try (var parsed = CSVParser.parse(exported, CSVFormat.RFC4180)) {
            assertThat(parsed)
                    .isNotEmpty()
                    .allSatisfy(row -> assertThat(row)
                            .noneMatch(cell -> cell.matches("(?s)[=+@\\-\t\r\n\uFF1D\uFF0B\uFF0D\uFF20].*")));
        }
        var done = importCsv(exported);
        assertThat(done.number("errorsTotal")).as(done.body().toString()).isZero();
        assertThat(done.number("unchanged")).isEqualTo(done.number("lines")).isPositive();
        var attributes = anybody.get("/api/products/" + id(sku)).body().get("attributes");
        assertThat(attributes.get("code").asString()).isEqualTo("1E5");
        assertThat(attributes.get("version").asString()).isEqualTo("1.10");
        assertThat(attributes.get("iccid").asString()).isEqualTo("89490200001234567890");
        assertThat(attributes.valueStream().allMatch(JsonNode::isString)).isTrue();
    }

    @Test
    void aColumnOfAnotherNameCanBeATypedAttribute() {
        var sku = newSku();

        var done = done(csv().post(
                        "/api/products/import?column=weight%20in%20g:attributes.weight:number",
                        "sku,name,price,currency,weight in g\n" + sku + ",Mug,1,EUR,12.5\n"));

        assertThat(counts(done)).isEqualTo("1 lines: 1 created, 0 updated, 0 unchanged, 0 rejected");
        assertThat(anybody.get("/api/products/" + id(sku))
                        .body()
                        .at("/attributes/weight")
                        .isNumber())
                .isTrue();
    }

    // Samples

    private Api csv() {
        return admin.with("Content-Type", "text/csv");
    }

    private Answer importCsv(String file) {
        return done(csv().post("/api/products/import", file));
    }

    private Answer done(Answer taken) {
        assertThat(taken.status()).as(taken.body().toString()).isEqualTo(202);
        assertThat(taken.header("Location")).isEqualTo("/api/products/import/" + taken.text("id"));
        return ended(UUID.fromString(taken.text("id")));
    }

    private Answer ended(UUID job) {
        return await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> admin.get("/api/products/import/" + job),
                        answer -> answer.body().has("finishedAt"));
    }

    /** A job of another instance, which has done everything up to a line. */
    private ImportJob planted(String file, long position, Instant aliveAt) throws IOException {
        var id =
                UUID.fromString("019aa5f0-7a00-7000-8000-" + "%012d".formatted(System.nanoTime() % 1_000_000_000_000L));
        spool.take(id, new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)));
        var job = new ImportJob(
                id,
                position == 0 ? State.QUEUED : State.RUNNING,
                FileFormat.CSV,
                List.of(),
                position,
                Math.max(0, position - 1),
                0,
                0,
                0,
                0,
                0,
                file.length(),
                Instant.now(),
                null,
                null,
                List.of(),
                0,
                (Failure) null,
                new UUID(9, 9),
                aliveAt,
                null);
        jobs.add(job);
        return job;
    }

    private HttpResponse<String> export(String accept) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/products/export"))
                                .header("Authorization", TestTokens.admin(new UUID(8, 2)))
                                .header("Accept", accept)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static String counts(Answer job) {
        return "%d lines: %d created, %d updated, %d unchanged, %d rejected"
                .formatted(
                        job.number("lines"),
                        job.number("created"),
                        job.number("updated"),
                        job.number("unchanged"),
                        job.number("rejected"));
    }

    private static String row(String sku, String name, String price, int stock) {
        return "%s,%s,%s,EUR,%d\n".formatted(sku, name, price, stock);
    }

    private static String newSku() {
        return "I-" + RUN + "-" + COUNTER.incrementAndGet();
    }

    private UUID id(String sku) {
        var document = mongo.findOne(query(where("sku").is(sku)), Document.class, "products");
        return Objects.requireNonNull(document, sku).get("_id", UUID.class);
    }

    private long stored(String sku) {
        return mongo.count(query(where("sku").is(sku)), "products");
    }

    private void published(String sku, long version) {
        var id = id(sku).toString();
        KafkaProbe.await(
                "product_updated",
                event -> event.get("subject").stringValue().equals(id)
                        && event.get("aggregateversion").longValue() == version);
    }

    private List<Long> versionsTold(String sku) {
        return KafkaProbe.eventsAbout("product_updated", id(sku).toString()).stream()
                .map(event -> event.get("aggregateversion").longValue())
                .toList();
    }
}

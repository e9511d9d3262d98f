package shop.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Update;
import shop.test.Api;
import shop.test.Api.Answer;
import shop.test.AuditCoverage;
import shop.test.FleetTest;
import shop.test.Images;
import shop.test.KafkaProbe;
import shop.test.TestTokens;
import tools.jackson.databind.JsonNode;

/** What administrators do to the catalog is on record, with what it changed. */
@FleetTest
class AuditTest {

    private static final String RUN = Long.toHexString(System.nanoTime());
    private static final AtomicInteger COUNTER = new AtomicInteger();
    private static final String BOUNDARY = "AuditTest";

    private final Api anybody;
    private final Api admin;
    private final MongoTemplate mongo;

    @Autowired
    AuditTest(MongoTemplate mongo, @LocalServerPort int port) {
        this.anybody = new Api(port);
        this.admin = anybody.as(TestTokens.admin(new UUID(8, 2)));
        this.mongo = mongo;
    }

    @Test
    void everyActOfAnAdministratorLeavesAnEntry() {
        var product = "/api/products/" + admin.post("/api/products", product()).text("id");
        var category =
                "/api/categories/" + admin.post("/api/categories", category()).text("id");
        var waiting = waitingImport();
        new AuditCoverage()
                .performs("post /api/products", act -> act.post("/api/products", product()))
                .performs("patch /api/products/{id}", act -> act.patch(product, Map.of("name", "Another mug")))
                .performs("put /api/products/{id}", act -> act.put(product, product()))
                .performs("post /api/products/{id}/images", act -> upload(act, product))
                .performs("delete /api/products/{id}", act -> act.delete(product))
                .performs("post /api/products/{id}/restore", act -> act.post(product + "/restore", Map.of()))
                .performs("delete /api/products/{id}/images/{imageId}", act -> {
                    var other = "/api/products/"
                            + admin.post("/api/products", product()).text("id");
                    return act.delete(
                            other + "/images/" + lastPart(upload(admin, other).header("Location")));
                })
                .performs("post /api/categories", act -> act.post("/api/categories", category()))
                .performs("patch /api/categories/{id}", act -> act.patch(category, Map.of("name", "Cups")))
                .performs("delete /api/categories/{id}", act -> act.delete(category))
                .performs("post /api/products/import", this::startImport)
                .performs("delete /api/products/import/{id}", act -> act.delete("/api/products/import/" + waiting))
                .assertComplete(anybody, admin, "product-service");
    }

    @Test
    void aChangeSaysWhatItChangedAndOneThatChangesNothingIsNone() {
        var id = admin.post("/api/products", product()).text("id");
        var path = "/api/products/" + id;

        admin.patch(path, Map.of("name", "Mug"));
        admin.patch(path, Map.of("price", Map.of("amountMinor", 1500, "currency", "EUR"), "description", "Stoneware"));
        admin.delete(path);
        admin.delete(path);

        var entries = entries("product:" + id);
        assertThat(entries)
                .extracting(entry -> entry.get("action").stringValue())
                .containsExactly("product.archived", "product.changed", "product.created");
        var changed = entries.get(1).get("details");
        assertThat(changed.get("fields").stringValue()).isEqualTo("description,price");
        assertThat(changed.get("priceFrom").stringValue()).isEqualTo("1250 EUR");
        assertThat(changed.get("priceTo").stringValue()).isEqualTo("1500 EUR");
        assertThat(changed.get("version").stringValue()).isEqualTo("2");
    }

    @Test
    void anImageByItsAddressIsOnRecordOnce() {
        var id = admin.post("/api/products", product()).text("id");
        var images = "/api/products/" + id + "/images";

        var added = admin.post(images, Map.of("url", "https://images.example.org/mug.jpg"));
        admin.post(images, Map.of("url", "https://images.example.org/mug.jpg"));
        admin.post(images, Map.of("url", "ftp://images.example.org/mug.jpg"));
        admin.delete(added.header("Location"));

        var entries = entries("product:" + id);
        assertThat(entries)
                .extracting(entry -> entry.get("action").stringValue())
                .containsExactly("product.image_removed", "product.image_added", "product.created");
        assertThat(entries.subList(0, 2))
                .extracting(entry -> entry.at("/details/image").stringValue())
                .containsOnly(lastPart(added.header("Location")));
    }

    @Test
    void aCategoryThatMovesIsOnRecordWithItsParents() {
        var top = admin.post("/api/categories", category()).text("id");
        var below = admin.post("/api/categories", category()).text("id");

        admin.patch("/api/categories/" + below, Map.of("parentId", top));
        admin.patch("/api/categories/" + below, Map.of("parentId", top));

        assertThat(entries("category:" + below)).singleElement().satisfies(entry -> {
            assertThat(entry.get("action").stringValue()).isEqualTo("category.changed");
            assertThat(entry.at("/details/parentFrom").stringValue()).isEqualTo("null");
            assertThat(entry.at("/details/parentTo").stringValue()).isEqualTo(top);
        });
    }

    private List<JsonNode> entries(String object) {
        return anybody.as(TestTokens.service("notification-service", "product-service"))
                .get("/internal/audit?object=" + object)
                .body()
                .get("items")
                .valueStream()
                .toList();
    }

    private Answer startImport(Api as) {
        return as.with("Content-Type", "text/csv")
                .post("/api/products/import", "sku,name,price,currency\n" + sku() + ",Mug,12.50,EUR\n");
    }

    /** One that another instance is at work on, whose end nobody sees. */
    private String waitingImport() {
        var id = startImport(admin).text("id");
        await("the import to end")
                .atMost(KafkaProbe.PATIENCE)
                .until(() ->
                        admin.get("/api/products/import/" + id).text("state").equals("COMPLETED"));
        mongo.updateFirst(
                query(where("_id").is(UUID.fromString(id))),
                new Update()
                        .set("state", "RUNNING")
                        .set("owner", new UUID(9, 9))
                        .set("aliveAt", Instant.now().plusSeconds(600))
                        .unset("finishedAt"),
                "import_jobs");
        return id;
    }

    private static Answer upload(Api as, String product) {
        var body = new ByteArrayOutputStream();
        body.writeBytes(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"mug.png\"\r\n"
                        + "Content-Type: image/png\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        body.writeBytes(Images.png(10, 10));
        body.writeBytes(("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        return as.with("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .post(product + "/images", body.toByteArray());
    }

    private static Map<String, ?> product() {
        return Map.of("sku", sku(), "name", "Mug", "price", Map.of("amountMinor", 1250, "currency", "EUR"));
    }

    private static Map<String, ?> category() {
        return Map.of("slug", "audit-" + RUN + "-" + COUNTER.incrementAndGet(), "name", "Mugs");
    }

    private static String sku() {
        return "AUDIT-" + RUN + "-" + COUNTER.incrementAndGet();
    }

    private static String lastPart(String address) {
        return address.substring(address.lastIndexOf('/') + 1);
    }
}

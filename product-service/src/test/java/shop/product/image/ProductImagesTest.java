package shop.product.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import shop.pictures.PictureStorage;
import shop.product.catalog.Catalog;
import shop.test.Api;
import shop.test.Api.Answer;
import shop.test.FleetTest;
import shop.test.Images;
import shop.test.KafkaProbe;
import shop.test.Parallel;
import shop.test.TestTokens;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What administrators and shoppers see of uploaded images, and what lies in the store then. */
@FleetTest
class ProductImagesTest {

    private static final String RUN = Long.toHexString(System.nanoTime());
    private static final AtomicInteger COUNTER = new AtomicInteger();
    private static final String BOUNDARY = "a-boundary-that-no-image-has";
    private static final int FIVE_MEGABYTES = 5 * 1024 * 1024;
    private static final String FOREIGN = "https://images.example.org/mug.jpg";
    private static final String ADMIN = TestTokens.admin(new UUID(9, 1));
    private static final String CUSTOMER = TestTokens.user(new UUID(9, 2));
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final ProductImages images;
    private final PictureStorage storage;
    private final MongoTemplate mongo;
    private final URI base;
    private final Api admin;
    private final String product;

    @Autowired
    ProductImagesTest(ProductImages images, PictureStorage storage, MongoTemplate mongo, @LocalServerPort int port) {
        this.images = images;
        this.storage = storage;
        this.mongo = mongo;
        this.base = URI.create("http://127.0.0.1:" + port);
        this.admin = new Api(port).as(ADMIN);
        this.product = "/api/products/" + make();
    }

    private String make() {
        var sku = "IMG-" + RUN + "-" + COUNTER.incrementAndGet();
        var price = Map.of("amountMinor", 1250, "currency", "EUR");
        return admin.post(
                        "/api/products", Map.of("sku", sku, "name", "Mug", "price", price, "images", List.of(FOREIGN)))
                .text("id");
    }

    @Test
    void anUploadIsShownBesideTheOthersAndTold() {
        var answer = upload(ADMIN, Images.png(2048, 1024));

        assertThat(answer.statusCode()).isEqualTo(201);
        var address = header(answer, "Location");
        assertThat(address).startsWith("/api/products/images/");
        assertThat(header(answer, "ETag")).isEqualTo("\"2-0\"");
        assertThat(imagesOf(json(answer))).containsExactly(FOREIGN, address);
        assertThat(imagesOf(admin.get(product).body())).containsExactly(FOREIGN, address);
        var published = KafkaProbe.await(
                "product_updated",
                envelope -> product.endsWith(envelope.get("subject").stringValue())
                        && envelope.get("aggregateversion").longValue() == 2);
        assertThat(imagesOf(published.get("data"))).containsExactly(FOREIGN, address);

        var picture = get(address);
        assertThat(picture.statusCode()).isEqualTo(200);
        assertThat(Images.decoded(picture.body()).getWidth()).isEqualTo(1024);
        assertThat(header(picture, "Content-Type")).isEqualTo("image/jpeg");
        assertThat(header(picture, "Cache-Control")).isEqualTo("max-age=31536000, public, immutable");
        assertThat(header(picture, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(picture, "Content-Security-Policy")).isEqualTo("default-src 'none'; sandbox");
        var again = send(request(address).header("If-None-Match", header(picture, "ETag")));
        assertThat(again.statusCode()).isEqualTo(304);
    }

    @Test
    void onlyAdministratorsUploadAndRemove() {
        var address = header(upload(ADMIN, Images.png(20, 20)), "Location");

        assertThat(upload(null, Images.png(20, 20)).statusCode()).isEqualTo(401);
        assertThat(upload(CUSTOMER, Images.png(20, 20)).statusCode()).isEqualTo(403);
        assertThat(remove(null, address).statusCode()).isEqualTo(401);
        assertThat(remove(CUSTOMER, address).statusCode()).isEqualTo(403);
        assertThat(get(address).statusCode()).isEqualTo(200);
    }

    @Test
    void aRemovedImageIsGone() {
        var address = header(upload(ADMIN, Images.png(20, 20)), "Location");

        assertThat(remove(ADMIN, address).statusCode()).isEqualTo(204);

        assertProblem(get(address), 404, "image_not_found");
        assertProblem(remove(ADMIN, address), 404, "image_not_found");
        assertThat(imagesOf(admin.get(product).body())).containsExactly(FOREIGN);
        assertProblem(get("/api/products/images/" + new UUID(1, 2)), 404, "image_not_found");
    }

    // By address

    @Test
    void anAddressIsShownBehindTheOthersAndPublished() {
        var address = "https://images.example.org/back.jpg?size=2&x=%20#top";

        var answer = link(address);

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(201);
        assertThat(answer.header("Location")).isEqualTo(product + "/images/" + ProductImage.idOf(address));
        assertThat(answer.header("ETag")).isEqualTo("\"2-0\"");
        assertThat(imagesOf(answer.body())).containsExactly(FOREIGN, address);
        assertThat(admin.get(product).body()).isEqualTo(answer.body());
        var published = KafkaProbe.await(
                "product_updated",
                envelope -> product.endsWith(envelope.get("subject").stringValue())
                        && envelope.get("aggregateversion").longValue() == 2);
        assertThat(imagesOf(published.get("data"))).containsExactly(FOREIGN, address);
    }

    @Test
    void anAddressIsTakenOffByItsId() {
        var uploaded = header(upload(ADMIN, Images.png(20, 20)), "Location");
        var second = link("http://images.example.org/2.jpg").header("Location");
        var third = link("HTTPS://images.example.org/3.jpg").header("Location");

        assertThat(remove(ADMIN, second).statusCode()).isEqualTo(204);

        assertThat(imagesOf(admin.get(product).body()))
                .containsExactly(FOREIGN, uploaded, "HTTPS://images.example.org/3.jpg");
        assertProblem(remove(ADMIN, second), 404, "image_not_found");
        assertThat(admin.with("If-Match", "\"3\"").delete(third).status()).isEqualTo(412);
        assertThat(admin.with("If-Match", admin.get(product).header("ETag"))
                        .delete(third)
                        .status())
                .isEqualTo(204);
        assertThat(imagesOf(admin.get(product).body())).containsExactly(FOREIGN, uploaded);
        assertThat(remove(ADMIN, uploaded).statusCode()).isEqualTo(204);
    }

    /** What any library says for the UUID version 5 of the address. */
    @Test
    void anAddressThatCameWithTheProductHasAnIdToo() {
        assertThat(remove(ADMIN, "6244bc03-c10f-59f8-8207-8324e7fc263b").statusCode())
                .isEqualTo(204);

        assertThat(imagesOf(admin.get(product).body())).isEmpty();
    }

    @Test
    void anAddressThatIsShownTwiceGoesAsAWhole() {
        admin.patch(product, Map.of("images", List.of(FOREIGN, "https://a.example/1.png", FOREIGN)));

        assertThat(remove(ADMIN, ProductImage.idOf(FOREIGN).toString()).statusCode())
                .isEqualTo(204);

        assertThat(imagesOf(admin.get(product).body())).containsExactly("https://a.example/1.png");
    }

    @Test
    void anAddressThatIsShownStaysWhereItIs() {
        var uploaded = header(upload(ADMIN, Images.png(20, 20)), "Location");
        var before = admin.get(product);

        for (var address : List.of(FOREIGN, uploaded)) {
            var again = link(address);

            assertThat(again.status()).isEqualTo(201);
            assertThat(again.header("Location")).isEqualTo(product + "/images/" + ProductImage.idOf(address));
            assertThat(again.body()).isEqualTo(before.body());
            assertThat(again.header("ETag")).isEqualTo(before.header("ETag"));
        }
    }

    @Test
    void aRepeatUnderItsKeyIsAnsweredAsTheFirst() {
        var keyed = admin.with("Idempotency-Key", "link-" + product);
        var first = keyed.post(product + "/images", Map.of("url", "https://a.example/1.png"));
        admin.delete(first.header("Location"));

        var again = keyed.post(product + "/images", Map.of("url", "https://a.example/1.png"));
        var other = keyed.post(product + "/images", Map.of("url", "https://a.example/2.png"));

        assertThat(again.status()).isEqualTo(201);
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(again.header("Location")).isEqualTo(first.header("Location"));
        assertThat(other.status()).isEqualTo(422);
        assertThat(imagesOf(admin.get(product).body())).containsExactly(FOREIGN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "javascript:alert(1)",
                "data:image/png;base64,AAAA",
                "file:///etc/passwd",
                "ftp://example.org/a.jpg",
                "/relative.jpg",
                "//example.org/a.jpg",
                "https://user:secret@example.org/a.jpg",
                "https://",
                "https://exa mple.org/a.jpg",
                "https://example.org/a\u0000.jpg",
                "/api/products/images/019ab000-0000-7000-8000-000000000000"
            })
    void anAddressThatCannotBeShownIsRefused(String address) {
        var answer = link(address);

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(400);
        assertThat(answer.wrongFields()).containsExactly("url");
        assertThat(imagesOf(admin.get(product).body())).containsExactly(FOREIGN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "null",
                "{\"url\":null}",
                "{\"url\":1}",
                "{\"url\":[\"https://a.example/1.png\"]}",
                "{\"url\":\"https://a.example/1.png\",\"position\":1}",
                "{\"uri\":\"https://a.example/1.png\"}"
            })
    void aBodyWithoutAnAddressIsRefused(String body) {
        assertThat(admin.post(product + "/images", body).status()).isEqualTo(400);
        assertThat(imagesOf(admin.get(product).body())).containsExactly(FOREIGN);
    }

    @Test
    void anAddressIsAsLongAsInAProductAtMost() {
        var longest = "https://a.example/" + "x".repeat(1982);

        assertThat(link(longest + "x").wrongFields()).containsExactly("url");
        assertThat(link(longest).status()).isEqualTo(201);
    }

    @Test
    void aProductHasTwentyImagesAtMostHoweverTheyCome() {
        var number = new AtomicInteger();

        var statuses = Parallel.times(
                25, () -> link("https://a.example/" + number.incrementAndGet()).status());

        assertThat(statuses)
                .containsOnly(201, 409)
                .filteredOn(status -> status == 201)
                .hasSize(19);
        assertThat(link("https://a.example/more").text("code")).isEqualTo("too_many_images");
        assertThat(link(FOREIGN).status()).as("which is there").isEqualTo(201);
        assertProblem(upload(ADMIN, Images.png(10, 10)), 409, "too_many_images");
    }

    @Test
    void tenUploadsLeaveRoomForAddresses() {
        for (var uploads = 0; uploads < 10; uploads++) {
            upload(ADMIN, Images.png(10, 10));
        }

        assertThat(link("https://a.example/1.png").status()).isEqualTo(201);
    }

    @Test
    void onlyAdministratorsAddAddresses() {
        var body = Map.of("url", "https://a.example/1.png");
        var anybody = new Api(base.getPort());

        assertThat(anybody.post(product + "/images", body).status()).isEqualTo(401);
        assertThat(anybody.as(CUSTOMER).post(product + "/images", body).status())
                .isEqualTo(403);
        assertThat(imagesOf(admin.get(product).body())).containsExactly(FOREIGN);
    }

    @Test
    void aStaleOrLostProductTakesNoAddress() {
        var body = Map.of("url", "https://a.example/1.png");

        assertThat(admin.with("If-Match", "\"7\"")
                        .post(product + "/images", body)
                        .text("code"))
                .isEqualTo("precondition_failed");
        assertThat(admin.with("If-Match", "\"7\", \"1-0\"")
                        .post(product + "/images", body)
                        .status())
                .isEqualTo(201);
        assertThat(admin.post("/api/products/" + new UUID(1, 3) + "/images", body)
                        .text("code"))
                .isEqualTo("product_not_found");
        assertThat(admin.with("Content-Type", "text/plain")
                        .post(product + "/images", "https://a.example/1.png")
                        .text("code"))
                .isEqualTo("unsupported_media_type");
        admin.delete(product);
        assertThat(admin.post(product + "/images", body).text("code")).isEqualTo("product_not_found");
    }

    // What is refused

    @ParameterizedTest
    @ValueSource(strings = {"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "<html></html>", ""})
    void whatIsNoPictureIsRefusedWhateverItIsCalled(String content) {
        assertProblem(upload(ADMIN, content.getBytes(StandardCharsets.UTF_8)), 415, "unsupported_image");
    }

    @Test
    void whatIsTooLargeOrDamagedIsRefused() {
        assertProblem(upload(ADMIN, new byte[FIVE_MEGABYTES + 1]), 413, "payload_too_large");
        assertProblem(upload(ADMIN, Images.pngThatSays(30_000, 30_000)), 400, "image_too_large");
        var whole = Images.jpeg(300, 200);
        assertProblem(upload(ADMIN, Arrays.copyOf(whole, whole.length / 2)), 400, "image_unreadable");
        assertThat(imagesOf(admin.get(product).body())).containsExactly(FOREIGN);
    }

    @Test
    void whatAPhoneWritesDownIsNotKept() {
        var address = header(upload(ADMIN, Images.jpegOfAPhone(100, 60, 6)), "Location");

        var kept = get(address).body();

        assertThat(new String(kept, StandardCharsets.ISO_8859_1)).doesNotContain("Exif", Images.SECRET_PLACE);
        assertThat(Images.decoded(kept).getWidth()).isEqualTo(60);
    }

    @Test
    void aProductHasTenUploadsAtMostHoweverTheyCome() {
        var statuses =
                Parallel.times(14, () -> upload(ADMIN, Images.png(10, 10)).statusCode());

        assertThat(statuses)
                .containsOnly(201, 409)
                .filteredOn(status -> status == 201)
                .hasSize(10);
        assertProblem(upload(ADMIN, Images.png(10, 10)), 409, "too_many_images");
        assertThat(imagesOf(admin.get(product).body())).hasSize(11);
    }

    @Test
    void aStaleEditIsRefused() {
        var stale = multipart(request(product + "/images"), Images.png(10, 10))
                .header("Authorization", ADMIN)
                .header("If-Match", "\"7\"");

        assertThat(send(stale).statusCode()).isEqualTo(412);
    }

    @Test
    void aProductThatIsNotThereTakesNone() {
        var nowhere = multipart(request("/api/products/" + new UUID(1, 3) + "/images"), Images.png(10, 10))
                .header("Authorization", ADMIN);

        assertProblem(send(nowhere), 404, "product_not_found");
    }

    @Test
    void anEditMayKeepAndDropUploadsButNotTakeAnothersOnes() {
        var address = header(upload(ADMIN, Images.png(20, 20)), "Location");

        assertThat(admin.patch(product, Map.of("name", "Cup")).status()).isEqualTo(200);
        assertThat(admin.patch(product, Map.of("images", List.of(address, FOREIGN)))
                        .status())
                .isEqualTo(200);
        assertThat(imagesOf(admin.get(product).body())).containsExactly(address, FOREIGN);
        var other = admin.patch("/api/products/" + make(), Map.of("images", List.of(address)));
        assertThat(other.status()).isEqualTo(400);
        assertThat(other.wrongFields()).containsExactly("images");
        assertThat(admin.patch(product, Map.of("images", List.of(FOREIGN))).status())
                .isEqualTo(200);
        assertThat(admin.patch(product, Map.of("images", List.of(address))).status())
                .isEqualTo(400);
    }

    // What is left behind

    @Test
    void theSweepDeletesWhatNoProductShows() {
        var kept = id(upload(ADMIN, Images.png(20, 20)));
        var removed = id(upload(ADMIN, Images.png(20, 20)));
        remove(ADMIN, ProductImage.address(removed));
        var dropped = id(upload(ADMIN, Images.png(20, 20)));
        admin.patch(product, Map.of("images", List.of(ProductImage.address(kept))));

        sweepAll();
        assertThat(List.of(kept, removed, dropped))
                .as("for who has just read the product")
                .allSatisfy(id -> assertThat(storage.get(id)).isPresent());

        later(Duration.ofHours(2));
        sweepAll();

        assertThat(storage.get(kept)).isPresent();
        assertThat(storage.get(removed)).isEmpty();
        assertThat(storage.get(dropped)).isEmpty();
        assertThat(mongo.findById(dropped, ImageDocument.class)).isNull();
        assertThat(get(ProductImage.address(kept)).statusCode()).isEqualTo(200);

        admin.delete(product);
        sweepAll();
        assertThat(storage.get(kept)).as("of a product that may come back").isPresent();
        admin.post(product + "/restore", Map.of());
        assertThat(imagesOf(admin.get(product).body())).containsExactly(ProductImage.address(kept));

        admin.delete(product);
        mongo.updateFirst(
                query(where("_id").is(UUID.fromString(product.substring(product.lastIndexOf('/') + 1)))),
                new Update().set("updatedAt", Instant.now().minus(Duration.ofDays(8))),
                Catalog.COLLECTION);
        sweepAll();

        assertThat(storage.get(kept)).as("of an archived product").isEmpty();
        admin.post(product + "/restore", Map.of());
        assertThat(imagesOf(admin.get(product).body()))
                .as("without an address that leads nowhere")
                .isEmpty();
    }

    @Test
    void theSweepDeletesWhatACrashLeftBehind() {
        var shown = id(upload(ADMIN, Images.png(20, 20)));
        var image = Objects.requireNonNull(mongo.findById(shown, ImageDocument.class));
        var lost = new UUID(0x019ab00000007000L, 0x8000000000000000L | System.nanoTime());
        mongo.insert(new ImageDocument(
                lost, image.productId(), "image/jpeg", 1, 1, 1, Instant.now().minus(Duration.ofHours(2)), null));

        sweepAll();

        assertThat(mongo.findById(lost, ImageDocument.class)).isNull();
        assertThat(mongo.findById(shown, ImageDocument.class)).isNotNull();
    }

    /** More than one sweep looks at. */
    private void sweepAll() {
        for (var seen = 0L; seen <= mongo.count(new Query(), ImageDocument.class); seen += 100) {
            images.sweep();
        }
    }

    private void later(Duration duration) {
        for (var image : mongo.findAll(ImageDocument.class)) {
            var update = new Update().set("uploadedAt", image.uploadedAt().minus(duration));
            var removedAt = image.removedAt();
            if (removedAt != null) {
                update.set("removedAt", removedAt.minus(duration));
            }
            mongo.updateFirst(query(where("_id").is(image.id())), update, ImageDocument.class);
        }
    }

    // HTTP

    private HttpResponse<byte[]> upload(@Nullable String token, byte[] image) {
        var request = multipart(request(product + "/images"), image);
        return send(token == null ? request : request.header("Authorization", token));
    }

    private static HttpRequest.Builder multipart(HttpRequest.Builder request, byte[] image) {
        var body = new ByteArrayOutputStream();
        body.writeBytes(("--" + BOUNDARY
                        + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../mug.jpg\"\r\n"
                        + "Content-Type: image/jpeg\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        body.writeBytes(image);
        body.writeBytes(("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        return request.header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(BodyPublishers.ofByteArray(body.toByteArray()));
    }

    private Answer link(String address) {
        return admin.post(product + "/images", Map.of("url", address));
    }

    private HttpResponse<byte[]> remove(@Nullable String token, String address) {
        var id = address.substring(address.lastIndexOf('/') + 1);
        var request = request(product + "/images/" + id).DELETE();
        return send(token == null ? request : request.header("Authorization", token));
    }

    private HttpResponse<byte[]> get(String path) {
        return send(request(path));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path));
    }

    private static HttpResponse<byte[]> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static UUID id(HttpResponse<byte[]> uploaded) {
        return ProductImage.idAt(header(uploaded, "Location")).orElseThrow();
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static JsonNode json(HttpResponse<byte[]> answer) {
        return JsonMapper.shared().readTree(answer.body());
    }

    private static List<String> imagesOf(JsonNode product) {
        return product.get("images").valueStream().map(JsonNode::stringValue).toList();
    }

    private static void assertProblem(HttpResponse<byte[]> answer, int status, String code) {
        assertThat(answer.statusCode())
                .as(() -> new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo(status);
        assertThat(json(answer).get("code").asString()).isEqualTo(code);
    }
}

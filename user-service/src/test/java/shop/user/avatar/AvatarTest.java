package shop.user.avatar;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.uuid.Generators;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import shop.pictures.Picture;
import shop.pictures.PictureStorage;
import shop.pictures.PictureType;
import shop.test.Api;
import shop.test.FleetTest;
import shop.test.Images;
import shop.test.Parallel;
import shop.user.config.UserProperties;
import shop.user.support.People;
import shop.user.support.People.Login;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a client sees of avatars, and what lies in the table and the folder then. */
@FleetTest
class AvatarTest {

    private static final String MINE = "/api/users/me/avatar";
    private static final String BOUNDARY = "a-boundary-that-no-image-has";
    private static final int FIVE_MEGABYTES = 5 * 1024 * 1024;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final JdbcClient jdbc;
    private final Avatars avatars;
    private final PictureStorage storage;
    private final Path folder;
    private final URI base;
    private final People people;
    private final Login ada;

    @Autowired
    AvatarTest(
            JdbcClient jdbc,
            Avatars avatars,
            PictureStorage storage,
            UserProperties properties,
            @LocalServerPort int port) {
        this.jdbc = jdbc;
        this.avatars = avatars;
        this.storage = storage;
        this.folder = properties.avatar().disk().folder();
        this.base = URI.create("http://127.0.0.1:" + port);
        this.people = new People(new Api(port));
        this.ada = people.signUpAndLogIn();
    }

    @Test
    void anUploadAnswersWithAnAddressThatServesIt() throws Exception {
        var answer = upload(ada, Images.png(1024, 512));

        assertThat(answer.statusCode()).isEqualTo(200);
        var body = json(answer);
        assertThat(body.propertyNames())
                .containsExactlyInAnyOrder("url", "contentType", "width", "height", "size", "updatedAt");
        assertThat(body.get("width").asInt()).isEqualTo(512);
        assertThat(body.get("height").asInt()).isEqualTo(256);
        assertThat(body.get("url").asString()).startsWith("/api/users/" + ada.id() + "/avatar");

        var picture = get(body.get("url").asString());
        assertThat(picture.statusCode()).isEqualTo(200);
        assertThat(header(picture, "Content-Type"))
                .isEqualTo(body.get("contentType").asString())
                .isEqualTo("image/jpeg");
        assertThat(picture.body()).hasSize(body.get("size").asInt());
        assertThat(Images.decoded(picture.body()).getWidth()).isEqualTo(512);
        assertThat(mine(ada).body()).isEqualTo(picture.body());
    }

    @Test
    void aPictureIsServedAsAPictureAndNothingElse() throws Exception {
        var url = json(upload(ada, Images.seeThroughPng(20, 20))).get("url").asString();

        for (var picture : List.of(get(url), mine(ada))) {
            assertThat(header(picture, "Content-Type")).isEqualTo("image/png");
            assertThat(header(picture, "X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(header(picture, "Content-Disposition")).isEqualTo("inline; filename=\"avatar.png\"");
            assertThat(header(picture, "Content-Security-Policy")).isEqualTo("default-src 'none'; sandbox");
            assertThat(header(picture, "Cross-Origin-Resource-Policy")).isEqualTo("cross-origin");
        }
        assertThat(header(get(url), "Cache-Control")).isEqualTo("max-age=86400, public");
        assertThat(header(get("/api/users/" + ada.id() + "/avatar"), "Cache-Control"))
                .isEqualTo("no-cache, public");
        assertThat(header(mine(ada), "Cache-Control")).isEqualTo("no-cache, private");
    }

    @Test
    void whoHasThePictureIsToldSo() throws Exception {
        var url = json(upload(ada, Images.png(20, 20))).get("url").asString();
        var tag = header(get(url), "ETag");

        var again = send(request(url).header("If-None-Match", "\"another\", W/" + tag));
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(header(again, "ETag")).isEqualTo(tag);
        assertThat(header(again, "Cache-Control")).isEqualTo("max-age=86400, public");

        upload(ada, Images.png(20, 20));
        assertThat(send(request(url).header("If-None-Match", tag)).statusCode()).isEqualTo(200);
    }

    @Test
    void theHeadersAloneCanBeAskedFor() throws Exception {
        var body = json(upload(ada, Images.png(20, 20)));

        var head = send(request(body.get("url").asString()).method("HEAD", BodyPublishers.noBody()));

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(header(head, "Content-Length")).isEqualTo(body.get("size").asString());
    }

    @Test
    void whoHasNoneIsNotFound() throws Exception {
        assertProblem(mine(ada), 404, "avatar_not_found");
        assertProblem(get("/api/users/" + ada.id() + "/avatar"), 404, "avatar_not_found");
        assertProblem(
                get("/api/users/" + UUID.fromString("019ab000-0000-7000-8000-000000000000") + "/avatar"),
                404,
                "avatar_not_found");
        assertProblem(remove(ada), 404, "avatar_not_found");
    }

    @Test
    void aDeletedPictureIsGone() throws Exception {
        var url = json(upload(ada, Images.png(20, 20))).get("url").asString();

        assertThat(remove(ada).statusCode()).isEqualTo(204);

        assertProblem(get(url), 404, "avatar_not_found");
        assertProblem(mine(ada), 404, "avatar_not_found");
    }

    @Test
    void nobodyUploadsOrDeletesForSomebodyElse() throws Exception {
        upload(ada, Images.png(20, 20));

        assertThat(send(request(MINE)
                                .PUT(multipart("file", "a.png", Images.png(10, 10)))
                                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY))
                        .statusCode())
                .isEqualTo(401);
        assertThat(send(request(MINE).DELETE()).statusCode()).isEqualTo(401);
        assertThat(get(MINE).statusCode()).isEqualTo(401);
        var stranger = people.signUpAndLogIn();
        var adas = "/api/users/" + ada.id() + "/avatar";
        assertThat(send(request(adas).DELETE().header("Authorization", stranger.bearer()))
                        .statusCode())
                .isEqualTo(405);
        assertThat(mine(ada).statusCode()).isEqualTo(200);
    }

    // If-Match

    @Test
    void aStaleUploadOrDeletionIsRefused() throws Exception {
        upload(ada, Images.png(20, 20));
        var stale = header(mine(ada), "ETag");
        upload(ada, Images.png(30, 30));
        var current = header(mine(ada), "ETag");
        var picture = mine(ada).body();

        for (var ifMatch : List.of(stale, "W/" + current, "\"other\"", "\"7\"", "\"\"", stale + ", W/" + current)) {
            assertProblem(uploadIf(ada, Images.png(40, 40), ifMatch), 412, "precondition_failed");
            assertProblem(remove(ada, ifMatch), 412, "precondition_failed");
        }

        assertThat(mine(ada).body()).isEqualTo(picture);
        assertThat(header(mine(ada), "ETag")).isEqualTo(current);
        assertThat(count(ada, "COMING")).as("stored for nothing").isZero();
    }

    @Test
    void theCurrentPictureMayBeReplacedAndDeleted() throws Exception {
        upload(ada, Images.png(20, 20));

        assertThat(uploadIf(ada, Images.png(30, 30), header(mine(ada), "ETag")).statusCode())
                .isEqualTo(200);
        assertThat(uploadIf(ada, Images.png(30, 30), "\"other\", " + header(mine(ada), "ETag"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(uploadIf(ada, Images.png(30, 30), "*").statusCode()).isEqualTo(200);
        assertThat(remove(ada, "\"other\", " + header(mine(ada), "ETag")).statusCode())
                .isEqualTo(204);
        assertThat(mine(ada).statusCode()).isEqualTo(404);
        upload(ada, Images.png(20, 20));
        assertThat(remove(ada, "*").statusCode()).isEqualTo(204);
    }

    @Test
    void aPictureThatIsNotThereMatchesNothing() throws Exception {
        for (var ifMatch : List.of("*", "\"other\"")) {
            assertProblem(uploadIf(ada, Images.png(20, 20), ifMatch), 412, "precondition_failed");
            assertProblem(remove(ada, ifMatch), 404, "avatar_not_found");
        }
        assertThat(mine(ada).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"other", "\"open", "7"})
    void anIfMatchThatIsNoListOfTagsIsRefused(String ifMatch) throws Exception {
        upload(ada, Images.png(20, 20));

        assertProblem(uploadIf(ada, Images.png(30, 30), ifMatch), 400, "validation_failed");
        assertProblem(remove(ada, ifMatch), 400, "validation_failed");
        assertThat(mine(ada).statusCode()).isEqualTo(200);
    }

    @Test
    void ofEditsOfTheSamePictureAtOnceOneWins() throws Exception {
        upload(ada, Images.png(20, 20));
        var seen = header(mine(ada), "ETag");

        var answers =
                Parallel.times(6, () -> uploadIf(ada, Images.png(30, 30), seen).statusCode());

        assertThat(answers).containsOnly(200, 412).containsOnlyOnce(200);
        assertThat(count(ada, "SHOWN")).isEqualTo(1);
    }

    // What is refused

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>",
                "<html><script>alert(1)</script></html>",
                ""
            })
    void whatIsNoPictureIsRefusedWhateverItIsCalled(String content) throws Exception {
        assertProblem(upload(ada, content.getBytes(StandardCharsets.UTF_8), "holiday.jpg"), 415, "unsupported_image");
        assertProblem(mine(ada), 404, "avatar_not_found");
    }

    @Test
    void aBodyThatIsNoFormIsRefused() throws Exception {
        assertProblem(
                send(request(MINE)
                        .header("Authorization", ada.bearer())
                        .header("Content-Type", "image/png")
                        .PUT(BodyPublishers.ofByteArray(Images.png(10, 10)))),
                415,
                "unsupported_media_type");
    }

    @Test
    void aFormWithoutAFileIsRefused() throws Exception {
        var text = "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nno file\r\n--" + BOUNDARY
                + "--\r\n";

        var answer = put(ada, BodyPublishers.ofString(text));

        assertProblem(answer, 400, "validation_failed");
        assertThat(json(answer).at("/errors/0/field").asString()).isEqualTo("file");
        assertProblem(put(ada, BodyPublishers.ofString("no parts")), 400, "validation_failed");
    }

    @Test
    void moreThanFiveMegabytesAreRefused() throws Exception {
        assertProblem(upload(ada, new byte[FIVE_MEGABYTES + 1]), 413, "payload_too_large");
        // Taken for what it is, not for its size.
        assertProblem(upload(ada, new byte[FIVE_MEGABYTES]), 415, "unsupported_image");
    }

    @Test
    void moreThanFiveMegabytesAreRefusedAlsoIfTheyDoNotSaySo() throws Exception {
        var body = body("file", "a.png", new byte[FIVE_MEGABYTES + 1]);

        var answer = put(ada, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)));

        assertProblem(answer, 413, "payload_too_large");
    }

    @Test
    void morePixelsThanCanBeUnpackedAreRefused() throws Exception {
        assertProblem(upload(ada, Images.pngThatSays(30_000, 30_000)), 400, "image_too_large");
    }

    @Test
    void halfAPictureIsRefusedAndTheOldOneStays() throws Exception {
        upload(ada, Images.png(20, 20));
        var before = mine(ada).body();
        var whole = Images.jpeg(300, 200);

        assertProblem(upload(ada, Arrays.copyOf(whole, whole.length / 2)), 400, "image_unreadable");

        assertThat(mine(ada).body()).isEqualTo(before);
    }

    @Test
    void aPageBehindAPictureDoesNotGetThrough() throws Exception {
        assertThat(upload(ada, Images.jpegAndPage(60, 40), "page.html").statusCode())
                .isEqualTo(200);

        assertThat(new String(mine(ada).body(), StandardCharsets.ISO_8859_1)).doesNotContain("script");
        assertThat(header(mine(ada), "Content-Type")).isEqualTo("image/jpeg");
    }

    static Stream<String> names() {
        return Stream.of("../../x", "..\\..\\x", "/etc/passwd", "a%00.png", "a;b=c", "x".repeat(300), "%0d%0aX: y");
    }

    @ParameterizedTest
    @MethodSource("names")
    void aNameChoosesNothing(String name) throws Exception {
        var before = files();

        assertThat(upload(ada, Images.png(20, 20), name).statusCode()).isEqualTo(200);

        assertThat(files())
                .filteredOn(file -> !before.contains(file))
                .singleElement()
                .satisfies(file -> {
                    assertThat(file.toAbsolutePath().startsWith(folder.toAbsolutePath()))
                            .isTrue();
                    assertThat(file.getFileName().toString())
                            .isEqualTo(shown(ada).toString());
                });
    }

    @Test
    void anyPartThatIsAFileWillDo() throws Exception {
        assertThat(put(ada, multipart("picture", "a.png", Images.png(20, 20))).statusCode())
                .isEqualTo(200);
        assertThat(mine(ada).statusCode()).isEqualTo(200);
    }

    // What is left behind

    @Test
    void uploadsAtOnceLeaveOneWholePicture() throws Exception {
        var answers = Parallel.times(8, () -> upload(ada, Images.png(30, 30)).statusCode());

        assertThat(answers).containsOnly(200);
        assertThat(count(ada, "SHOWN")).isEqualTo(1);
        assertThat(mine(ada).statusCode()).isEqualTo(200);

        sweepLater();

        assertThat(count(ada, "GOING")).isZero();
        assertThat(mine(ada).statusCode()).isEqualTo(200);
    }

    @Test
    void theSweepDeletesWhatWasReplacedAndWhatWasDeleted() throws Exception {
        upload(ada, Images.png(20, 20));
        var first = shown(ada);
        upload(ada, Images.png(20, 20));
        var second = shown(ada);
        assertThat(storage.get(first)).as("for who has just read the row").isPresent();

        sweepLater();

        assertThat(storage.get(first)).isEmpty();
        assertThat(storage.get(second)).isPresent();

        remove(ada);
        sweepLater();

        assertThat(storage.get(second)).isEmpty();
    }

    @Test
    void theSweepDeletesWhatACrashLeftBehind() {
        var announced = Generators.timeBasedEpochGenerator().generate();
        var picture = new Picture(PictureType.PNG, 20, 10, Images.png(20, 10));
        jdbc.sql("""
                        insert into avatars (id, account_id, state, since, content_type, width, height, size, updated_at)
                        values (:id, :account, 'COMING', now(), 'image/png', 20, 10, 100, now())""").param("id", announced).param("account", ada.id()).update();
        storage.put(announced, picture);

        avatars.sweep();
        assertThat(storage.get(announced)).as("it may be on its way").isPresent();

        sweepLater();
        sweepLater();

        assertThat(storage.get(announced)).isEmpty();
        assertThat(count(ada, "COMING")).isZero();
    }

    @Test
    void aPictureWhoseObjectIsLostIsNotFound() throws Exception {
        upload(ada, Images.png(20, 20));
        storage.delete(shown(ada));

        assertProblem(mine(ada), 404, "avatar_not_found");
    }

    private void sweepLater() {
        jdbc.sql("update avatars set since = since - interval '2 hours'").update();
        avatars.sweep();
    }

    private UUID shown(Login login) {
        return jdbc.sql("select id from avatars where account_id = :account and state = 'SHOWN'")
                .param("account", login.id())
                .query(UUID.class)
                .single();
    }

    private long count(Login login, String state) {
        return jdbc.sql("select count(*) from avatars where account_id = :account and state = :state")
                .param("account", login.id())
                .param("state", state)
                .query(Long.class)
                .single();
    }

    private List<Path> files() throws IOException {
        try (var paths = Files.walk(folder)) {
            return paths.filter(Files::isRegularFile).toList();
        }
    }

    // HTTP

    private HttpResponse<byte[]> upload(Login login, byte[] image) {
        return upload(login, image, "picture.png");
    }

    private HttpResponse<byte[]> upload(Login login, byte[] image, String name) {
        return put(login, multipart("file", name, image));
    }

    private HttpResponse<byte[]> uploadIf(Login login, byte[] image, String ifMatch) {
        return send(form(login, multipart("file", "picture.png", image)).header("If-Match", ifMatch));
    }

    private HttpResponse<byte[]> put(Login login, BodyPublisher body) {
        return send(form(login, body));
    }

    private HttpRequest.Builder form(Login login, BodyPublisher body) {
        return request(MINE)
                .header("Authorization", login.bearer())
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .PUT(body);
    }

    private HttpResponse<byte[]> mine(Login login) {
        return send(request(MINE).header("Authorization", login.bearer()));
    }

    private HttpResponse<byte[]> remove(Login login) {
        return send(request(MINE).header("Authorization", login.bearer()).DELETE());
    }

    private HttpResponse<byte[]> remove(Login login, String ifMatch) {
        return send(request(MINE)
                .header("Authorization", login.bearer())
                .header("If-Match", ifMatch)
                .DELETE());
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
            throw new IllegalStateException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static BodyPublisher multipart(String part, String name, byte[] content) {
        return BodyPublishers.ofByteArray(body(part, name, content));
    }

    private static byte[] body(String part, String name, byte[] content) {
        var body = new ByteArrayOutputStream();
        body.writeBytes(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + part + "\"; filename=\""
                        + name + "\"\r\nContent-Type: image/png\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        body.writeBytes(content);
        body.writeBytes(("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return body.toByteArray();
    }

    private static String header(HttpResponse<?> answer, String name) {
        return String.join(" | ", answer.headers().allValues(name));
    }

    private static JsonNode json(HttpResponse<byte[]> answer) {
        return JsonMapper.shared().readTree(answer.body());
    }

    private static void assertProblem(HttpResponse<byte[]> answer, int status, String code) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(header(answer, "Content-Type")).isEqualTo("application/problem+json");
        assertThat(json(answer).path("code").asString()).isEqualTo(code);
    }
}

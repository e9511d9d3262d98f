package shop.proof.security;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import shop.proof.Answer;
import shop.proof.Client;
import shop.proof.Shopper;

/** Files and addresses that users hand in: checks 55 to 57, and 63. */
final class AvatarChecks {

    private static final String PATH = "/api/users/me/avatar";
    private static final int LIMIT = 5 << 20;
    private static final int QUICK_MILLIS = 2_000;
    private static final int TRIES = 3;

    private AvatarChecks() {}

    static List<Check> all() {
        return List.of(
                Check.of(
                        55,
                        "avatar: SVG; HTML named .jpg; JPEG with HTML; 5 MB + 1; PNG of 30,000 x 30,000; place in EXIF",
                        "415; 415; re-encoded; 413; 400; stripped",
                        AvatarChecks::contents),
                Check.of(
                        56,
                        "avatar named ../../x, of 300 characters, with NUL; B overwrites A's",
                        "server-made name; 404",
                        AvatarChecks::names),
                Check.of(
                        57,
                        "addresses of insides in every field that takes one",
                        "refused, or never called: our listener sees 0",
                        AvatarChecks::addresses),
                Check.of(
                        63,
                        "JPEG of 200 scans; PNG that says it is of 60,000 x 60,000; GIF of 10,000 frames",
                        "refused, or its first picture kept; each in less than 2 s",
                        AvatarChecks::expensiveToDecode));
    }

    private static void expensiveToDecode(Trial trial) throws IOException {
        var shopper = Shopper.fresh();
        var scans = Pictures.jpegOfScans(4_000, 3_000, 200);
        quickly(trial, "JPEG of 200 scans", () -> put(shopper, "a.jpg", "image/jpeg", scans), 400, 415, 422);
        quickly(
                trial,
                "PNG of 60,000 x 60,000",
                () -> put(shopper, "a.png", "image/png", Pictures.pngOfSize(60_000, 60_000)),
                400,
                413,
                415,
                422);
        var frames = Pictures.gifOfFrames(10_000);
        quickly(trial, "GIF of 10,000 frames", () -> put(shopper, "a.gif", "image/gif", frames), 200, 400, 415, 422);
    }

    private interface Upload {
        Answer send() throws IOException;
    }

    /** Other work of the machine makes an upload slower and never faster, so the quickest of some tells what it costs. */
    private static void quickly(Trial trial, String picture, Upload upload, int... statuses) throws IOException {
        var quickest = Long.MAX_VALUE;
        for (var tries = 0; tries < TRIES && quickest >= QUICK_MILLIS; tries++) {
            var began = System.nanoTime();
            trial.expect("PUT avatar, " + picture, upload.send(), statuses);
            quickest = Math.min(quickest, (System.nanoTime() - began) / 1_000_000);
        }
        trial.that("it took", "under 2 s", quickest + " ms", quickest < QUICK_MILLIS);
    }

    /** The gateway reads 8 MB of a body that it refuses; the sender of more may find the connection closed before it sees the answer. */
    private static void refusedOrCut(Trial trial, String request, Upload upload) throws IOException {
        try {
            trial.expect(request, upload.send(), 413);
        } catch (UncheckedIOException cut) {
            // No answer in time, or nobody there, is another matter.
            var closed =
                    !(cut.getCause() instanceof HttpTimeoutException || cut.getCause() instanceof ConnectException);
            trial.that(request, "413, or cut while it is sent", "cut: " + cut.getCause(), closed);
        }
    }

    private static void contents(Trial trial) throws IOException {
        var shopper = Shopper.fresh();
        trial.expect(
                "PUT avatar, SVG",
                put(
                        shopper,
                        "a.svg",
                        "image/svg+xml",
                        "<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"
                                .getBytes(StandardCharsets.UTF_8)),
                415);
        trial.expect(
                "PUT avatar, HTML named .jpg",
                put(
                        shopper,
                        "a.jpg",
                        "image/jpeg",
                        "<!doctype html><script>1</script>".getBytes(StandardCharsets.UTF_8)),
                415);
        trial.expect("PUT avatar, nothing", put(shopper, "a.jpg", "image/jpeg", new byte[0]), 400, 415);
        trial.expect(
                "PUT avatar, the first half of a JPEG",
                put(shopper, "a.jpg", "image/jpeg", Arrays.copyOf(Pictures.jpeg(), 200)),
                400,
                415,
                422);

        trial.expect(
                "PUT avatar, JPEG with HTML in a comment",
                put(shopper, "a.html", "text/html", Pictures.jpegWithComment("<script>alert(1)</script>")),
                200);
        var served = served(shopper);
        trial.that(
                "what is served of it",
                "no <script>",
                text(served).contains("<script>") ? "<script>" : "none",
                served.status() == 200 && !text(served).contains("<script>"));
        trial.that(
                "its headers",
                "an image type, nosniff, default-src 'none'",
                served.header("Content-Type") + ", " + served.header("X-Content-Type-Options") + ", "
                        + served.header("Content-Security-Policy"),
                served.header("Content-Type").matches("image/(jpeg|png|webp)")
                        && served.header("X-Content-Type-Options").equals("nosniff")
                        && served.header("Content-Security-Policy").contains("default-src 'none'"));

        var tooLarge = Arrays.copyOf(Pictures.png(), LIMIT + 1);
        trial.expect("PUT avatar, 5 MB + 1", put(shopper, "a.png", "image/png", tooLarge), 413);
        refusedOrCut(
                trial,
                "PUT avatar, 20 MB",
                () -> put(shopper, "a.png", "image/png", Arrays.copyOf(tooLarge, 4 * LIMIT)));

        // So quick that nothing was decoded.
        quickly(
                trial,
                "PNG of 30,000 x 30,000",
                () -> put(shopper, "a.png", "image/png", Pictures.pngOfSize(30_000, 30_000)),
                400);

        var marker = "place" + Integer.toHexString(trial.random().nextInt());
        trial.expect(
                "PUT avatar, JPEG with a place in EXIF",
                put(shopper, "a.jpg", "image/jpeg", Pictures.jpegWithPlace(marker)),
                200);
        var stripped = text(served(shopper));
        trial.that(
                "what is served of it",
                "no Exif",
                stripped.contains("Exif") || stripped.contains(marker) ? "Exif" : "none",
                !stripped.contains("Exif") && !stripped.contains(marker));
    }

    private static void names(Trial trial) throws IOException {
        var ada = Shopper.fresh();
        var bob = Shopper.fresh();
        for (var name : List.of(
                "../../x.png",
                "x".repeat(300) + ".png",
                "a\u0000.png",
                "..\\..\\x.png",
                "/etc/passwd",
                "%2e%2e%2fx.png")) {
            var answer = put(ada, name, "image/png", Pictures.png());
            var request = "PUT avatar named "
                    + (name.length() > 40 ? name.length() + " characters" : name.replace("\u0000", "NUL"));
            trial.expect(request, answer, 200, 400);
            if (answer.status() == 200) {
                var url = URI.create(url(answer)).getPath();
                trial.that(
                        request + ", its address",
                        "made by the server",
                        url,
                        !url.contains("x.png") && !url.contains("passwd") && !url.contains(".."));
            }
        }
        put(ada, "a.png", "image/png", Pictures.png()).expect(200);
        var before = served(ada);
        trial.expect(
                "B: PUT /api/users/{A}/avatar",
                multipart(bob.client(), "/api/users/" + ada.id() + "/avatar", "b.jpg", "image/jpeg", Pictures.jpeg()),
                403,
                404,
                405);
        trial.expect(
                "B: DELETE /api/users/{A}/avatar",
                bob.client().delete("/api/users/" + ada.id() + "/avatar"),
                403,
                404,
                405);
        trial.unauthorized(
                "PUT avatar, no token", multipart(Client.ofGateway(), PATH, "b.jpg", "image/jpeg", Pictures.jpeg()));
        trial.that(
                "A's avatar after that",
                "unchanged",
                Arrays.equals(before.bytes(), served(ada).bytes()) ? "unchanged" : "changed",
                Arrays.equals(before.bytes(), served(ada).bytes()));
        for (var path : List.of(
                "/api/users/..%2f..%2fetc%2fpasswd/avatar",
                "/api/users/x/avatar", "/api/users/me/avatar/..%2f..%2fx")) {
            trial.expect(ada.client().get(path), 400, 404);
        }
    }

    private static void addresses(Trial trial) throws IOException {
        var listener = trial.closing(new Listener());
        var admin = Shopper.admin();
        for (var url : List.of(
                listener.url("/a.jpg"),
                "http://[::1]:1/a.jpg",
                "http://169.254.169.254/latest/meta-data",
                "http://0x7f000001/",
                "file:///etc/passwd",
                "gopher://127.0.0.1/")) {
            var answer = admin.client().post("/api/products", """
                    {"sku": "URL-%s", "name": "Pictured", "price": {"amountMinor": 1, "currency": "EUR"}, "images": ["%s"]}""".formatted(
                            Integer.toHexString(trial.random().nextInt()).toUpperCase(Locale.ROOT), url));
            trial.expect("admin: POST /api/products with the image " + url, answer, 201, 400);
            if (answer.status() == 201) {
                Client.ofGateway().get("/api/products/" + answer.text("id")).expect(200);
                admin.client().delete("/api/products/" + answer.text("id"));
            }
        }
        trial.expect(
                "PATCH /api/users/me with an avatar address",
                Shopper.fresh().client().patch("/api/users/me", """
                {"avatarUrl": "%s"}""".formatted(listener.url("/me.jpg"))),
                400);
        trial.expect(
                "GET callback with a foreign session",
                Client.ofGateway().get("/api/payments/callback/success?session_id=" + listener.url("/")),
                400,
                404);
        trial.that("our listener", "0 connections", listener.connections(), listener.connections() == 0);
    }

    private static Answer put(Shopper shopper, String name, String type, byte[] content) throws IOException {
        return multipart(shopper.client(), PATH, name, type, content);
    }

    private static Answer multipart(Client client, String path, String name, String type, byte[] content)
            throws IOException {
        var boundary = "proof-of-shopfleet";
        var body = new ByteArrayOutputStream();
        body.write(("--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name
                        + "\"\r\nContent-Type: " + type + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        body.write(content);
        body.write(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return client.send(
                "PUT",
                path,
                "multipart/form-data; boundary=" + boundary,
                BodyPublishers.ofByteArray(body.toByteArray()),
                " (" + content.length + " bytes)");
    }

    private static Answer served(Shopper shopper) {
        return Client.ofGateway().get("/api/users/" + shopper.id() + "/avatar");
    }

    private static String url(Answer answer) {
        var url = answer.text("url");
        return url.isEmpty() ? answer.text("avatarUrl") : url;
    }

    private static String text(Answer answer) {
        return new String(answer.bytes(), StandardCharsets.ISO_8859_1);
    }
}

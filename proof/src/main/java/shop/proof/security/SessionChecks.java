package shop.proof.security;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import shop.proof.Answer;
import shop.proof.AtOnce;
import shop.proof.Client;
import shop.proof.Shopper;

/** Logins, their refresh tokens and their cookies: checks 12 to 17, and the cookie's protection against foreign pages. */
final class SessionChecks {

    private static final int AT_ONCE = 20;
    private static final int ROUNDS = 5;
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration RESTARTED = Duration.ofSeconds(30);
    private static final Duration ALL_UNDER_WAY = Duration.ofSeconds(20);

    private SessionChecks() {}

    static List<Check> all() {
        return List.of(
                Check.of(
                        12,
                        "the token of an account that was disabled",
                        "401 at once for writes, soon for reads; no login",
                        SessionChecks::disabled),
                Check.of(
                        13,
                        "refresh R1 -> R2; R1 again",
                        "401, R2 dead too, security event logged",
                        SessionChecks::reused),
                Check.of(14, "20 parallel refreshes with R1", "one live successor", SessionChecks::raced),
                Check.of(
                        16,
                        "refresh past the absolute lifetime (clock turned in the database)",
                        "401",
                        SessionChecks::outlived),
                Check.of(
                        17,
                        "look in the database and at the cookies",
                        "SHA-256 only; HttpOnly, Secure (not on a laptop over http), SameSite, narrow Path",
                        SessionChecks::stored),
                Check.of(
                        72,
                        "the password is changed while others are logged in",
                        "their access and refresh tokens end",
                        SessionChecks::passwordChanged),
                new Check(
                        "A4",
                        "cookie instead of header, with and without the CSRF header",
                        "unsafe methods need the header",
                        SessionChecks::cookies,
                        () -> {}));
    }

    /** Apart from the others, for it ends a service: to be run when nothing else asks for it. */
    static Check afterACrash() {
        return Check.of(
                15,
                "logout, kill -9 user-service, restart, refresh with R",
                "401",
                SessionChecks::loggedOutThenCrashed);
    }

    private static void passwordChanged(Trial trial) throws Exception {
        var ada = Shopper.fresh();
        var elsewhere = ada.again();
        trial.expect("another login before", elsewhere.client().get("/api/orders"), 200);
        trial.expect(
                "PATCH /api/users/me/password",
                ada.client().patch("/api/users/me/password", """
                {"currentPassword": "%s", "newPassword": "another horse battery staple"}""".formatted(Shopper.PASSWORD)),
                204);
        for (var read : List.of("/api/users/me", "/api/orders", "/api/payments", "/api/notifications")) {
            trial.expect(
                    "GET " + read + " of the other login",
                    Trial.until(SOON, () -> elsewhere.client().get(read), SessionChecks::isUnauthorized),
                    401);
        }
        trial.expect("refresh of the other login", refresh(trial.stranger(), elsewhere.refreshToken()), 401);
    }

    private static void disabled(Trial trial) throws Exception {
        var admin = Shopper.admin();
        var shopper = Shopper.fresh();
        var path = "/api/users/" + shopper.id() + "/status";
        trial.expect("GET /api/orders before", shopper.client().get("/api/orders"), 200);
        trial.expect("admin: PUT " + path + " DISABLED", admin.client().put(path, """
                {"status": "DISABLED"}"""), 200, 204);
        trial.refused(
                "PATCH /api/users/me at once", shopper.client().patch("/api/users/me", """
                {"name": "Eve"}"""), 401, "account_disabled");
        var writes = new TreeMap<>(Map.of(
                "/api/orders", Shopper.orderBody("019aa5f0-7a00-7000-8000-00000000dead", 1),
                "/api/cart/merge", "{}",
                "/api/payments", """
                {"orderId": "019aa5f0-7a00-7000-8000-00000000dead", "method": {"type": "intent"}}"""));
        for (var write : writes.entrySet()) {
            var began = System.nanoTime();
            var answer = Trial.until(
                    SOON, () -> shopper.client().post(write.getKey(), write.getValue()), SessionChecks::isUnauthorized);
            trial.refused(
                    "POST " + write.getKey() + " (after " + (System.nanoTime() - began) / 1_000_000 + " ms)",
                    answer,
                    401,
                    "account_disabled");
        }
        for (var read : List.of("/api/orders", "/api/users/me", "/api/payments", "/api/notifications", "/api/cart")) {
            trial.refused(
                    Trial.until(SOON, () -> shopper.client().get(read), SessionChecks::isUnauthorized),
                    401,
                    "account_disabled");
        }
        trial.expect(
                "login, right password",
                trial.stranger().post("/api/user/login", Shopper.loginBody(shopper.email(), Shopper.PASSWORD)),
                401);
        trial.expect("refresh", refresh(trial.stranger(), shopper.refreshToken()), 401);
        trial.expect("admin: PUT " + path + " ACTIVE", admin.client().put(path, """
                {"status": "ACTIVE"}"""), 200, 204);
        trial.expect(
                "the old token after that",
                Trial.until(
                        SOON,
                        () -> shopper.client().get("/api/orders"),
                        answer -> answer.text("code").equals("token_revoked")),
                401);
        trial.expect(
                "a new login",
                Trial.until(SOON, () -> shopper.again().client().get("/api/orders"), SessionChecks::isOk),
                200);
    }

    private static void reused(Trial trial) throws Exception {
        var shopper = Shopper.fresh();
        var requestId = "proof-13-" + Integer.toHexString(trial.random().nextInt());
        var stranger = trial.stranger();
        var second = refresh(stranger, shopper.refreshToken());
        trial.expect("POST /api/refresh-token, R1", second, 200);
        trial.expect("R1 again", refresh(stranger.with("X-Request-Id", requestId), shopper.refreshToken()), 401);
        trial.expect("R2", refresh(stranger, second.text("refreshToken")), 401);
        Logs.expectSecurityEvent(trial, "user-service", requestId);
    }

    /**
     * A request that comes when another was answered already is a theft by check 13, and a busy machine makes some of the twenty late:
     * then nobody's session lives. So the fleet has a few rounds to show that twenty at once leave one.
     */
    private static void raced(Trial trial) throws Exception {
        var live = 0L;
        for (var round = 1; live == 0 && round <= ROUNDS; round++) {
            var shopper = Shopper.fresh();
            var stranger = trial.stranger();
            var underWay = new CyclicBarrier(AT_ONCE);
            var answers =
                    AtOnce.times(AT_ONCE, () -> refreshWhenAllAreUnderWay(stranger, shopper.refreshToken(), underWay));
            var counts = Trial.counts(answers);
            trial.that(
                    "POST /api/refresh-token, 20 x R1 at once, round " + round,
                    "1 x 200, 19 refused",
                    Trial.words(counts),
                    counts.getOrDefault(200, 0) == 1
                            && counts.keySet().stream()
                                    .allMatch(status -> status == 200 || status == 401 || status == 409));
            live = answers.stream()
                    .filter(answer -> answer.status() == 200)
                    .map(answer -> refresh(trial.stranger(), answer.text("refreshToken")))
                    .filter(answer -> answer.status() == 200)
                    .count();
        }
        trial.that("the successor", "1 live", live + " live", live == 1);
    }

    /**
     * A request that comes after the first was answered is a second use, and the family's end is right then. So all are read by the gateway
     * before any can be answered: none has a body until it has let all send theirs.
     */
    private static Answer refreshWhenAllAreUnderWay(Client client, String token, CyclicBarrier underWay) {
        var body = refreshBody(token).getBytes(StandardCharsets.UTF_8);
        Iterable<byte[]> whenAllAreUnderWay = () -> Stream.generate(() -> {
                    try {
                        underWay.await(ALL_UNDER_WAY.toSeconds(), TimeUnit.SECONDS);
                        return body;
                    } catch (InterruptedException | BrokenBarrierException | TimeoutException failed) {
                        throw new IllegalStateException(failed);
                    }
                })
                .limit(1)
                .iterator();
        return client.postOnContinue(
                "/api/refresh-token",
                BodyPublishers.fromPublisher(BodyPublishers.ofByteArrays(whenAllAreUnderWay), body.length));
    }

    private static void loggedOutThenCrashed(Trial trial) throws Exception {
        var shopper = Shopper.fresh();
        trial.expect(
                "POST /api/user/logout",
                shopper.client().post("/api/user/logout", """
                {"refreshToken": "%s"}""".formatted(shopper.refreshToken())),
                204);
        trial.fleet().crash("user-service");
        var answer = Trial.until(
                RESTARTED, () -> refresh(trial.stranger(), shopper.refreshToken()), got -> got.status() != 503);
        trial.expect("POST /api/refresh-token after kill -9 and restart", answer, 401);
    }

    private static void outlived(Trial trial) throws Exception {
        var database = UsersDatabase.open(trial);
        var shopper = Shopper.fresh();
        var second = refresh(trial.stranger(), shopper.refreshToken());
        trial.expect("POST /api/refresh-token on the first day", second, 200);
        database.update(
                "update sessions set opened_at = opened_at - interval '30 days 1 minute',"
                        + " expires_at = expires_at - interval '30 days 1 minute' where account_id = ?::uuid",
                shopper.id());
        trial.expect(
                "POST /api/refresh-token 30 days later", refresh(trial.stranger(), second.text("refreshToken")), 401);
    }

    private static void stored(Trial trial) throws Exception {
        var shopper = Shopper.fresh();
        var login = Client.ofGateway().post("/api/user/login", Shopper.loginBody(shopper.email(), Shopper.PASSWORD));
        var cookies = cookies(login);
        cookie(trial, cookies, "access_token", "/", true);
        cookie(trial, cookies, "refresh_token", "/api/refresh-token", true);
        cookie(trial, cookies, "XSRF-TOKEN", "/", false);
        var database = UsersDatabase.open(trial);
        var token = login.text("refreshToken");
        var plain = database.tablesWith(token);
        trial.that("tables of user-service with the refresh token", "none", plain, plain.isEmpty());
        var hashed = database.tablesWith(sha256(token));
        trial.that("tables with its SHA-256", "one", hashed, hashed.size() == 1);
        var passwords = database.tablesWith(Shopper.PASSWORD);
        trial.that("tables with the password", "none", passwords, passwords.isEmpty());
    }

    private static void cookie(Trial trial, Map<String, String> cookies, String name, String path, boolean httpOnly) {
        var cookie = cookies.getOrDefault(name, "");
        var isSecure = trial.fleet().gateway().getScheme().equals("https");
        var attributes = cookie.substring(Math.max(0, cookie.indexOf(';')));
        trial.that(
                "login's cookie " + name,
                (httpOnly ? "HttpOnly; " : "") + (isSecure ? "Secure; " : "") + "SameSite=Strict; Path=" + path,
                attributes,
                attributes.contains("Secure") == isSecure
                        && attributes.contains("SameSite=Strict")
                        && attributes.matches(".*Path=" + path + "(;.*|$)")
                        && attributes.contains("HttpOnly") == httpOnly);
    }

    private static void cookies(Trial trial) {
        var shopper = Shopper.fresh();
        var cookies = cookies(
                Client.ofGateway().post("/api/user/login", Shopper.loginBody(shopper.email(), Shopper.PASSWORD)));
        var xsrf = value(cookies, "XSRF-TOKEN");
        var browser = Client.ofGateway()
                .with("Cookie", "access_token=" + value(cookies, "access_token") + "; XSRF-TOKEN=" + xsrf);
        trial.expect("GET /api/users/me by cookie", browser.get("/api/users/me"), 200);
        var change = """
                {"name": "Ada by cookie"}""";
        trial.refused(
                "PATCH /api/users/me by cookie, no X-XSRF-TOKEN",
                browser.patch("/api/users/me", change),
                403,
                "csrf_token_invalid");
        trial.refused(
                "the same, another X-XSRF-TOKEN in header and cookie",
                Client.ofGateway()
                        .with("Cookie", "access_token=" + value(cookies, "access_token") + "; XSRF-TOKEN=made-up")
                        .with("X-XSRF-TOKEN", "made-up")
                        .patch("/api/users/me", change),
                403,
                "csrf_token_invalid");
        trial.expect(
                "the same, the right X-XSRF-TOKEN",
                browser.with("X-XSRF-TOKEN", xsrf).patch("/api/users/me", change),
                200);
        trial.expect(
                "GET /api/users/me, another's cookie beside the own Authorization header",
                shopper.client().with("Cookie", "access_token=broken").get("/api/users/me"),
                200);
        trial.unauthorized(
                "GET /api/users/me, a broken cookie",
                Client.ofGateway().with("Cookie", "access_token=broken").get("/api/users/me"));
        var forRefresh = Client.ofGateway()
                .with("Cookie", "refresh_token=" + value(cookies, "refresh_token") + "; XSRF-TOKEN=" + xsrf);
        trial.refused(
                "POST /api/refresh-token by cookie, no X-XSRF-TOKEN",
                forRefresh.send("POST", "/api/refresh-token", null),
                403,
                "csrf_token_invalid");
        trial.expect(
                "the same with it",
                forRefresh.with("X-XSRF-TOKEN", xsrf).send("POST", "/api/refresh-token", null),
                200);
    }

    static Answer refresh(Client client, String token) {
        return client.post("/api/refresh-token", refreshBody(token));
    }

    private static String refreshBody(String token) {
        return """
                {"refreshToken": "%s"}""".formatted(token);
    }

    /** Whole cookies, attributes and all, by name. */
    private static Map<String, String> cookies(Answer login) {
        var found = new TreeMap<String, String>();
        var all = new ArrayList<>(login.expect(200).headers("Set-Cookie"));
        all.forEach(cookie -> found.put(cookie.substring(0, Math.max(0, cookie.indexOf('='))), cookie));
        return found;
    }

    private static String value(Map<String, String> cookies, String name) {
        return cookies.getOrDefault(name, "").replaceFirst("^[^=]*=", "").replaceFirst(";.*", "");
    }

    private static boolean isUnauthorized(Answer answer) {
        return answer.status() == 401;
    }

    private static boolean isOk(Answer answer) {
        return answer.status() == 200;
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}

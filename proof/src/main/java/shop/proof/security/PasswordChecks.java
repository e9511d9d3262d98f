package shop.proof.security;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import shop.proof.Answer;
import shop.proof.AtOnce;
import shop.proof.Client;
import shop.proof.Shopper;

/** Passwords, and those who guess them: checks 18 to 24, 67 and 69. */
final class PasswordChecks {

    /** Of {@link Shopper#PASSWORD}, with less memory than the settings allow. */
    private static final String WEAK_HASH =
            "$argon2id$v=19$m=4096,t=1,p=1$cHJvb2Ytb2xkLXNhbHQxNg$TxgX/R2iyTLTWb3nKSZxtXaqbRlrXqWpbQKGVCJ3yao";

    private static final int PAIRS = 50;
    private static final int ROUNDS = 3;

    /** More than an account may be tried with, however slowly they go. */
    private static final int GUESSES = 15;

    private static final int LOGINS_IN_A_STORM = 5;

    private static final double LIKE = 1.2;
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Pattern LINK =
            Pattern.compile("(https?://[^\\s\"<>]+)/reset-password\\?token=([A-Za-z0-9_-]+)");
    private static final String NEW_PASSWORD = "another horse, another battery";

    private PasswordChecks() {}

    static List<Check> all() {
        return List.of(
                Check.of(
                        18,
                        "the stored hash; login with a hash of older parameters",
                        "Argon2id with the parameters of the settings; hashed anew at login",
                        PasswordChecks::hash),
                Check.of(
                        19,
                        "passwords of 7, 64, 200 characters, a common one, 15 small letters",
                        "400; 201; 400 or 201, never cut; 400; 201",
                        PasswordChecks::lengths),
                Check.of(
                        20,
                        "login with an unknown mail and a wrong password, 50 pairs",
                        "the same answer, medians within 20 %",
                        PasswordChecks::timing),
                Check.of(
                        21,
                        "sign-up with a taken mail, again and again from one address",
                        "409, then 429 + Retry-After",
                        PasswordChecks::enumeration),
                Check.of(
                        22,
                        "wrong logins on one account; one wrong login on each of many accounts",
                        "429 + Retry-After; 429; nobody else is slowed",
                        trial -> guessing(trial, Function.identity())),
                Check.of(23, "as 22 with a new X-Forwarded-For each time", "429", PasswordChecks::guessingWithMasks),
                Check.of(
                        24,
                        "password reset: link twice, after 61 min, Host of another",
                        "400; 400; link to the configured address; all sessions end",
                        PasswordChecks::reset),
                Check.of(
                        67,
                        "80 sign-ups at once from one address, while others log in",
                        "log-in keeps its share: 200 each",
                        PasswordChecks::signUpStorm),
                Check.of(
                        69,
                        "strangers guess at one account; its owner logs in",
                        "429 for strangers; 200 from a known device or address",
                        PasswordChecks::lockOut));
    }

    private static void signUpStorm(Trial trial) throws Exception {
        var shopper = Shopper.fresh();
        var crowd = trial.stranger();
        var homes = Stream.generate(trial::stranger).limit(LOGINS_IN_A_STORM).toList();
        var logins = new ArrayList<Answer>();
        List<Answer> signUps;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var storm = threads.submit(() -> AtOnce.times(80, () -> signUp(crowd, Shopper.PASSWORD)));
            for (var home : homes) {
                logins.add(home.post("/api/user/login", Shopper.loginBody(shopper.email(), Shopper.PASSWORD)));
            }
            signUps = storm.get();
        }
        trial.tally(
                LOGINS_IN_A_STORM + " logins meanwhile, one after the other",
                LOGINS_IN_A_STORM + " x 200",
                logins,
                Map.of(200, LOGINS_IN_A_STORM));
        trial.that(
                "the sign-ups",
                "201, or 429 or 503 with Retry-After",
                Trial.words(Trial.counts(signUps)),
                signUps.stream().allMatch(answer -> answer.status() == 201 || isRefusedForNow(answer)));
    }

    private static boolean isRefusedForNow(Answer answer) {
        return (answer.status() == 429 || answer.status() == 503)
                && answer.header("Retry-After").matches("[0-9]+");
    }

    private static void lockOut(Trial trial) {
        var home = trial.stranger();
        var email = Shopper.freshEmail();
        trial.expect(
                "sign-up of the owner",
                home.post("/api/user/signup", Shopper.signUpBody(email, Shopper.PASSWORD, "Ada")),
                201);
        var right = Shopper.loginBody(email, Shopper.PASSWORD);
        var login = home.post("/api/user/login", right);
        trial.expect("login of the owner", login, 200);
        var device = login.headers("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith("device_token="))
                .map(cookie -> cookie.replaceFirst(";.*", ""))
                .findFirst()
                .orElse("device_token=none");

        // Each at an address of its own, so that it is the account that is locked and not they.
        var wrong = Shopper.loginBody(email, "not the password");
        for (var guess = 0; guess < GUESSES; guess++) {
            trial.stranger().post("/api/user/login", wrong);
        }
        trial.expect(
                "the right password from a strange address", trial.stranger().post("/api/user/login", right), 429);
        trial.expect("the right password from the owner's address", home.post("/api/user/login", right), 200);
        trial.expect(
                "the right password from the owner's device at a strange address",
                trial.stranger().with("Cookie", device).post("/api/user/login", right),
                200);
    }

    private static void hash(Trial trial) throws Exception {
        var database = UsersDatabase.open(trial);
        var shopper = Shopper.fresh();
        var current = "$argon2id$v=19$m=%s,t=%s,p=1$"
                .formatted(
                        trial.fleet().setting("HASHING_MEMORY_KIB", "19456"),
                        trial.fleet().setting("HASHING_ITERATIONS", "2"));
        var stored = database.passwordHash(shopper.id());
        trial.that("the hash in the database", current + "...", parameters(stored), stored.startsWith(current));
        database.update("update accounts set password_hash = ? where id = ?::uuid", WEAK_HASH, shopper.id());
        shopper.again();
        var renewed = database.passwordHash(shopper.id());
        trial.that(
                "after a login with " + parameters(WEAK_HASH),
                current + "...",
                parameters(renewed),
                renewed.startsWith(current));
    }

    private static String parameters(String hash) {
        return hash.replaceFirst("(\\$[^$]*\\$[^$]*\\$[^$]*\\$).*", "$1...");
    }

    private static void lengths(Trial trial) {
        var stranger = trial.stranger();
        var common = List.of("password", "12345678", "password1", "iloveyou", "qwertyuiop");
        trial.expect("sign-up, 7 characters", signUp(stranger, "x7!kQ2z"), 400);
        trial.expect(
                "sign-up, 64 characters",
                signUp(stranger, "correct horse battery staple ".repeat(3).substring(0, 64)),
                201);
        common.forEach(password -> trial.expect("sign-up, \"" + password + "\"", signUp(stranger, password), 400));
        trial.expect("sign-up, 15 small letters", signUp(stranger, "kwpxvmzqhrtbnlg"), 201);

        var email = Shopper.freshEmail();
        var longest = "0123456789 long enough ".repeat(9).substring(0, 200);
        var answer = stranger.post("/api/user/signup", Shopper.signUpBody(email, longest, "Ada"));
        trial.expect("sign-up, 200 characters", answer, 400, 201);
        var accepted = answer.status() == 201
                ? longest
                : "0123456789 long enough ".repeat(6).substring(0, 128);
        if (answer.status() != 201) {
            trial.expect(
                    "sign-up, 128 characters",
                    stranger.post("/api/user/signup", Shopper.signUpBody(email, accepted, "Ada")),
                    201);
        }
        trial.expect(
                "login with all but the last of its characters",
                stranger.post(
                        "/api/user/login", Shopper.loginBody(email, accepted.substring(0, accepted.length() - 1))),
                401);
        trial.expect(
                "login with its first 72 characters",
                stranger.post("/api/user/login", Shopper.loginBody(email, accepted.substring(0, 72))),
                401);
    }

    private static Answer signUp(Client client, String password) {
        return client.post("/api/user/signup", Shopper.signUpBody(Shopper.freshEmail(), password, "Ada"));
    }

    /** Up to three rounds, for a busy machine may spoil one; a difference that the code makes is in all of them. */
    private static void timing(Trial trial) {
        var ratio = Double.MAX_VALUE;
        var words = "";
        for (var round = 1; round <= ROUNDS && !isLike(ratio); round++) {
            var accounts = new ArrayList<Shopper>();
            for (var i = 0; i < PAIRS / 5; i++) {
                accounts.add(Shopper.fresh());
            }
            var unknown = new long[PAIRS];
            var wrong = new long[PAIRS];
            var bodies = new ArrayList<String>();
            Client stranger = trial.stranger();
            for (var pair = 0; pair < PAIRS; pair++) {
                if (pair % 20 == 0) {
                    // Before the failures of one address are too many.
                    stranger = trial.stranger();
                }
                var nobody = Shopper.loginBody(Shopper.freshEmail(), "not the password");
                var somebody =
                        Shopper.loginBody(accounts.get(pair % accounts.size()).email(), "not the password");
                unknown[pair] = time(stranger, nobody, bodies);
                wrong[pair] = time(stranger, somebody, bodies);
            }
            var distinct = bodies.stream().distinct().toList();
            trial.that(
                    "round " + round + ", distinct answers",
                    "one, 401",
                    distinct,
                    distinct.size() == 1 && distinct.getFirst().startsWith("401"));
            ratio = (double) median(unknown) / median(wrong);
            words = "%.1f ms / %.1f ms = %.2f".formatted(median(unknown) / 1e6, median(wrong) / 1e6, ratio);
        }
        trial.that("medians of unknown mail / wrong password", "within 20 %", words, isLike(ratio));
    }

    private static boolean isLike(double ratio) {
        return ratio <= LIKE && ratio >= 1 / LIKE;
    }

    private static long time(Client client, String body, List<String> answers) {
        var began = System.nanoTime();
        var answer = client.post("/api/user/login", body);
        var took = System.nanoTime() - began;
        answers.add(
                answer.status() + " " + answer.text("code") + " " + answer.text("title") + " " + answer.text("detail"));
        return took;
    }

    private static long median(long[] values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static void enumeration(Trial trial) {
        var taken = Shopper.fresh();
        var stranger = trial.stranger();
        throttled(
                trial,
                "POST /api/user/signup with a taken mail",
                409,
                "email_taken",
                _ -> stranger.post("/api/user/signup", Shopper.signUpBody(taken.email(), Shopper.PASSWORD, "Eve")));
    }

    private static void guessing(Trial trial, Function<Client, Client> mask) {
        var victim = Shopper.fresh();
        var guesser = trial.stranger();
        throttled(
                trial,
                "POST /api/user/login, wrong password, one account",
                401,
                "bad_credentials",
                _ -> mask.apply(guesser)
                        .post("/api/user/login", Shopper.loginBody(victim.email(), "not the password")));
        var sprayer = trial.stranger();
        throttled(
                trial,
                "POST /api/user/login, one guess per account, one address",
                401,
                "bad_credentials",
                _ -> mask.apply(sprayer)
                        .post("/api/user/login", Shopper.loginBody(Shopper.freshEmail(), "not the password")));
        trial.expect(
                "login of another account from another address meanwhile",
                trial.stranger()
                        .post(
                                "/api/user/login",
                                Shopper.loginBody(Shopper.fresh().email(), Shopper.PASSWORD)),
                200);
    }

    private static void guessingWithMasks(Trial trial) {
        guessing(trial, client -> {
            var address = "198.51.100." + trial.random().nextInt(256);
            return client.with("X-Forwarded-For", address)
                    .with("X-Real-IP", address)
                    .with("Forwarded", "for=" + address)
                    .with("True-Client-IP", address);
        });
    }

    /** A hundred and twenty times at most: twice what the local profile lets one address fail. */
    private static void throttled(
            Trial trial, String request, int status, String code, Function<Integer, Answer> attempt) {
        var first = attempt.apply(0);
        trial.refused(request, first, status, code);
        var tries = 1;
        var last = first;
        while (last.status() == status && tries < 120) {
            last = attempt.apply(tries);
            tries++;
        }
        trial.refused("the same, try " + tries, last, 429, "too_many_attempts")
                .that(
                        "its Retry-After",
                        "seconds",
                        last.header("Retry-After"),
                        last.header("Retry-After").matches("[1-9][0-9]*"));
    }

    private static void reset(Trial trial) throws Exception {
        var shopper = Shopper.fresh();
        var gateway = trial.fleet().gateway();
        var body = """
                {"email": "%s"}""".formatted(shopper.email());
        var asked = Wire.ask(
                gateway,
                body,
                "POST /api/user/password-reset HTTP/1.1",
                "Host: evil.example",
                "X-Forwarded-Host: evil.example",
                "Content-Type: application/json",
                "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length);
        trial.that("POST /api/user/password-reset, Host: evil.example", "202", asked.brief(), asked.status() == 202);
        var unknown = trial.stranger().post("/api/user/password-reset", """
                {"email": "%s"}""".formatted(Shopper.freshEmail()));
        trial.expect("POST /api/user/password-reset, unknown mail", unknown, 202);

        var link = mailedLink(trial, shopper.email(), 1);
        trial.that(
                "the mail's link",
                "to the configured address",
                link.base(),
                link.base().endsWith(":" + gateway.getPort()));
        var page = Client.ofGateway().get("/reset-password?token=" + link.token());
        trial.expect("GET /reset-password", page, 200);
        trial.expect("confirm, a common password", confirm(trial, link.token(), "password123"), 400);
        trial.expect("confirm", confirm(trial, link.token(), NEW_PASSWORD), 204);
        trial.refused("confirm again", confirm(trial, link.token(), NEW_PASSWORD + "!"), 400, "reset_token_invalid");
        trial.refused(
                "confirm, a made-up token", confirm(trial, "A".repeat(43), NEW_PASSWORD), 400, "reset_token_invalid");
        trial.expect(
                "refresh with the session of before",
                SessionChecks.refresh(trial.stranger(), shopper.refreshToken()),
                401);
        trial.expect(
                "the access token of before",
                Trial.until(SOON, () -> shopper.client().get("/api/orders"), answer -> answer.status() == 401),
                401);
        trial.expect(
                "login with the old password",
                trial.stranger().post("/api/user/login", Shopper.loginBody(shopper.email(), Shopper.PASSWORD)),
                401);
        trial.expect(
                "login with the new one",
                trial.stranger().post("/api/user/login", Shopper.loginBody(shopper.email(), NEW_PASSWORD)),
                200);

        var database = UsersDatabase.open(trial);
        trial.expect("POST /api/user/password-reset", trial.stranger().post("/api/user/password-reset", body), 202);
        var late = mailedLink(trial, shopper.email(), 2);
        database.update(
                "update password_resets set requested_at = requested_at - interval '61 minutes',"
                        + " expires_at = expires_at - interval '61 minutes' where account_id = ?::uuid",
                shopper.id());
        trial.refused(
                "confirm after 61 minutes", confirm(trial, late.token(), NEW_PASSWORD), 400, "reset_token_invalid");
        var plain = database.tablesWith(late.token());
        trial.that("tables of user-service with the link's token", "none", plain, plain.isEmpty());
    }

    private static Answer confirm(Trial trial, String token, String password) {
        return trial.stranger().post("/api/user/password-reset/confirm", """
                {"token": "%s", "newPassword": "%s"}""".formatted(token, password));
    }

    private record Link(String base, String token) {}

    /** @param number how many mails with a link there must be by now; the newest is read */
    private static Link mailedLink(Trial trial, String email, int number) throws InterruptedException {
        var mail = Client.of(trial.fleet().mail());
        var links = new ArrayList<Link>();
        Trial.until(SOON, () -> mail.get("/api/messages?to=" + email), list -> {
            links.clear();
            list.json().path("messages").forEach(message -> {
                var text = mail.get("/api/messages/" + message.get("id").asString())
                        .text("text");
                var found = LINK.matcher(text);
                if (found.find()) {
                    links.add(new Link(found.group(1), found.group(2)));
                }
            });
            return links.size() >= number;
        });
        if (links.size() < number) {
            throw new AssertionError(links.size() + " mails with a link to " + email + " (expected: " + number + ")");
        }
        return links.getFirst();
    }
}

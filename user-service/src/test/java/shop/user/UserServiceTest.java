package shop.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import shop.platform.tracing.RequestStart;
import shop.test.Api;
import shop.test.Api.Answer;
import shop.test.ApiDocument;
import shop.test.Contracts;
import shop.test.FleetTest;
import shop.test.KafkaProbe;
import shop.test.Parallel;
import shop.test.TestTokens;
import shop.user.support.People;
import shop.user.support.People.Login;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a client of user-service sees. */
@FleetTest
@ExtendWith(OutputCaptureExtension.class)
class UserServiceTest {

    private static final String ADMIN_EMAIL = "admin@shop.example";
    private static final String ADMIN_PASSWORD = "admin-of-the-tests";
    private static final Map<String, String> ADDRESS = Map.of(
            "name", "Ada Lovelace",
            "line1", "12 St James's Square",
            "city", "London",
            "postalCode", "SW1Y 4JH",
            "country", "GB");

    private final JdbcClient jdbc;
    private final Api api;
    private final People people;

    @Autowired
    UserServiceTest(JdbcClient jdbc, @LocalServerPort int port) {
        this.jdbc = jdbc;
        this.api = new Api(port);
        this.people = new People(api);
    }

    // Sign-up

    @Test
    void signUpAnswersWithTheAccountAndWhereItIs() {
        var email = People.newEmail();

        var answer = people.signUp(email);

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("Location")).isEqualTo("/api/users/" + answer.text("id"));
        assertThat(answer.body().propertyNames())
                .containsExactlyInAnyOrder("id", "email", "name", "roles", "createdAt");
        assertThat(answer.text("email")).isEqualTo(email);
        assertThat(answer.text("createdAt")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");
        assertThat(texts(answer.body().get("roles"))).containsExactly("USER");
        assertThat(UUID.fromString(answer.text("id")).version()).isEqualTo(7);
    }

    @Test
    void signUpTellsTheFleetOnce() {
        var email = People.newEmail();
        var id = people.signUp(email).text("id");

        var event = KafkaProbe.await(
                "user_registered",
                envelope -> envelope.path("subject").asString().equals(id));

        Contracts.assertValid("user_registered", event);
        Contracts.assertSameFields("user_registered", "user.registered.v1", event.get("data"));
        assertThat(event.get("aggregateversion").asLong()).isEqualTo(1);
        assertThat(event.get("data").get("userId").asString()).isEqualTo(id);
        assertThat(event.get("data").get("email").asString()).isEqualTo(email);
        assertThat(KafkaProbe.eventsAbout("user_registered", id)).hasSize(1);
    }

    @Test
    void oneAddressHasOneAccountHoweverItIsTyped() {
        var email = People.newEmail();
        people.signUp(email);

        assertProblem(people.signUp(email.toUpperCase(Locale.ROOT)), 409, "email_taken");
    }

    @Test
    void signUpsWithOneAddressAtOnceOpenOneAccount() {
        var email = People.newEmail();

        var clients = new AtomicInteger();
        var answers = Parallel.times(
                12, () -> from("192.0.2." + clients.incrementAndGet()).signUp(email));

        // A busy machine may not get through all hashes in time; then some are asked to come back.
        assertThat(answers).extracting(Answer::status).containsOnlyOnce(201).isSubsetOf(201, 409, 503);
        var id = answers.stream()
                .filter(answer -> answer.status() == 201)
                .findFirst()
                .orElseThrow()
                .text("id");
        KafkaProbe.await(
                "user_registered",
                envelope -> envelope.path("subject").asString().equals(id));
        assertThat(KafkaProbe.records("user_registered").stream()
                        .map(message -> JsonMapper.shared().readTree(message.value()))
                        .filter(envelope ->
                                envelope.get("data").get("email").asString().equals(email)))
                .hasSize(1);
    }

    @Test
    void manySignUpsOfOneAddressAtOnceAreThrottledAndKeepNobodyOut() {
        var crowd = from("203.0.113.80");

        var answers = Parallel.times(40, () -> crowd.signUp(People.newEmail()));

        assertThat(answers).extracting(Answer::status).contains(201, 429).isSubsetOf(201, 429, 503);
        assertThat(answers).filteredOn(answer -> answer.status() == 429).allSatisfy(refused -> {
            assertProblem(refused, 429, "too_many_sign_ups");
            assertThat(Integer.parseInt(refused.header("Retry-After"))).isPositive();
        });
        assertThat(crowd.signUp(People.newEmail()).status()).isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource({
        "email, '\"nobody\"'",
        "email, '\"a@b\\n.org\"'",
        "email, null",
        "password, '\"1234567\"'",
        "password, '\"iloveyou\"'",
        "password, null",
        "name, '\"\"'",
        "name, '\"two\\nlines\"'",
        "name, null"
    })
    void badInputIsRefusedFieldByField(String field, String value) {
        var fields = new HashMap<String, String>(Map.of(
                "email",
                "\"" + People.newEmail() + "\"",
                "password",
                "\"" + People.PASSWORD + "\"",
                "name",
                "\"Ada\""));
        fields.put(field, value);
        var body = "{"
                + fields.entrySet().stream()
                        .map(one -> "\"" + one.getKey() + "\":" + one.getValue())
                        .collect(Collectors.joining(","))
                + "}";

        var answer = api.post("/api/user/signup", body);

        assertProblem(answer, 400, "validation_failed");
        assertThat(answer.wrongFields()).containsExactly(field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"role\": \"ADMIN\"", "\"roles\": [\"ADMIN\"]", "\"id\": 1", "\"enabled\": true"})
    void nobodySignsUpWithMoreThanAsked(String more) {
        var answer = api.post(
                "/api/user/signup",
                "{\"email\":\"" + People.newEmail() + "\",\"password\":\"" + People.PASSWORD + "\",\"name\":\"Ada\","
                        + more + "}");

        assertThat(answer.status()).isEqualTo(400);
    }

    @Test
    void passwordsOfAllLengthsLogInWhole() {
        var password = "ß".repeat(127);
        var email = People.newEmail();
        var signUp = Map.of("email", email, "password", password + "1", "name", "Ada");

        assertThat(api.post("/api/user/signup", signUp).status()).isEqualTo(201);

        assertThat(people.tryLogIn(email, password + "1").status()).isEqualTo(200);
        assertThat(people.tryLogIn(email, password + "2").status()).isEqualTo(401);
        assertThat(people.tryLogIn(email, password).status()).isEqualTo(401);
    }

    @Test
    void passwordsAreStoredAsArgon2idHashes() {
        var id = UUID.fromString(people.signUp(People.newEmail()).text("id"));

        assertThat(jdbc.sql("select password_hash from accounts where id = :id")
                        .param("id", id)
                        .query(String.class)
                        .single())
                .matches(Pattern.quote(People.HASH_PARAMETERS) + "[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{43}");
    }

    @Test
    void passwordsAndAddressesStayOutOfTheLog(CapturedOutput output) {
        var login = people.signUpAndLogIn();
        people.tryLogIn(login.email(), "a wrong but secret one");
        people.signUp(login.email());
        api.post("/api/user/signup", Map.of("email", "nobody", "password", "sesame", "name", "Ada"));

        assertThat(output).doesNotContain(People.PASSWORD, "a wrong but secret one", "sesame", login.email());
    }

    // Login

    @Test
    void loginGivesABearerAndARefreshToken() {
        var email = People.newEmail();
        people.signUp(email);

        var answer = people.tryLogIn(email.toLowerCase(Locale.ROOT), People.PASSWORD);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().propertyNames())
                .containsExactlyInAnyOrder("accessToken", "refreshToken", "expiresIn", "tokenType");
        assertThat(answer.body().get("expiresIn").asLong()).isEqualTo(600);
        assertThat(answer.text("tokenType")).isEqualTo("Bearer");
        assertThat(answer.header("Cache-Control")).contains("no-store");
    }

    @Test
    void loginTakesTheFormOfOauthClients() {
        var email = People.newEmail();
        people.signUp(email);
        var form = Map.of("grant_type", "password", "username", email, "password", People.PASSWORD);

        assertThat(logInByForm(form).status()).isEqualTo(200);
        assertProblem(logInByForm(Map.of("username", email, "password", "wrong")), 401, "bad_credentials");
        assertThat(logInByForm(Map.of("username", email)).status()).isEqualTo(400);
    }

    @Test
    void aWrongPasswordAndAnUnknownAddressGetTheSameAnswer() {
        var email = People.newEmail();
        people.signUp(email);

        var wrong = people.tryLogIn(email, "not the password");
        var unknown = people.tryLogIn(People.newEmail(), "not the password");

        assertProblem(wrong, 401, "bad_credentials");
        assertThat(sameForAll(unknown)).isEqualTo(sameForAll(wrong));
        assertThat(unknown.header("WWW-Authenticate")).isEqualTo(wrong.header("WWW-Authenticate"));
    }

    @Test
    void accessTokensSayWhatTheFleetChecks() {
        var login = people.signUpAndLogIn();
        var parts = login.bearer().substring("Bearer ".length()).split("\\.", -1);

        var header = decoded(parts[0]);
        assertThat(header.get("alg").asString()).isEqualTo("RS256");
        assertThat(header.get("typ").asString()).isEqualTo("at+jwt");
        assertThat(header.get("kid").asString())
                .isEqualTo(jwks().get("keys").get(0).get("kid").asString());
        var claims = decoded(parts[1]);
        assertThat(claims.propertyNames())
                .containsExactlyInAnyOrder("iss", "aud", "sub", "roles", "ver", "xsrf", "iat", "nbf", "exp", "jti");
        assertThat(claims.get("iss").asString()).isEqualTo(TestTokens.ISSUER);
        assertThat(claims.get("sub").asString()).isEqualTo(login.id().toString());
        assertThat(claims.get("exp").asLong() - claims.get("iat").asLong()).isEqualTo(600);
    }

    @Test
    void loginSetsCookiesThatNoScriptAndNoOtherSiteReads() throws Exception {
        var email = People.newEmail();
        people.signUp(email);

        var answer = people.tryLogIn(email, People.PASSWORD);

        assertThat(answer.headers().allValues("Set-Cookie"))
                .satisfiesExactlyInAnyOrder(
                        cookie -> assertThat(cookie)
                                .startsWith("access_token=" + answer.text("accessToken") + "; Path=/; Max-Age=600; ")
                                .contains("; Secure", "; HttpOnly", "; SameSite=Strict"),
                        cookie -> assertThat(cookie)
                                .startsWith("refresh_token=" + answer.text("refreshToken")
                                        + "; Path=/api/refresh-token; Max-Age=1209600; ")
                                .contains("; Secure", "; HttpOnly", "; SameSite=Strict"),
                        cookie -> assertThat(cookie)
                                .startsWith("XSRF-TOKEN=")
                                .contains("; Path=/; Max-Age=1209600; ", "; Secure", "; SameSite=Strict")
                                .doesNotContain("HttpOnly"),
                        cookie -> assertThat(cookie)
                                .startsWith("device_token=")
                                .contains(
                                        "; Path=/; Max-Age=15552000; ", "; Secure", "; HttpOnly", "; SameSite=Strict"));
        var xsrf = People.cookie(answer, "XSRF-TOKEN");
        assertThat(Base64.getUrlDecoder().decode(xsrf)).hasSize(32);
        var digest = MessageDigest.getInstance("SHA-256").digest(xsrf.getBytes(StandardCharsets.UTF_8));
        assertThat(decoded(answer.text("accessToken").split("\\.", -1)[1])
                        .get("xsrf")
                        .asString())
                .isEqualTo(Base64.getUrlEncoder().withoutPadding().encodeToString(digest));
    }

    @Test
    void tooManyWrongPasswordsAreThrottledWhetherThereIsAnAccountOrNot(CapturedOutput output) {
        var known = People.newEmail();
        var id = people.signUp(known).text("id");
        var unknown = People.newEmail();
        for (var email : List.of(known, unknown)) {
            for (var i = 0; i < 10; i++) {
                assertProblem(people.tryLogIn(email, "wrong " + i), 401, "bad_credentials");
            }
        }

        var refused = people.tryLogIn(known, People.PASSWORD);
        assertProblem(refused, 429, "too_many_attempts");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 60);
        var alike = people.tryLogIn(unknown.toUpperCase(Locale.ROOT), "wrong");
        assertThat(sameForAll(alike)).isEqualTo(sameForAll(refused));
        assertThat(output)
                .contains(
                        "event=security action=login_failed account=" + id,
                        "event=security action=login_throttled account=" + id,
                        "event=security action=login_failed account=unknown");
    }

    @Test
    void aStrangerWhoGuessesKeepsNoKnownDeviceOrAddressOut() {
        var email = People.newEmail();
        people.signUp(email);
        var home = from("198.51.100.1");
        var device = People.cookie(home.tryLogIn(email, People.PASSWORD), "device_token");
        var stranger = from("203.0.113.66");
        for (var i = 0; i < 10; i++) {
            assertProblem(stranger.tryLogIn(email, "wrong " + i), 401, "bad_credentials");
        }

        assertProblem(stranger.tryLogIn(email, People.PASSWORD), 429, "too_many_attempts");
        assertProblem(from("203.0.113.67").tryLogIn(email, People.PASSWORD), 429, "too_many_attempts");
        var madeUp = new People(at("203.0.113.66").with("Cookie", "device_token=" + "A".repeat(43)));
        assertProblem(madeUp.tryLogIn(email, People.PASSWORD), 429, "too_many_attempts");

        assertThat(home.tryLogIn(email, People.PASSWORD).status()).isEqualTo(200);
        var roaming = new People(at("203.0.113.66").with("Cookie", "device_token=" + device));
        var again = roaming.tryLogIn(email, People.PASSWORD);
        assertThat(again.status()).isEqualTo(200);
        assertThat(People.cookie(again, "device_token")).isEqualTo(device);
    }

    @Test
    void aKnownDeviceGuessesNoMoreThanAStranger() {
        var email = People.newEmail();
        people.signUp(email);
        var home = from("198.51.100.2");
        home.logIn(email, People.PASSWORD);
        for (var i = 0; i < 10; i++) {
            assertProblem(home.tryLogIn(email, "wrong " + i), 401, "bad_credentials");
        }

        assertProblem(home.tryLogIn(email, People.PASSWORD), 429, "too_many_attempts");
    }

    @Test
    void aDeviceOfOneAccountIsAStrangerToAnother() {
        var device = People.cookie(people.tryLogIn(people.signUpAndLogIn().email(), People.PASSWORD), "device_token");
        var victim = People.newEmail();
        people.signUp(victim);
        var stranger = new People(at("203.0.113.68").with("Cookie", "device_token=" + device));
        for (var i = 0; i < 10; i++) {
            assertProblem(stranger.tryLogIn(victim, "wrong " + i), 401, "bad_credentials");
        }

        assertProblem(from("203.0.113.69").tryLogIn(victim, People.PASSWORD), 429, "too_many_attempts");
        assertProblem(stranger.tryLogIn(victim, People.PASSWORD), 429, "too_many_attempts");
    }

    @Test
    void anAccountKnowsFewDevicesAndOnlyTheirHashes() {
        var login = people.signUpAndLogIn();
        for (var i = 0; i < 12; i++) {
            from("198.51.100." + (100 + i)).logIn(login.email(), People.PASSWORD);
        }

        assertThat(jdbc.sql("select kind, count(*) n from known_devices where account_id = :id group by kind")
                        .param("id", login.id())
                        .query((row, _) -> row.getString("kind") + " " + row.getInt("n"))
                        .list())
                .containsExactlyInAnyOrder("COOKIE 10", "ADDRESS 10");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"$gt\":\"\"}", "\"\\u0000\"", "\"a\\r\\nb\"", "[]", "5"})
    void whatIsNoAddressDoesNotLogIn(String email) {
        var answer = api.post("/api/user/login", "{\"email\":" + email + ",\"password\":\"x\"}");

        assertProblem(answer, 400, "validation_failed");
        assertThat(answer.wrongFields()).containsExactly("email");
    }

    @Test
    void anAddressThatNobodyCanHaveIsJustUnknown() {
        assertProblem(people.tryLogIn("' or 1=1 --", "x"), 401, "bad_credentials");
        assertThat(people.tryLogIn("a".repeat(300), "x").status()).isEqualTo(400);
    }

    @Test
    void tokensThatWereNotSignedHereAreRefused() {
        var login = people.signUpAndLogIn();
        var tampered = login.bearer().replaceFirst("\\.[^.]+\\.", "." + encoded(claimsOfAnAdmin(login)) + ".");

        assertThat(api.get("/api/users/me").status()).isEqualTo(401);
        assertThat(api.as(tampered).get("/api/users/me").status()).isEqualTo(401);
        assertThat(api.as(TestTokens.user(login.id())).get("/api/users/me").status())
                .isEqualTo(401);
        assertThat(api.as("Bearer " + login.refreshToken()).get("/api/users/me").status())
                .isEqualTo(401);
    }

    @Test
    void publishesTheKeysAndNothingPrivate() {
        var answer = api.get("/.well-known/jwks.json");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Cache-Control")).isEqualTo("max-age=30, public");
        assertThat(answer.body().get("keys")).isNotEmpty().allSatisfy(key -> {
            assertThat(key.propertyNames()).containsExactlyInAnyOrder("kty", "use", "alg", "kid", "n", "e");
            assertThat(key.get("kty").asString()).isEqualTo("RSA");
        });
    }

    // Refresh and logout

    @Test
    void refreshRotates() {
        var login = people.signUpAndLogIn();

        var second = people.refresh(login.refreshToken());

        assertThat(second.status()).isEqualTo(200);
        assertThat(second.text("refreshToken")).isNotEqualTo(login.refreshToken());
        assertThat(api.as("Bearer " + second.text("accessToken"))
                        .get("/api/users/me")
                        .status())
                .isEqualTo(200);
        assertThat(people.refresh(second.text("refreshToken")).status()).isEqualTo(200);
    }

    @Test
    void aReusedRefreshTokenEndsTheFamily() {
        var login = people.signUpAndLogIn();
        var second = people.refresh(login.refreshToken());

        assertProblem(people.refresh(login.refreshToken()), 401, "refresh_token_invalid");
        assertProblem(people.refresh(second.text("refreshToken")), 401, "refresh_token_invalid");
    }

    @Test
    void whatTheGatewayHadBeforeTheAnswerIsNoReuse() {
        var login = people.signUpAndLogIn();
        var beforeTheAnswer = RequestStart.of(Instant.now());
        var second = people.refresh(login.refreshToken());
        var body = Map.of("refreshToken", login.refreshToken());

        assertProblem(
                api.with(RequestStart.HEADER, beforeTheAnswer).post("/api/refresh-token", body),
                401,
                "refresh_token_invalid");
        var third = people.refresh(second.text("refreshToken"));
        assertThat(third.status()).isEqualTo(200);

        // One that says nothing to the point came now.
        assertThat(api.with(RequestStart.HEADER, "t=1")
                        .post("/api/refresh-token", body)
                        .status())
                .isEqualTo(401);
        assertProblem(people.refresh(third.text("refreshToken")), 401, "refresh_token_invalid");
    }

    @Test
    void refreshesAtOnceGiveOneSuccessorThatLives() {
        for (var round = 0; round < 5; round++) {
            var login = people.signUpAndLogIn();

            var answers = Parallel.times(20, () -> people.refresh(login.refreshToken()));

            assertThat(answers)
                    .extracting(Answer::status)
                    .containsOnly(200, 401)
                    .containsOnlyOnce(200);
            assertThat(jdbc.sql("""
                            select count(*) from refresh_tokens t join sessions s on s.id = t.session_id
                            where s.account_id = :account and s.ended_at is null and t.used_at is null""")
                            .param("account", login.id())
                            .query(Long.class)
                            .single())
                    .isEqualTo(1);
            var successor = answers.stream()
                    .filter(answer -> answer.status() == 200)
                    .findFirst()
                    .orElseThrow()
                    .text("refreshToken");
            assertThat(people.refresh(successor).status()).isEqualTo(200);
        }
    }

    @Test
    void refreshTakesTheCookieWithTheHeaderThatBelongsToIt() {
        var email = People.newEmail();
        people.signUp(email);
        var login = people.tryLogIn(email, People.PASSWORD);
        var browser = api.with("Cookie", "refresh_token=" + People.cookie(login, "refresh_token"));
        var xsrf = People.cookie(login, "XSRF-TOKEN");

        assertProblem(refreshByCookie(browser), 403, "csrf_token_invalid");
        assertProblem(refreshByCookie(browser.with("X-XSRF-TOKEN", "forged")), 403, "csrf_token_invalid");
        assertProblem(refreshByCookie(api.with("X-XSRF-TOKEN", xsrf)), 401, "refresh_token_invalid");

        var refreshed = refreshByCookie(browser.with("X-XSRF-TOKEN", xsrf));
        assertThat(refreshed.status()).isEqualTo(200);
        assertThat(People.cookie(refreshed, "refresh_token")).isEqualTo(refreshed.text("refreshToken"));
        assertThat(People.cookie(refreshed, "XSRF-TOKEN")).isNotEqualTo(xsrf);
        var next = api.with("Cookie", "refresh_token=" + refreshed.text("refreshToken"))
                .with("X-CSRF-TOKEN", People.cookie(refreshed, "XSRF-TOKEN"));
        assertThat(refreshByCookie(next).status()).isEqualTo(200);
    }

    @Test
    void logoutClearsTheCookies() {
        var login = people.signUpAndLogIn();

        var answer = api.as(login.bearer()).send("POST", "/api/user/logout", null);

        assertThat(answer.headers().allValues("Set-Cookie"))
                .hasSize(3)
                .allSatisfy(cookie -> assertThat(cookie).contains("=; ", "Max-Age=0", "Secure", "SameSite=Strict"))
                .anySatisfy(cookie ->
                        assertThat(cookie).startsWith("refresh_token=").contains("Path=/api/refresh-token"));
    }

    @Test
    void refreshTakesRefreshTokensOnly() {
        var login = people.signUpAndLogIn();

        assertProblem(people.refresh(login.bearer().substring("Bearer ".length())), 401, "refresh_token_invalid");
        assertProblem(people.refresh("nonsense"), 401, "refresh_token_invalid");
        assertProblem(api.post("/api/refresh-token", Map.of()), 400, "validation_failed");
    }

    @Test
    void logoutEndsTheSession() {
        var login = people.signUpAndLogIn();
        var body = Map.of("refreshToken", login.refreshToken());

        assertThat(api.post("/api/user/logout", body).status()).isEqualTo(401);
        assertThat(api.as(login.bearer()).post("/api/user/logout", body).status())
                .isEqualTo(204);

        assertProblem(people.refresh(login.refreshToken()), 401, "refresh_token_invalid");
    }

    @Test
    void aBrowsersLogoutEndsItsOwnSession() {
        var email = People.newEmail();
        people.signUp(email);
        var login = people.tryLogIn(email, People.PASSWORD);
        var other = people.logIn(email, People.PASSWORD);

        var answer = api.as("Bearer " + login.text("accessToken"))
                .with("X-XSRF-TOKEN", People.cookie(login, "XSRF-TOKEN"))
                .send("POST", "/api/user/logout", null);

        assertThat(answer.status()).isEqualTo(204);
        assertProblem(people.refresh(login.text("refreshToken")), 401, "refresh_token_invalid");
        assertThat(people.refresh(other.refreshToken()).status()).isEqualTo(200);
    }

    @Test
    void logoutWithoutABodyEndsAllSessions() {
        var login = people.signUpAndLogIn();
        var other = people.logIn(login.email(), People.PASSWORD);

        assertThat(api.as(login.bearer()).send("POST", "/api/user/logout", null).status())
                .isEqualTo(204);

        assertThat(people.refresh(login.refreshToken()).status()).isEqualTo(401);
        assertThat(people.refresh(other.refreshToken()).status()).isEqualTo(401);
    }

    // Profile

    @Test
    void theProfileCanBeReadAndTheNameChanged() {
        var login = people.signUpAndLogIn();
        var before = api.as(login.bearer()).get("/api/users/me");

        var after = api.as(login.bearer())
                .with("If-Match", etag(before))
                .patch("/api/users/me", Map.of("name", "Ada King"));

        assertThat(after.status()).isEqualTo(200);
        assertThat(after.text("name")).isEqualTo("Ada King");
        assertThat(after.text("email")).isEqualTo(login.email());
        assertThat(etag(after)).isNotEqualTo(etag(before));
        assertThat(api.as(login.bearer()).get("/api/users/me").text("name")).isEqualTo("Ada King");
    }

    @Test
    void aStaleIfMatchIsRefused() {
        var login = people.signUpAndLogIn();
        var stale = etag(api.as(login.bearer()).get("/api/users/me"));
        api.as(login.bearer()).with("If-Match", stale).patch("/api/users/me", Map.of("name", "First"));

        var answer = api.as(login.bearer()).with("If-Match", stale).patch("/api/users/me", Map.of("name", "Second"));

        assertProblem(answer, 412, "precondition_failed");
        assertThat(api.as(login.bearer()).get("/api/users/me").text("name")).isEqualTo("First");
    }

    @Test
    void aMergePatchIsTakenToo() {
        var login = people.signUpAndLogIn();

        var answer = api.as(login.bearer())
                .with("Content-Type", "application/merge-patch+json")
                .send("PATCH", "/api/users/me", "{\"name\":\"Ada King\"}");

        assertThat(answer.text("name")).isEqualTo("Ada King");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\":null}",
                "{\"name\":\"\"}",
                "{\"name\":5}",
                "{\"nmae\":\"typo\"}",
                "{\"roles\":[\"ADMIN\"]}",
                "{\"email\":\"other@example.org\"}",
                "[]",
                "\"Ada\"",
                "{"
            })
    void aPatchThatMakesNoSenseIsRefused(String body) {
        var login = people.signUpAndLogIn();

        assertThat(api.as(login.bearer()).patch("/api/users/me", body).status()).isEqualTo(400);
        assertThat(api.as(login.bearer()).get("/api/users/me").text("name")).isEqualTo("Ada Lovelace");
    }

    @Test
    void aNewPasswordEndsTheOtherSessions() {
        var login = people.signUpAndLogIn();
        var other = people.logIn(login.email(), People.PASSWORD);
        var change = Map.of(
                "currentPassword",
                People.PASSWORD,
                "newPassword",
                "an even better password",
                "refreshToken",
                login.refreshToken());

        assertThat(api.as(login.bearer())
                        .patch("/api/users/me/password", change)
                        .status())
                .isEqualTo(204);

        for (var before : List.of(other, login)) {
            assertProblem(api.as(before.bearer()).patch("/api/users/me", Map.of("name", "Eve")), 401, "token_revoked");
        }
        assertThat(people.refresh(other.refreshToken()).status()).isEqualTo(401);
        var refreshed = people.refresh(login.refreshToken());
        assertThat(refreshed.status()).isEqualTo(200);
        assertThat(api.as("Bearer " + refreshed.text("accessToken"))
                        .get("/api/users/me")
                        .status())
                .isEqualTo(200);
        assertThat(people.tryLogIn(login.email(), People.PASSWORD).status()).isEqualTo(401);
        assertThat(people.tryLogIn(login.email(), "an even better password").status())
                .isEqualTo(200);
    }

    @Test
    void aNewPasswordNeedsTheCurrentOneAndMustBeAGoodOne() {
        var login = people.signUpAndLogIn();

        assertProblem(
                api.as(login.bearer())
                        .patch(
                                "/api/users/me/password",
                                Map.of("currentPassword", "wrong", "newPassword", "an even better password")),
                401,
                "bad_credentials");
        assertProblem(
                api.as(login.bearer())
                        .patch(
                                "/api/users/me/password",
                                Map.of("currentPassword", People.PASSWORD, "newPassword", "password")),
                400,
                "validation_failed");
    }

    @Test
    void aSignUpsLocationCanBeReadByItsAccount() {
        var email = People.newEmail();
        var location = people.signUp(email).header("Location");
        var login = people.logIn(email, People.PASSWORD);

        var answer = api.as(login.bearer()).get(location);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("email")).isEqualTo(email);
        assertThat(api.get(location).status()).isEqualTo(401);
    }

    @Test
    void administratorsFindAccountsByAddressAndText() {
        var wanted = people.signUpAndLogIn();
        people.signUpAndLogIn();
        var admin = admin();
        var local = wanted.email().substring(0, wanted.email().indexOf('@'));

        for (var query : List.of(
                "email=" + wanted.email().toUpperCase(Locale.ROOT),
                "q=" + local.toUpperCase(Locale.ROOT) + "%40example",
                "email=" + wanted.email() + "&q=lovelace",
                "email=" + wanted.email() + "&q=")) {
            var found = api.as(admin.bearer()).get("/api/users?" + query);
            assertThat(found.number("totalItems")).as(query).isEqualTo(1);
            assertThat(found.text("items/0/id")).isEqualTo(wanted.id().toString());
        }
        for (var query :
                List.of("email=" + local, "q=%25", "q=_____", "q=%5C", "email=" + wanted.email() + "&q=x%27")) {
            assertThat(api.as(admin.bearer()).get("/api/users?" + query).number("totalItems"))
                    .as(query)
                    .isZero();
        }
        assertThat(api.as(admin.bearer()).get("/api/users?email=&q=").number("totalItems"))
                .isGreaterThan(2);
        assertThat(api.as(admin.bearer()).get("/api/users?q=" + "a".repeat(101)).status())
                .isEqualTo(400);
    }

    // Addresses

    @Test
    void anAddressThatIsAddedAgainUnderItsKeyIsOne() {
        var login = people.signUpAndLogIn();
        var key = UUID.randomUUID().toString();

        var answers = Parallel.times(
                6, () -> api.as(login.bearer()).with("Idempotency-Key", key).post("/api/users/me/addresses", ADDRESS));
        var repeat = api.as(login.bearer()).with("Idempotency-Key", key).post("/api/users/me/addresses", ADDRESS);
        var other = api.as(login.bearer())
                .with("Idempotency-Key", key)
                .post("/api/users/me/addresses", Map.of("name", "Another"));

        assertThat(answers).extracting(Api.Answer::status).contains(201).isSubsetOf(201, 409);
        assertThat(repeat.status()).isEqualTo(201);
        assertThat(repeat.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(other.status()).isIn(400, 422);
        assertThat(api.as(login.bearer()).get("/api/users/me/addresses").number("totalItems"))
                .isEqualTo(1);
    }

    @Test
    void addressesAreKeptChangedAndDeleted() {
        var login = people.signUpAndLogIn();

        var added = api.as(login.bearer()).post("/api/users/me/addresses", ADDRESS);
        assertThat(added.status()).isEqualTo(201);
        var path = "/api/users/me/addresses/" + added.text("id");
        assertThat(added.header("Location")).isEqualTo(path);

        var changed = api.as(login.bearer())
                .with("If-Match", etag(added))
                .patch(path, Map.of("line2", "Second floor", "city", "York"));
        assertThat(changed.text("line2")).isEqualTo("Second floor");
        assertThat(changed.text("city")).isEqualTo("York");
        assertThat(changed.text("line1")).isEqualTo(ADDRESS.get("line1"));

        var cleared = api.as(login.bearer()).patch(path, "{\"line2\":null}");
        assertThat(cleared.body().has("line2")).isFalse();
        assertProblem(
                api.as(login.bearer()).with("If-Match", etag(added)).patch(path, Map.of("city", "Bath")),
                412,
                "precondition_failed");

        var list = api.as(login.bearer()).get("/api/users/me/addresses");
        assertThat(list.body().get("totalItems").asLong()).isEqualTo(1);
        assertThat(list.body().get("items").get(0).get("id").asString()).isEqualTo(added.text("id"));

        assertThat(api.as(login.bearer()).delete(path).status()).isEqualTo(204);
        assertProblem(api.as(login.bearer()).get(path), 404, "address_not_found");
    }

    @Test
    void anAddressOfSomebodyElseIsNotThere() {
        var owner = people.signUpAndLogIn();
        var stranger = people.signUpAndLogIn();
        var path = "/api/users/me/addresses/"
                + api.as(owner.bearer())
                        .post("/api/users/me/addresses", ADDRESS)
                        .text("id");

        assertProblem(api.as(stranger.bearer()).get(path), 404, "address_not_found");
        assertProblem(api.as(stranger.bearer()).patch(path, Map.of("city", "Bath")), 404, "address_not_found");
        assertProblem(api.as(stranger.bearer()).delete(path), 404, "address_not_found");
        assertThat(api.as(owner.bearer()).get(path).text("city")).isEqualTo("London");
    }

    @ParameterizedTest
    @CsvSource({
        "country, XX",
        "country, gb",
        "city, ''",
        "line1, '\u00a0'",
        "line2, '\u200b'",
        "name, 'a\u0000b'",
        "postalCode, 123456789012345678901"
    })
    void anAddressThatCannotBeOneIsRefused(String field, String value) {
        var login = people.signUpAndLogIn();
        var body = new HashMap<>(ADDRESS);
        body.put(field, value);

        var answer = api.as(login.bearer()).post("/api/users/me/addresses", body);
        var path = "/api/users/me/addresses/"
                + api.as(login.bearer())
                        .post("/api/users/me/addresses", ADDRESS)
                        .text("id");
        var patched = api.as(login.bearer()).patch(path, Map.of(field, value));

        for (var refusal : List.of(answer, patched)) {
            assertProblem(refusal, 400, "validation_failed");
            assertThat(refusal.wrongFields()).containsExactly(field);
        }
    }

    @Test
    void anAccountKeepsAsManyAddressesAsItMayEvenWhenAddedAtOnce() {
        var login = people.signUpAndLogIn();

        var answers = Parallel.times(
                55, () -> unlessBusy(() -> api.as(login.bearer()).post("/api/users/me/addresses", ADDRESS)));

        assertThat(answers).extracting(Answer::status).containsOnly(201, 409);
        assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(50);
    }

    /** They wait for one row and ten connections, and on a busy machine some are sent away. */
    private static Answer unlessBusy(Callable<Answer> request) {
        return await().atMost(Duration.ofSeconds(60)).until(request, answer -> answer.status() != 503);
    }

    // Administration

    @Test
    void customersDoNotAdministrate() {
        var login = people.signUpAndLogIn();

        assertThat(api.as(login.bearer()).get("/api/users").status()).isEqualTo(403);
        assertProblem(
                api.as(login.bearer())
                        .get("/api/users/" + people.signUpAndLogIn().id()),
                404,
                "user_not_found");
        assertThat(api.as(login.bearer())
                        .put("/api/users/" + login.id() + "/roles", Map.of("roles", List.of("ADMIN")))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void administratorsListAndSeeAccounts() {
        var admin = admin();
        var somebody = people.signUpAndLogIn();

        var page = api.as(admin.bearer()).get("/api/users?page=0&size=1&sort=createdAt,desc");
        assertThat(page.body().get("items")).hasSize(1);
        assertThat(page.body().get("size").asInt()).isEqualTo(1);
        assertThat(page.body().get("totalItems").asLong()).isGreaterThanOrEqualTo(2);
        assertThat(page.header("Link")).contains("rel=\"next\"");

        var one = api.as(admin.bearer()).get("/api/users/" + somebody.id());
        assertThat(one.text("email")).isEqualTo(somebody.email());
        assertThat(one.body().propertyNames()).doesNotContain("passwordHash", "password_hash", "password");

        assertThat(api.as(admin.bearer()).get("/api/users?sort=passwordHash").status())
                .isEqualTo(400);
        assertThat(api.as(admin.bearer()).get("/api/users?size=1000").status()).isEqualTo(400);
        assertProblem(api.as(admin.bearer()).get("/api/users/" + new UUID(1, 1)), 404, "user_not_found");
    }

    @Test
    void rolesGivenCountFromTheNextRefresh() {
        var admin = admin();
        var somebody = people.signUpAndLogIn();

        var answer = api.as(admin.bearer())
                .put("/api/users/" + somebody.id() + "/roles", Map.of("roles", List.of("USER", "ADMIN")));
        assertThat(texts(answer.body().get("roles"))).containsExactly("USER", "ADMIN");

        var promoted = "Bearer " + people.refresh(somebody.refreshToken()).text("accessToken");
        assertThat(api.as(promoted).get("/api/users").status()).isEqualTo(200);

        var demoted =
                api.as(admin.bearer()).put("/api/users/" + somebody.id() + "/roles", Map.of("roles", List.of("USER")));
        assertThat(texts(demoted.body().get("roles"))).containsExactly("USER");
    }

    @Test
    void changedRolesTakeTheOldTokensBack(CapturedOutput output) {
        var admin = admin();
        var somebody = people.signUpAndLogIn();

        api.as(admin.bearer()).put("/api/users/" + somebody.id() + "/roles", Map.of("roles", List.of("ADMIN")));

        assertProblem(api.as(somebody.bearer()).patch("/api/users/me", Map.of("name", "Eve")), 401, "token_revoked");
        assertThat(output)
                .contains("event=security action=roles_changed account=" + somebody.id() + " by=" + admin.id());
        awaitStatusEvent(somebody, "ACTIVE", 1);
        api.as(admin.bearer()).put("/api/users/" + somebody.id() + "/roles", Map.of("roles", List.of("USER")));
        awaitStatusEvent(somebody, "ACTIVE", 2);
    }

    @Test
    void aDisabledAccountIsShutOutAtOnceAndCanComeBack() {
        var admin = admin();
        var somebody = people.signUpAndLogIn();
        var status = "/api/users/" + somebody.id() + "/status";
        // Known to the cache of reads.
        assertThat(api.as(somebody.bearer()).get("/api/users/me").status()).isEqualTo(200);

        var disabled = api.as(admin.bearer()).put(status, Map.of("status", "DISABLED"));

        assertThat(disabled.status()).isEqualTo(200);
        assertThat(disabled.text("status")).isEqualTo("DISABLED");
        assertProblem(api.as(somebody.bearer()).patch("/api/users/me", Map.of("name", "Eve")), 401, "account_disabled");
        assertProblem(people.refresh(somebody.refreshToken()), 401, "refresh_token_invalid");
        assertProblem(people.tryLogIn(somebody.email(), People.PASSWORD), 401, "bad_credentials");
        await("the second after which reads are refused too")
                .atMost(Duration.ofSeconds(5))
                .until(() -> api.as(somebody.bearer()).get("/api/users/me").status() == 401);
        awaitStatusEvent(somebody, "DISABLED", 1);
        var unchanged = api.as(admin.bearer()).put(status, Map.of("status", "DISABLED"));
        assertThat(etag(unchanged)).isEqualTo(etag(disabled));

        assertThat(api.as(admin.bearer())
                        .put(status, Map.of("status", "ACTIVE"))
                        .status())
                .isEqualTo(200);
        awaitStatusEvent(somebody, "ACTIVE", 2);
        assertProblem(api.as(somebody.bearer()).patch("/api/users/me", Map.of("name", "Eve")), 401, "token_revoked");
        var back = people.logIn(somebody.email(), People.PASSWORD);
        assertThat(api.as(back.bearer())
                        .patch("/api/users/me", Map.of("name", "Ada"))
                        .status())
                .isEqualTo(200);
        assertThat(KafkaProbe.eventsAbout("user_status", somebody.id().toString()))
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"status\":\"GONE\"}", "{\"status\":null}", "{\"status\":0}"})
    void aStatusThatDoesNotExistIsRefused(String body) {
        var admin = admin();

        assertThat(api.as(admin.bearer())
                        .put("/api/users/" + admin.id() + "/status", body)
                        .status())
                .isEqualTo(400);
    }

    @Test
    void theLastAdministratorIsNotDisabled() {
        var admin = admin();
        var status = Map.of("status", "DISABLED");

        assertProblem(api.as(admin.bearer()).put("/api/users/" + admin.id() + "/status", status), 409, "last_admin");
        assertProblem(
                api.as(admin.bearer()).put("/api/users/" + new UUID(1, 1) + "/status", status), 404, "user_not_found");
        var customer = people.signUpAndLogIn();
        assertThat(api.as(customer.bearer())
                        .put("/api/users/" + customer.id() + "/status", status)
                        .status())
                .isEqualTo(403);
    }

    @Test
    void keysChangeWhileEverythingRuns() {
        var admin = admin();
        var keys = api.as(admin.bearer());
        var before = people.signUpAndLogIn();
        var first = keys.get("/api/admin/signing-keys").text("items/0/kid");

        var added = keys.send("POST", "/api/admin/signing-keys", null);
        assertThat(added.status()).isEqualTo(201);
        assertThat(added.text("state")).isEqualTo("NEXT");
        assertThat(texts(jwks().get("keys").findValues("kid"))).containsExactly(first, added.text("kid"));
        assertProblem(keys.send("POST", "/api/admin/signing-keys", null), 409, "signing_key_waiting");

        assertThat(keys.delete("/api/admin/signing-keys/" + first).status()).isEqualTo(204);

        assertProblem(api.as(before.bearer()).get("/api/users/me"), 401, "invalid_token");
        var after = people.logIn(before.email(), People.PASSWORD);
        assertThat(decoded(after.bearer().substring("Bearer ".length()).split("\\.", -1)[0])
                        .get("kid")
                        .asString())
                .isEqualTo(added.text("kid"));
        assertThat(api.as(after.bearer()).get("/api/users/me").status()).isEqualTo(200);
        var others = api.as(admin().bearer());
        assertProblem(others.delete("/api/admin/signing-keys/nonsense"), 404, "signing_key_not_found");
        assertThat(others.get("/api/admin/signing-keys").body().toString()).doesNotContain("rivate", "\"d\"");
        assertThat(api.as(after.bearer()).get("/api/admin/signing-keys").status())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"roles\":[]}", "{\"roles\":[\"ROOT\"]}", "{\"roles\":[null]}", "{}", "{\"roles\":\"ADMIN\"}"})
    void rolesThatDoNotExistAreRefused(String body) {
        var admin = admin();

        assertThat(api.as(admin.bearer())
                        .put("/api/users/" + admin.id() + "/roles", body)
                        .status())
                .isEqualTo(400);
    }

    @Test
    void theLastAdministratorStaysOne() {
        var admin = admin();

        var answer =
                api.as(admin.bearer()).put("/api/users/" + admin.id() + "/roles", Map.of("roles", List.of("USER")));

        assertProblem(answer, 409, "last_admin");
    }

    @Test
    void twoAdministratorsCannotDeposeEachOtherAtOnce() {
        var admin = admin();
        var second = people.signUpAndLogIn();
        var roles = "/api/users/" + second.id() + "/roles";
        api.as(admin.bearer()).put(roles, Map.of("roles", List.of("ADMIN")));
        var targets = new ConcurrentLinkedQueue<>(List.of(admin.id(), second.id()));

        var answers = Parallel.times(
                2,
                () -> api.as(admin.bearer())
                        .put("/api/users/" + targets.remove() + "/roles", Map.of("roles", List.of("USER"))));

        // The caller who lost the role first is a stranger to what comes after it.
        assertThat(answers)
                .extracting(Answer::status)
                .containsOnlyOnce(200)
                .allMatch(status -> Set.of(200, 401, 409).contains(status));
        // Whoever is left, the tests that follow need the first one.
        jdbc.sql("update accounts set roles = array['USER', 'ADMIN'] where id = :id")
                .param("id", admin.id())
                .update();
        jdbc.sql("update accounts set roles = array['USER'] where id = :id")
                .param("id", second.id())
                .update();
    }

    @Test
    void theApiDocumentSaysWhatIsSo() {
        ApiDocument.assertSound(api.get("/v3/api-docs").body(), "shop.user");
    }

    @Test
    void whatIsNotNamedIsNotThere() {
        var admin = admin();

        assertThat(api.as(admin.bearer()).get("/api/users/me/secrets").status()).isEqualTo(404);
        assertThat(api.get("/api/nothing").status()).isEqualTo(401);
        assertThat(api.as(admin.bearer())
                        .send("DELETE", "/api/user/login", null)
                        .status())
                .isIn(403, 404, 405);
    }

    @BeforeEach
    void readsOnlyWhatIsThere() {
        assertThat(jdbc.sql("select count(*) from signing_keys where state = 'ACTIVE'")
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
    }

    private Api at(String address) {
        return api.with("X-Client-Address", address);
    }

    private People from(String address) {
        return new People(at(address));
    }

    private static void awaitStatusEvent(Login about, String status, int version) {
        var event = KafkaProbe.await(
                "user_status",
                envelope ->
                        envelope.path("subject").asString().equals(about.id().toString())
                                && envelope.path("aggregateversion").asInt() == version);
        Contracts.assertValid("user_status", event);
        Contracts.assertSameFields("user_status", "user.status.v1", event.get("data"));
        assertThat(event.at("/data/status").asString()).isEqualTo(status);
        assertThat(event.at("/data/tokenVersion").asInt()).isEqualTo(version);
    }

    private static Answer refreshByCookie(Api browser) {
        return browser.send("POST", "/api/refresh-token", null);
    }

    private Answer logInByForm(Map<String, String> fields) {
        var form = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return api.with("Content-Type", "application/x-www-form-urlencoded").post("/api/user/login", form);
    }

    private Login admin() {
        return people.logIn(ADMIN_EMAIL, ADMIN_PASSWORD);
    }

    private JsonNode jwks() {
        return api.get("/.well-known/jwks.json").body();
    }

    private static void assertProblem(Answer answer, int status, String code) {
        assertThat(answer.status()).as("%s", answer).isEqualTo(status);
        assertThat(answer.text("code")).as("%s", answer).isEqualTo(code);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.text("requestId")).isNotEmpty();
    }

    /** What of a problem must not depend on whether an account exists. */
    private static Map<String, Object> sameForAll(Answer answer) {
        var body = new HashMap<String, Object>();
        answer.body().properties().forEach(property -> body.put(property.getKey(), property.getValue()));
        body.remove("requestId");
        body.put("httpStatus", answer.status());
        return body;
    }

    private static String etag(Answer answer) {
        return answer.header("ETag");
    }

    private static String claimsOfAnAdmin(Login login) {
        var claims =
                new String(Base64.getUrlDecoder().decode(login.bearer().split("\\.", -1)[1]), StandardCharsets.UTF_8);
        var changed = claims.replace("\"USER\"", "\"USER\",\"ADMIN\"");
        assertThat(changed).isNotEqualTo(claims);
        return changed;
    }

    private static String encoded(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode decoded(String part) {
        return JsonMapper.shared().readTree(Base64.getUrlDecoder().decode(part));
    }

    private static List<String> texts(Iterable<JsonNode> list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asString)
                .toList();
    }
}

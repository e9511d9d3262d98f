package shop.user.reset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import shop.test.Api;
import shop.test.Api.Answer;
import shop.test.FleetTest;
import shop.test.KafkaProbe;
import shop.test.MailProbe;
import shop.test.Parallel;
import shop.user.secret.Secret;
import shop.user.support.MovableClock;
import shop.user.support.People;

/** Somebody forgot the password; the clock is moved by the test. */
@FleetTest
@ExtendWith(OutputCaptureExtension.class)
// This clock runs far ahead of the one that other tests of the same database change the keys by.
@TestPropertySource(properties = "KEY_POLL_INTERVAL=1d")
class PasswordResetTest {

    private static final String NEW_PASSWORD = "an even better password";
    private static final Pattern LINK = Pattern.compile("(\\S+)/reset-password\\?token=([A-Za-z0-9_-]{43})");

    @TestConfiguration(proxyBeanMethods = false)
    static class Time {
        @Bean
        MovableClock clock() {
            return new MovableClock(Instant.now());
        }
    }

    private final JdbcClient jdbc;
    private final MovableClock clock;
    private final PasswordResets resets;
    private final URI base;
    private final Api api;
    private final People people;

    @Autowired
    PasswordResetTest(JdbcClient jdbc, MovableClock clock, PasswordResets resets, @LocalServerPort int port) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.resets = resets;
        this.base = URI.create("http://127.0.0.1:" + port);
        this.api = new Api(port);
        this.people = new People(api);
    }

    @Test
    void aLinkGivesANewPasswordAndEndsEverythingFromBefore(CapturedOutput output) {
        var login = people.signUpAndLogIn();
        var token = mailedToken(login.email());

        assertThat(confirm(token, NEW_PASSWORD).status()).isEqualTo(204);

        assertThat(people.refresh(login.refreshToken()).status()).isEqualTo(401);
        var refused = api.as(login.bearer()).patch("/api/users/me", Map.of("name", "Eve"));
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.text("code")).isEqualTo("token_revoked");
        assertThat(people.tryLogIn(login.email(), People.PASSWORD).status()).isEqualTo(401);
        assertThat(people.tryLogIn(login.email(), NEW_PASSWORD).status()).isEqualTo(200);
        KafkaProbe.await(
                "user_status",
                event -> event.path("subject").asString().equals(login.id().toString())
                        && event.at("/data/status").asString().equals("ACTIVE")
                        && event.at("/data/tokenVersion").asInt() == 1);
        assertThat(output)
                .contains(
                        "event=security action=password_reset_asked account=" + login.id(),
                        "event=security action=password_reset account=" + login.id())
                .doesNotContain(token, login.email(), NEW_PASSWORD);
    }

    /** Anybody can open an account with somebody else's address and ask for this mail. */
    @Test
    void theMailCarriesNoMessageInPlaceOfAName() {
        var login = people.signUpAndLogIn();
        var named =
                api.as(login.bearer()).patch("/api/users/me", Map.of("name", "You won 500 EUR: https://evil.example"));
        assertThat(named.status()).as("%s", named).isEqualTo(200);

        mailedToken(login.email());

        assertThat(MailProbe.messagesTo(login.email())).singleElement().satisfies(mail -> {
            assertThat(mail.get("text").asString()).contains("Hello,").doesNotContain("500 EUR", "evil");
            assertThat(mail.get("html").asString()).contains("Hello,").doesNotContain("500 EUR", "evil");
        });
    }

    @Test
    void aLinkWorksOnceAlsoWhenItIsUsedTwiceAtOnce() {
        var login = people.signUpAndLogIn();
        var token = mailedToken(login.email());

        var answers = Parallel.times(4, () -> confirm(token, NEW_PASSWORD));

        assertThat(answers).extracting(Answer::status).containsOnly(204, 400).containsOnlyOnce(204);
        assertInvalid(confirm(token, "yet another password"));
        assertThat(people.tryLogIn(login.email(), NEW_PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void aNewPasswordUsesUpAllLinksOfTheAccount() {
        var login = people.signUpAndLogIn();
        var first = mailedToken(login.email());
        ask(login.email());
        MailProbe.await(
                login.email(), mail -> !tokenIn(mail.get("text").asString()).equals(first));
        var second = MailProbe.messagesTo(login.email()).stream()
                .map(mail -> tokenIn(mail.get("text").asString()))
                .filter(token -> !token.equals(first))
                .findFirst()
                .orElseThrow();

        assertThat(confirm(first, NEW_PASSWORD).status()).isEqualTo(204);

        assertInvalid(confirm(second, "yet another password"));
    }

    @Test
    void aLinkIsGoodForAnHour() {
        var login = people.signUpAndLogIn();
        var token = mailedToken(login.email());

        clock.advance(Duration.ofMinutes(61));

        assertInvalid(confirm(token, NEW_PASSWORD));
        assertThat(people.tryLogIn(login.email(), People.PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void theLinkLeadsToTheShopWhateverTheRequestSaid() {
        var login = people.signUpAndLogIn();

        api.with("X-Forwarded-Host", "evil.example")
                .with("Forwarded", "host=evil.example")
                .post("/api/user/password-reset", Map.of("email", login.email()));

        var mail = MailProbe.await(login.email(), _ -> true);
        assertThat(mail.get("subject").asString()).isEqualTo("Choose a new password");
        for (var part : new String[] {"text", "html"}) {
            var link = LINK.matcher(mail.get(part).asString().replace("href=\"", " "));
            assertThat(link.find()).as(part).isTrue();
            assertThat(link.group(1)).isEqualTo("http://localhost:8080");
        }
        assertThat(mail.toString()).doesNotContain("evil.example");
    }

    @Test
    void onlyTheHashOfALinkIsStored() {
        var login = people.signUpAndLogIn();
        var token = mailedToken(login.email());

        assertThat(jdbc.sql("select password_resets::text from password_resets")
                        .query(String.class)
                        .list())
                .isNotEmpty()
                .noneMatch(row -> row.contains(token));
    }

    @Test
    void whoHasNoAccountGetsTheSameAnswerAndNoMail() {
        var unknown = People.newEmail();
        var login = people.signUpAndLogIn();

        var toUnknown = ask(unknown);
        var toKnown = ask(login.email());

        assertThat(toUnknown.status()).isEqualTo(202).isEqualTo(toKnown.status());
        assertThat(toUnknown.body()).isEqualTo(toKnown.body());
        // Asked for later and mailed already: the unknown address was looked at before.
        MailProbe.await(login.email(), _ -> true);
        assertThat(MailProbe.messagesTo(unknown)).isEmpty();
        assertThat(api.post("/api/user/password-reset", Map.of("email", "a@" + "a.".repeat(200_000) + "example"))
                        .status())
                .isEqualTo(400);
        assertThat(api.post("/api/user/password-reset", Map.of("email", "nobody"))
                        .status())
                .isEqualTo(400);
        assertThat(api.post("/api/user/password-reset", Map.of("email", unknown, "host", "x"))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void anAccountGetsFewMailsAnHour() {
        var login = people.signUpAndLogIn();
        for (var i = 0; i < 6; i++) {
            assertThat(ask(login.email()).status()).isEqualTo(202);
        }

        await("three mails")
                .atMost(KafkaProbe.PATIENCE)
                .until(() -> MailProbe.messagesTo(login.email()).size() == 3);
        // What comes after it in the queue of one thread each was looked at after all six.
        for (var i = 0; i < 2; i++) {
            mailedToken(people.signUpAndLogIn().email());
        }
        assertThat(jdbc.sql("select count(*) from password_resets where account_id = :id")
                        .param("id", login.id())
                        .query(Long.class)
                        .single())
                .isEqualTo(3);
    }

    @Test
    void strangersDoNotUseUpTheMailsOfTheOwner() {
        var login = people.signUpAndLogIn();
        var device = People.cookie(people.tryLogIn(login.email(), People.PASSWORD), "device_token");
        // From one address more than it may, then from so many others that all strangers together may no more.
        for (var i = 0; i < 30; i++) {
            var stranger = api.with("X-Client-Address", "203.0.113." + Math.max(1, i - 5));
            assertThat(ask(stranger, login.email()).status()).isEqualTo(202);
        }
        awaitResets(login.id(), 12);

        ask(api, login.email());
        awaitResets(login.id(), 13);
        var roaming = api.with("X-Client-Address", "203.0.113.1").with("Cookie", "device_token=" + device);
        for (var i = 0; i < 5; i++) {
            ask(roaming, login.email());
        }
        awaitResets(login.id(), 16);
        // What comes after it in the queue of one thread each was looked at after all of these.
        for (var i = 0; i < 2; i++) {
            mailedToken(people.signUpAndLogIn().email());
        }
        awaitResets(login.id(), 16);
        assertThat(jdbc.sql("select count(*) from password_resets where account_id = :id and requester = :first")
                        .param("id", login.id())
                        .param("first", new Secret("203.0.113.1").hash())
                        .query(Long.class)
                        .single())
                .isEqualTo(3);
    }

    private void awaitResets(UUID account, long count) {
        await("reset mails")
                .atMost(KafkaProbe.PATIENCE)
                .until(
                        () -> jdbc.sql("select count(*) from password_resets where account_id = :id")
                                .param("id", account)
                                .query(Long.class)
                                .single(),
                        found -> found == count);
    }

    private static Answer ask(Api api, String email) {
        return api.post("/api/user/password-reset", Map.of("email", email));
    }

    @Test
    void aDisabledAccountGetsNoNewPassword() {
        var login = people.signUpAndLogIn();
        var token = mailedToken(login.email());
        jdbc.sql("update accounts set status = 'DISABLED' where id = :id")
                .param("id", login.id())
                .update();

        assertInvalid(confirm(token, NEW_PASSWORD));
    }

    @Test
    void badInputIsRefusedAndTheLinkStaysGood() {
        var login = people.signUpAndLogIn();
        var token = mailedToken(login.email());

        var answer = confirm(token, "password");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.wrongFields()).containsExactly("newPassword");
        assertInvalid(confirm("nonsense", NEW_PASSWORD));

        assertThat(confirm(token, NEW_PASSWORD).status()).isEqualTo(204);
    }

    @Test
    void whoWasLockedOutByGuessesOfOthersLogsInWithTheNewPassword() {
        var login = people.signUpAndLogIn();
        for (var i = 0; i < 11; i++) {
            people.tryLogIn(login.email(), "wrong " + i);
        }
        assertThat(people.tryLogIn(login.email(), People.PASSWORD).status()).isEqualTo(429);

        assertThat(confirm(mailedToken(login.email()), NEW_PASSWORD).status()).isEqualTo(204);

        assertThat(people.tryLogIn(login.email(), NEW_PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void thePageOfALinkShowsAFormAndKeepsTheLinkToItself() throws Exception {
        var login = people.signUpAndLogIn();
        var token = mailedToken(login.email());

        var page = page(token);

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
        assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(page.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
        var policy = page.headers().firstValue("Content-Security-Policy").orElse("");
        assertThat(policy)
                .startsWith("default-src 'none'")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe");
        var nonce = policy.replaceAll(".*script-src 'nonce-([^']+)'.*", "$1");
        assertThat(page.body()).contains("<script nonce=\"" + nonce + "\">", "value=\"" + token + "\"", "<form");
        assertThat(page(token).headers().firstValue("Content-Security-Policy")).isNotEqualTo(policy);

        assertThat(confirm(token, NEW_PASSWORD).status()).isEqualTo(204);
    }

    @Test
    void thePageOfNoLinkShowsNoForm() throws Exception {
        var page = page("%22%3E%3Cscript%3Ealert(1)%3C/script%3E");

        assertThat(page.statusCode()).isEqualTo(404);
        assertThat(page.body()).contains("used already or is too old").doesNotContain("<form", "alert(1)");
    }

    @Test
    void expiredLinksAreDeleted() {
        var login = people.signUpAndLogIn();
        mailedToken(login.email());
        clock.advance(Duration.ofHours(3));

        resets.deleteExpired();

        assertThat(jdbc.sql("select count(*) from password_resets where account_id = :id")
                        .param("id", login.id())
                        .query(Long.class)
                        .single())
                .isZero();
    }

    private String mailedToken(String email) {
        assertThat(ask(email).status()).isEqualTo(202);
        return tokenIn(MailProbe.await(email, _ -> true).get("text").asString());
    }

    private Answer ask(String email) {
        return api.post("/api/user/password-reset", Map.of("email", email));
    }

    private Answer confirm(String token, String password) {
        return api.post("/api/user/password-reset/confirm", Map.of("token", token, "newPassword", password));
    }

    private HttpResponse<String> page(String token) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(base.resolve("/reset-password?token=" + token))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private static void assertInvalid(Answer answer) {
        assertThat(answer.status()).as("%s", answer).isEqualTo(400);
        assertThat(answer.text("code")).isEqualTo("reset_token_invalid");
    }

    private static String tokenIn(String text) {
        var link = LINK.matcher(text);
        assertThat(link.find()).as(text).isTrue();
        return link.group(2);
    }
}

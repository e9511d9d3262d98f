package shop.http.access;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.web.server.LocalServerPort;
import shop.http.sample.Raw;
import shop.http.sample.SampleTest;
import shop.test.Api;
import shop.test.TestTokens;

@SampleTest
class AccessTest {

    static final UUID USER = UUID.fromString("0198f3a0-0000-7000-8000-000000000001");

    @LocalServerPort
    int port;

    Api api;

    @BeforeEach
    void callsTheSample() {
        api = new Api(port);
    }

    @Test
    void publicPathsNeedNoToken() {
        var answer = api.get("/public/hello");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("hello")).isEqualTo("stranger");
    }

    @Test
    void aTokenOnAPublicPathNamesItsOwner() {
        assertThat(api.as(TestTokens.user(USER)).get("/public/hello").text("hello"))
                .isEqualTo(USER.toString());
    }

    @Test
    void aBadTokenIsRefusedOnAPublicPathToo() {
        var answer = api.as(TestTokens.tampered(USER)).get("/public/hello");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.text("code")).isEqualTo("invalid_token");
        assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer").contains("invalid_token");
    }

    @Test
    void noTokenIsAnsweredWithAChallenge() {
        var answer = api.get("/things/me");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.text("code")).isEqualTo("unauthorized");
        assertThat(answer.text("instance")).isEqualTo("/things/me");
        assertThat(answer.text("requestId")).isEqualTo(answer.header("X-Request-Id"));
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    }

    @Test
    void anExpiredTokenSaysSo() {
        var answer = api.as(TestTokens.expired(USER)).get("/things/me");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.text("code")).isEqualTo("token_expired");
    }

    @Test
    void theControllerIsToldWhoCalls() {
        var answer = api.as(TestTokens.admin(USER)).get("/things/me");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("id")).isEqualTo(USER.toString());
        assertThat(answer.body().path("roles").size()).isEqualTo(2);
        assertThat(answer.header("Cache-Control")).contains("no-store");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @Test
    void anAnswerThatIsMadeLaterKeepsItsCaller() {
        assertThat(api.as(TestTokens.user(USER)).get("/things/later").text("id"))
                .isEqualTo(USER.toString());
    }

    @Test
    void aUserIsNoAdmin() {
        var answer = api.as(TestTokens.user(USER)).get("/admin/secrets");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.text("code")).isEqualTo("forbidden");
        assertThat(api.as(TestTokens.admin(USER)).get("/admin/secrets").status())
                .isEqualTo(200);
    }

    @Test
    void whatNobodyNamedIsDenied() {
        assertThat(api.get("/elsewhere").status()).isEqualTo(401);
        assertThat(api.as(TestTokens.admin(USER)).get("/elsewhere").status()).isEqualTo(404);
        assertThat(api.get("/error").status()).isEqualTo(401);
    }

    @Test
    void aKnownPathWithAnotherMethodSaysWhatIsPossible() {
        var answer = api.as(TestTokens.user(USER)).delete("/things/me");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.text("code")).isEqualTo("method_not_allowed");
        assertThat(answer.header("Allow")).contains("GET");
    }

    @Test
    void internalPathsTakeServiceTokensOnly() {
        var service = TestTokens.service("order-service", "sample-service");

        assertThat(api.as(service).get("/internal/ping").text("service")).isEqualTo("order-service");
        assertThat(api.get("/internal/ping").status()).isEqualTo(401);
        assertThat(api.as(TestTokens.admin(USER)).get("/internal/ping").status())
                .isEqualTo(401);
        assertThat(api.as(TestTokens.service("order-service", "other-service"))
                        .get("/internal/ping")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void publicPathsNeverTakeServiceTokens() {
        var service = api.as(TestTokens.service("order-service", "sample-service"));

        assertThat(service.get("/things/me").status()).isEqualTo(401);
        assertThat(service.get("/public/hello").status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic dXNlcjpwYXNz", "Bearer", "Bearer ", "Bearer a.b.c", "Bearer a b", "token"})
    void anythingButOneBearerTokenIsRefused(String header) {
        assertThat(api.as(header).get("/public/hello").status()).isEqualTo(401);
    }

    @Test
    void whoWatchesOverTheFleetIsToldOfRefusals() {
        var log = (Logger) LoggerFactory.getLogger("shop.security");
        var logged = new ListAppender<ILoggingEvent>();
        logged.start();
        log.addAppender(logged);
        try {
            api.as(TestTokens.user(USER)).get("/admin/secrets");
            api.as(TestTokens.tampered(USER)).get("/things/me");
            api.with("X-Request-Id", "find-me-in-the-log").get("/things/me");
        } finally {
            log.detachAppender(logged);
        }

        assertThat(logged.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "event=security action=refused code=forbidden account=" + USER,
                        "event=security action=refused code=invalid_token account=unknown",
                        "event=security action=refused code=unauthorized account=unknown");
        assertThat(logged.list.getLast().getMDCPropertyMap()).containsEntry("requestId", "find-me-in-the-log");
    }

    /** Neither what a path takes nor what it gives is for those to know, or to disturb, whom it is not for. */
    @Test
    void whoeverMayNotIsToldSoWhateverThePathTakesAndGives() {
        var user = api.as(TestTokens.user(USER));

        assertThat(user.get("/admin/files").status()).isEqualTo(403);
        assertThat(user.get("/admin/files").text("code")).isEqualTo("forbidden");
        assertThat(user.post("/admin/files", "{}").text("code")).isEqualTo("forbidden");
        assertThat(api.as(TestTokens.admin(USER)).post("/admin/files", "{}").status())
                .isEqualTo(415);
    }

    @Test
    void whatAClientSaysOfItselfIsIgnored() {
        var boastful = api.with("X-User-Id", USER.toString())
                .with("X-Roles", "ADMIN")
                .with("X-Forwarded-User", "admin")
                .with("X-HTTP-Method-Override", "DELETE");

        assertThat(boastful.get("/admin/secrets").status()).isEqualTo(401);
        assertThat(boastful.get("/public/hello").text("hello")).isEqualTo("stranger");
        assertThat(boastful.as(TestTokens.user(USER)).get("/admin/secrets").status())
                .isEqualTo(403);
        assertThat(boastful.as(TestTokens.user(USER)).get("/things/me").status())
                .isEqualTo(200);
    }

    @Test
    void anAddressThatAClientMadeUpIsInNoAnswer() {
        var answer = api.with("X-Forwarded-Host", "evil.example")
                .with("X-Forwarded-Proto", "https")
                .with("X-Forwarded-Prefix", "/evil")
                .with("Forwarded", "host=evil.example")
                .get("/public/list");

        assertThat(answer.header("Link")).startsWith("</public/list?").doesNotContain("evil");
        assertThat(api.with("X-Forwarded-Prefix", "/evil").get("/things/me").text("instance"))
                .isEqualTo("/things/me");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/health/readiness", "/actuator/health/liveness", "/actuator/prometheus"})
    void operatorsSeeHealthAndMetrics(String path) {

        assertThat(Raw.get(port, path).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/env", "/actuator/heapdump", "/actuator/loggers", "/actuator/beans"})
    void nobodySeesTheInside(String path) {
        assertThat(api.get(path).status()).isEqualTo(401);
        assertThat(api.as(TestTokens.admin(USER)).get(path).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//public/hello",
                "/public//hello",
                "/public/..;/admin/secrets",
                "/public/%2e%2e/admin/secrets",
                "/public%2fhello",
                "/admin/.",
                "/public/%00"
            })
    void crookedPathsArePassedByNoRule(String path) {
        var answer = Raw.get(port, path);

        assertThat(answer.status()).isIn(400, 401, 404);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.body()).doesNotContain("Tomcat").doesNotContain("Exception");
    }
}

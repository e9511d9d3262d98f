package shop.user.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.test.context.TestPropertySource;
import shop.http.version.IfMatch;
import shop.security.Role;
import shop.test.FleetTest;
import shop.test.Parallel;
import shop.user.account.AccountStatus;
import shop.user.account.Accounts;
import shop.user.device.RequestOrigin;
import shop.user.session.SessionException.BadCredentials;
import shop.user.session.SessionException.CsrfTokenInvalid;
import shop.user.session.SessionException.RefreshTokenInvalid;
import shop.user.support.MovableClock;
import shop.user.support.People;

/** What becomes of a login over time, with a clock that the test moves. */
@FleetTest
@ExtendWith(OutputCaptureExtension.class)
// This clock runs far ahead of the one that other tests of the same database change the keys by.
@TestPropertySource(properties = "KEY_POLL_INTERVAL=1d")
class SessionsTest {

    private static final IfMatch ANY_VERSION = IfMatch.parse(null);
    private static final RequestOrigin HERE = new RequestOrigin("198.51.100.7", null);
    private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");

    @TestConfiguration(proxyBeanMethods = false)
    static class Time {
        @Bean
        MovableClock clock() {
            return new MovableClock(START);
        }
    }

    private final Sessions sessions;
    private final Accounts accounts;
    private final JdbcClient jdbc;
    private final MovableClock clock;

    private String email = "";
    private UUID account = new UUID(0, 0);

    @Autowired
    SessionsTest(Sessions sessions, Accounts accounts, JdbcClient jdbc, MovableClock clock) {
        this.sessions = sessions;
        this.accounts = accounts;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @BeforeEach
    void openAccount() {
        email = People.newEmail();
        account = accounts.signUp(email, "Ada", People.PASSWORD, Set.of(Role.USER))
                .id();
    }

    @Test
    void storesOnlyTheSha256OfARefreshToken() throws Exception {
        var token = logIn().refreshToken();

        var digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        assertThat(jdbc.sql("select count(*) from refresh_tokens where hash = :hash")
                        .param("hash", digest)
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void aReusedTokenEndsItsFamilyAndNoOther(CapturedOutput output) {
        var other = logIn();
        var first = logIn();
        var second = sessions.refresh(first.refreshToken(), clock.instant());

        assertRefused(first.refreshToken());

        assertRefused(second.refreshToken());
        assertThat(sessions.refresh(other.refreshToken(), clock.instant())).isNotNull();
        assertThat(output).contains("event=security action=refresh_token_reused account=" + account + " session=");
        assertThat(output).doesNotContain(first.refreshToken(), second.refreshToken(), People.PASSWORD, email);
    }

    @Test
    void refreshesOfOneTokenAtOnceGiveOneSuccessorThatLives() {
        var token = logIn().refreshToken();
        var arrived = clock.instant();
        clock.advance(Duration.ofMillis(1));

        var successors = Parallel.times(20, () -> tryRefresh(token, arrived)).stream()
                .flatMap(Optional::stream)
                .toList();

        assertThat(successors).hasSize(1);
        assertThat(jdbc.sql("""
                        select count(*) from refresh_tokens t join sessions s on s.id = t.session_id
                        where s.account_id = :account and s.ended_at is null and t.used_at is null""").param("account", account).query(Long.class).single())
                .isEqualTo(1);
        assertThat(sessions.refresh(successors.getFirst().refreshToken(), clock.instant()))
                .isNotNull();
    }

    @Test
    void aTokenWhoseSuccessorNobodyGotIsRefusedAndNothingElse() {
        var token = logIn().refreshToken();
        var successor = sessions.refresh(token, clock.instant());
        // As if the instance had died between its commit and its answer.
        jdbc.sql("update refresh_tokens set answered_at = null where used_at is not null")
                .update();

        assertRefused(token);

        assertThat(sessions.refresh(successor.refreshToken(), clock.instant())).isNotNull();
    }

    @Test
    void aCookieNeedsTheTokenThatWasGivenOutWithIt() {
        var login = logIn();
        var other = logIn();

        assertThatExceptionOfType(CsrfTokenInvalid.class)
                .isThrownBy(() -> sessions.refreshByCookie(login.refreshToken(), other.xsrfToken(), clock.instant()));

        assertThat(sessions.refreshByCookie(login.refreshToken(), login.xsrfToken(), clock.instant()))
                .isNotNull();
    }

    @Test
    void aDisabledAccountHasNoLoginsAndGetsNone(CapturedOutput output) {
        var login = logIn();
        var admin = new UUID(1, 1);

        sessions.assignStatus(account, AccountStatus.DISABLED, ANY_VERSION, admin);

        assertRefused(login.refreshToken());
        assertThatExceptionOfType(BadCredentials.class).isThrownBy(this::logIn);
        assertThat(output).contains("event=security action=account_disabled account=" + account + " by=" + admin);

        sessions.assignStatus(account, AccountStatus.ACTIVE, ANY_VERSION, admin);
        assertRefused(login.refreshToken());
        assertThat(logIn()).isNotNull();
    }

    @Test
    void aTokenThatLiesIdleTooLongIsRefused() {
        var token = logIn().refreshToken();

        clock.advance(Duration.ofDays(14));

        assertRefused(token);
    }

    @Test
    void noRefreshGoesBeyondTheAbsoluteEnd() {
        var token = logIn().refreshToken();
        for (var day = 1; day < 30; day++) {
            clock.advance(Duration.ofDays(1));
            token = sessions.refresh(token, clock.instant()).refreshToken();
        }

        clock.advance(Duration.ofDays(1));

        assertRefused(token);
    }

    @Test
    void deletesWhatIsExpiredAndNothingElse() {
        logIn();
        clock.advance(Duration.ofDays(20));
        var living = logIn();
        clock.advance(Duration.ofDays(11));

        sessions.deleteExpired();

        assertThat(jdbc.sql("select count(*) from sessions where account_id = :account")
                        .param("account", account)
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
        assertThat(sessions.refresh(living.refreshToken(), clock.instant())).isNotNull();
    }

    @Test
    void logoutEndsTheFamilyOfTheTokenOnly() {
        var here = logIn();
        var elsewhere = logIn();

        sessions.logOut(account, LoginReference.of(here.refreshToken(), null));

        assertRefused(here.refreshToken());
        assertThat(sessions.refresh(elsewhere.refreshToken(), clock.instant())).isNotNull();
    }

    @Test
    void browsersNameTheirLoginByItsXsrfToken() {
        var here = logIn();
        var elsewhere = logIn();
        var refreshed = sessions.refresh(here.refreshToken(), clock.instant());
        var stays = LoginReference.of(null, elsewhere.xsrfToken());

        sessions.changePassword(account, People.PASSWORD, "an even better password", stays);

        assertRefused(refreshed.refreshToken());
        assertThat(sessions.refresh(elsewhere.refreshToken(), clock.instant())).isNotNull();
        var another = sessions.logIn(email, "an even better password", HERE);
        // Also by one from before a refresh in another tab.
        sessions.logOut(account, stays);
        assertThat(sessions.refresh(another.refreshToken(), clock.instant())).isNotNull();
        assertThat(jdbc.sql("select count(*) from sessions where account_id = :account and ended_at is null")
                        .param("account", account)
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void logoutWithoutATokenEndsAll() {
        var logins = Stream.generate(this::logIn).limit(2).toList();

        sessions.logOut(account, null);

        logins.forEach(login -> assertRefused(login.refreshToken()));
    }

    @Test
    void aStrangersLogoutEndsNothing() {
        var login = logIn();

        sessions.logOut(new UUID(1, 2), LoginReference.of(login.refreshToken(), null));
        sessions.logOut(new UUID(1, 2), LoginReference.of(null, login.xsrfToken()));
        sessions.logOut(account, LoginReference.of(null, "made up"));

        assertThat(sessions.refresh(login.refreshToken(), clock.instant())).isNotNull();
    }

    @Test
    void aNewPasswordEndsAllLoginsButTheOneThatSetIt() {
        var here = logIn();
        var elsewhere = logIn();

        sessions.changePassword(
                account, People.PASSWORD, "an even better password", LoginReference.of(here.refreshToken(), null));

        assertRefused(elsewhere.refreshToken());
        assertThat(sessions.refresh(here.refreshToken(), clock.instant())).isNotNull();
        assertThatExceptionOfType(BadCredentials.class).isThrownBy(() -> sessions.logIn(email, People.PASSWORD, HERE));
        assertThat(sessions.logIn(email, "an even better password", HERE)).isNotNull();
    }

    @Test
    void aNewPasswordNeedsTheCurrentOne() {
        var login = logIn();

        assertThatExceptionOfType(BadCredentials.class)
                .isThrownBy(
                        () -> sessions.changePassword(account, "not the password", "an even better password", null));

        assertThat(sessions.refresh(login.refreshToken(), clock.instant())).isNotNull();
    }

    @Test
    void loginRenewsAHashWithOldParameters() {
        var old = Objects.requireNonNull(new Argon2PasswordEncoder(16, 32, 1, 7168, 5).encode(People.PASSWORD));
        jdbc.sql("update accounts set password_hash = :hash where id = :id")
                .param("hash", old)
                .param("id", account)
                .update();

        logIn();

        assertThat(jdbc.sql("select password_hash from accounts where id = :id")
                        .param("id", account)
                        .query(String.class)
                        .single())
                .startsWith(People.HASH_PARAMETERS);
        assertThat(logIn()).isNotNull();
    }

    private IssuedTokens logIn() {
        return sessions.logIn(email, People.PASSWORD, HERE);
    }

    private Optional<IssuedTokens> tryRefresh(String token, Instant arrived) {
        try {
            return Optional.of(sessions.refresh(token, arrived));
        } catch (RefreshTokenInvalid refused) {
            return Optional.empty();
        }
    }

    private void assertRefused(String token) {
        assertThatExceptionOfType(RefreshTokenInvalid.class).isThrownBy(() -> sessions.refresh(token, clock.instant()));
    }
}

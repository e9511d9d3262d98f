package shop.user.session;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionOperations;
import shop.http.version.IfMatch;
import shop.user.account.Account;
import shop.user.account.AccountStatus;
import shop.user.account.Accounts;
import shop.user.account.Credentials;
import shop.user.audit.SecurityEvent;
import shop.user.config.UserProperties;
import shop.user.device.KnownDevices;
import shop.user.device.RequestOrigin;
import shop.user.password.GuessLimits;
import shop.user.password.Guesses;
import shop.user.password.Passwords;
import shop.user.password.TooManyGuessesException;
import shop.user.secret.Secret;
import shop.user.session.SessionRepository.EndReason;
import shop.user.signing.AccessTokenSigner;

/**
 * Opens, continues and ends logins. A refresh token is good once: each use gives the next one of its family (RFC 9700). A token that
 * comes a second time was copied, by whom cannot be known, so its whole family ends. Requests that came before the first one was
 * answered are no second time: a client that refreshes in two places at once gets one successor and keeps it.
 */
@Service
public class Sessions {

    private static final Logger log = LoggerFactory.getLogger(Sessions.class);

    private final SessionRepository sessions;
    private final Accounts accounts;
    private final Passwords passwords;
    private final GuessLimits guesses;
    private final KnownDevices devices;
    private final AccessTokenSigner signer;
    private final TransactionOperations transaction;
    private final UserProperties.Tokens settings;
    private final Clock clock;
    private final TimeBasedEpochGenerator ids = Generators.timeBasedEpochGenerator();

    Sessions(
            SessionRepository sessions,
            Accounts accounts,
            Passwords passwords,
            GuessLimits guesses,
            KnownDevices devices,
            AccessTokenSigner signer,
            TransactionOperations transaction,
            UserProperties properties,
            Clock clock) {
        this.sessions = sessions;
        this.accounts = accounts;
        this.passwords = passwords;
        this.guesses = guesses;
        this.devices = devices;
        this.signer = signer;
        this.transaction = transaction;
        this.settings = properties.tokens();
        this.clock = clock;
    }

    /**
     * Opens a login.
     *
     * @param origin a device or an address that the account logged in from before has guesses of its own, which strangers cannot use up
     * @throws SessionException.BadCredentials for a wrong password, an unknown address and a disabled account, after the same time
     * @throws shop.user.password.TooManyGuessesException after too many of these for one address
     * @throws shop.user.password.HashingBusyException if too many passwords are being hashed
     */
    public IssuedTokens logIn(String email, String password, RequestOrigin origin) {
        var credentials = accounts.credentialsOf(email);
        var requester = devices.identify(credentials.map(Credentials::accountId), origin);
        var authenticated = authenticate(credentials, password, guesses.ofAddress(email, requester));
        var renewed = passwords.isOutdated(authenticated.passwordHash()) ? passwords.hash(password) : null;
        return issue(inTransaction(() -> open(authenticated, renewed, origin)));
    }

    /**
     * Continues a login.
     *
     * @param arrivedAt when the request came in, before it waited for anything
     * @throws SessionException.RefreshTokenInvalid if the token is unknown, used, expired or ended; a used one ends its family
     */
    public IssuedTokens refresh(String presented, Instant arrivedAt) {
        return refresh(new Secret(presented), null, arrivedAt);
    }

    /**
     * Continues a login whose refresh token came in a cookie, which a browser sends whoever made it.
     *
     * @param xsrf what came in the header; it was given out with the refresh token and belongs to it alone
     * @throws SessionException.CsrfTokenInvalid if it is not the one; nothing is done then
     */
    public IssuedTokens refreshByCookie(String presented, String xsrf, Instant arrivedAt) {
        return refresh(new Secret(presented), new Secret(xsrf), arrivedAt);
    }

    private IssuedTokens refresh(Secret presented, @Nullable Secret xsrf, Instant arrivedAt) {
        // What was reused must end although the caller is refused, so the refusal is thrown after the commit.
        return switch (inTransaction(() -> rotate(presented, xsrf, arrivedAt))) {
            case Continued continued -> {
                var tokens = issue(continued);
                allowToAnswer(presented);
                yield tokens;
            }
            case Refused(var account) -> {
                SecurityEvent.REFRESH_REFUSED.ofAccount(account);
                throw new SessionException.RefreshTokenInvalid();
            }
            case Forged(var account) -> {
                SecurityEvent.REFRESH_FORGED.ofAccount(account);
                throw new SessionException.CsrfTokenInvalid();
            }
            case Reused(var session, var account) -> {
                SecurityEvent.REFRESH_TOKEN_REUSED.ofSession(account, session);
                throw new SessionException.RefreshTokenInvalid();
            }
        };
    }

    /** Ends this login, or all of the account's if none is named; a stranger's token ends nothing. */
    @Transactional
    public void logOut(UUID accountId, @Nullable LoginReference which) {
        var now = clock.instant();
        if (which == null) {
            sessions.endAll(accountId, null, EndReason.LOGOUT, now);
        } else {
            ownSession(accountId, which).ifPresent(session -> sessions.end(session, EndReason.LOGOUT, now));
        }
    }

    /**
     * Sets a new password and ends all logins of the account but the one that is named, if any. Access tokens do not say which login they
     * are of, so all are taken back, and the login that stays goes on with its refresh token.
     *
     * @throws SessionException.BadCredentials if the current password is wrong
     */
    public void changePassword(UUID accountId, String current, String next, @Nullable LoginReference keep) {
        var authenticated = authenticate(accounts.credentialsOf(accountId), current, guesses.ofAccount(accountId));
        var hash = passwords.hash(next);
        transaction.executeWithoutResult(_ -> {
            // False if another change was faster: then what was given here is not the current password any more.
            if (!accounts.replaceHash(authenticated, hash)) {
                throw new SessionException.BadCredentials();
            }
            accounts.lock(accountId).ifPresent(accounts::revokeTokens);
            var kept = keep == null ? null : ownSession(accountId, keep).orElse(null);
            sessions.endAll(accountId, kept, EndReason.PASSWORD_CHANGE, clock.instant());
        });
        SecurityEvent.PASSWORD_CHANGED.ofAccount(accountId);
    }

    /** Ends all logins of an account whose password was reset; within the caller's transaction. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void endAllAfterReset(UUID accountId) {
        sessions.endAll(accountId, null, EndReason.PASSWORD_RESET, clock.instant());
    }

    /** Takes an account out of use, with all its logins, or back into use. */
    public Account assignStatus(UUID accountId, AccountStatus status, IfMatch expected, UUID by) {
        var change = inTransaction(() -> {
            var done = accounts.assignStatus(accountId, status, expected);
            if (!done.after().isActive()) {
                sessions.endAll(accountId, null, EndReason.DISABLED, clock.instant());
            }
            return done;
        });
        if (change.isOne()) {
            var event = change.after().isActive() ? SecurityEvent.ACCOUNT_ENABLED : SecurityEvent.ACCOUNT_DISABLED;
            event.ofAccount(accountId, by);
        }
        return change.after();
    }

    /** An ended family is kept until its time is over, so that a late reuse is still seen as one. */
    @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT1M")
    void deleteExpired() {
        var deleted = sessions.deleteExpired(clock.instant());
        if (deleted > 0) {
            log.info("Deleted {} expired sessions", deleted);
        }
    }

    /**
     * Returns when the tokens may be handed out. Requests that were sent at the same moment may still wait for a thread, and only what
     * has arrived by then counts as sent before. Nobody can misuse the delay: the successor is not known until it is over.
     */
    private void allowToAnswer(Secret presented) {
        var delay = CompletableFuture.delayedExecutor(
                settings.answerDelay().toMillis(),
                TimeUnit.MILLISECONDS,
                task -> Thread.ofVirtual().start(task));
        try {
            CompletableFuture.runAsync(() -> sessions.markAnswered(presented, clock.instant()), delay)
                    .join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
        }
    }

    private Credentials authenticate(Optional<Credentials> credentials, String password, Guesses attempts) {
        // A disabled account is as good as none: as slow, as limited and as silent.
        var usable = credentials.filter(Credentials::isActive);
        var account = credentials.map(Credentials::accountId).orElse(null);
        try {
            if (passwords.matches(password, usable.map(Credentials::passwordHash), attempts)) {
                return usable.orElseThrow();
            }
        } catch (TooManyGuessesException limited) {
            SecurityEvent.LOGIN_THROTTLED.ofAccount(account);
            throw limited;
        }
        SecurityEvent.LOGIN_FAILED.ofAccount(account);
        throw new SessionException.BadCredentials();
    }

    private Continued open(Credentials authenticated, @Nullable String renewedHash, RequestOrigin origin) {
        // Locks the account: a login with the old password must not slip in behind a password change that ends all
        // logins, nor behind the disabling of the account.
        var account = accounts.lock(authenticated)
                .filter(Account::isActive)
                .orElseThrow(SessionException.BadCredentials::new);
        if (renewedHash != null) {
            accounts.replaceHash(authenticated, renewedHash);
        }
        var now = clock.instant();
        var session = ids.generate();
        var end = now.plus(settings.absolute());
        sessions.open(session, account.id(), now, end);
        return addToken(account, session, now, end).of(devices.remember(account.id(), origin));
    }

    private Rotation rotate(Secret presented, @Nullable Secret xsrf, Instant arrivedAt) {
        var found = sessions.lockSessionOf(presented);
        if (found.isEmpty()) {
            return new Refused(null);
        }
        var session = found.get();
        var token = sessions.find(presented);
        if (xsrf != null && !xsrf.fingerprint().equals(token.xsrf())) {
            return new Forged(session.accountId());
        }
        var now = clock.instant();
        if (session.ended()) {
            return new Refused(session.accountId());
        }
        if (token.used()) {
            if (token.answeredAt() == null || arrivedAt.isBefore(token.answeredAt())) {
                return new Refused(session.accountId());
            }
            sessions.end(session.id(), EndReason.REUSE, now);
            return new Reused(session.id(), session.accountId());
        }
        var account = accounts.find(session.accountId());
        if (!account.isActive() || !now.isBefore(token.expiresAt()) || !now.isBefore(session.expiresAt())) {
            return new Refused(session.accountId());
        }
        sessions.markUsed(presented, now);
        return addToken(account, session.id(), now, session.expiresAt());
    }

    private Continued addToken(Account account, UUID session, Instant now, Instant sessionEnd) {
        var token = Secret.random();
        var xsrf = Secret.random();
        var idleEnd = now.plus(settings.idle());
        var end = idleEnd.isBefore(sessionEnd) ? idleEnd : sessionEnd;
        sessions.addToken(token, xsrf, session, now, end);
        return new Continued(account, token, xsrf, Duration.between(now, end), null);
    }

    private Optional<UUID> ownSession(UUID accountId, LoginReference which) {
        var session = switch (which) {
            case LoginReference.ByRefreshToken(var token) ->
                sessions.lockSessionOf(token).filter(found -> found.accountId().equals(accountId));
            case LoginReference.ByXsrfToken(var token) -> sessions.lockSessionOf(accountId, token);
        };
        return session.map(SessionRepository.Session::id);
    }

    private IssuedTokens issue(Continued login) {
        var life = settings.access();
        var accessToken = signer.sign(login.account(), login.xsrf().fingerprint(), life);
        return new IssuedTokens(
                accessToken, login.token().value(), login.xsrf().value(), life, login.refreshLife(), login.device());
    }

    private <T> T inTransaction(Supplier<T> work) {
        return Objects.requireNonNull(transaction.execute(_ -> work.get()));
    }

    private sealed interface Rotation {}

    private record Continued(
            Account account,
            Secret token,
            Secret xsrf,
            Duration refreshLife,
            @Nullable Secret device) implements Rotation {

        Continued of(Secret known) {
            return new Continued(account, token, xsrf, refreshLife, known);
        }
    }

    private record Refused(@Nullable UUID account) implements Rotation {}

    private record Forged(UUID account) implements Rotation {}

    private record Reused(UUID session, UUID account) implements Rotation {}
}

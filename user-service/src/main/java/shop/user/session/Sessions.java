package shop.user.session;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionOperations;
import shop.user.account.Account;
import shop.user.account.Accounts;
import shop.user.account.Credentials;
import shop.user.config.UserProperties;
import shop.user.password.Passwords;
import shop.user.session.SessionRepository.EndReason;
import shop.user.signing.AccessTokenSigner;

/**
 * Opens, continues and ends logins. A refresh token is good once: each use gives the next one of its family (RFC 9700). A token that
 * comes a second time was copied, by whom cannot be known, so its whole family ends.
 */
@Service
public class Sessions {

    private static final Logger log = LoggerFactory.getLogger(Sessions.class);

    private final SessionRepository sessions;
    private final Accounts accounts;
    private final Passwords passwords;
    private final AccessTokenSigner signer;
    private final TransactionOperations transaction;
    private final UserProperties.Tokens settings;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final TimeBasedEpochGenerator ids = Generators.timeBasedEpochGenerator();

    Sessions(
            SessionRepository sessions,
            Accounts accounts,
            Passwords passwords,
            AccessTokenSigner signer,
            TransactionOperations transaction,
            UserProperties properties,
            Clock clock) {
        this.sessions = sessions;
        this.accounts = accounts;
        this.passwords = passwords;
        this.signer = signer;
        this.transaction = transaction;
        this.settings = properties.tokens();
        this.clock = clock;
    }

    /**
     * Opens a login.
     *
     * @throws SessionException.BadCredentials for a wrong password and for an unknown address, after the same time
     * @throws shop.user.password.HashingBusyException if too many passwords are being hashed
     */
    public IssuedTokens logIn(String email, String password) {
        var credentials = accounts.credentialsOf(email);
        var matches = passwords.matches(password, credentials.map(Credentials::passwordHash));
        if (!matches || credentials.isEmpty()) {
            throw new SessionException.BadCredentials();
        }
        var proven = credentials.get();
        var renewed = passwords.isOutdated(proven.passwordHash()) ? passwords.hash(password) : null;
        return issue(inTransaction(() -> open(proven, renewed)));
    }

    /**
     * Continues a login.
     *
     * @throws SessionException.RefreshTokenInvalid if the token is unknown, used, expired or ended; a used one ends its family
     */
    public IssuedTokens refresh(String presented) {
        // What was reused must end although the caller is refused, so the refusal is thrown after the commit.
        return switch (inTransaction(() -> rotate(new RefreshToken(presented)))) {
            case Continued continued -> issue(continued);
            case Refused _ -> throw new SessionException.RefreshTokenInvalid();
            case Reused(var session, var account) -> {
                log.warn("A refresh token of account {} was used twice: session {} is ended", account, session);
                throw new SessionException.RefreshTokenInvalid();
            }
        };
    }

    /** Ends the login that the token belongs to, or all of the account's if none is given; a stranger's token ends nothing. */
    @Transactional
    public void logOut(UUID accountId, @Nullable String presented) {
        var now = clock.instant();
        if (presented == null) {
            sessions.endAll(accountId, null, EndReason.LOGOUT, now);
        } else {
            ownSession(accountId, presented).ifPresent(session -> sessions.end(session, EndReason.LOGOUT, now));
        }
    }

    /**
     * Sets a new password and ends all logins of the account but the one that the refresh token, if any, belongs to.
     *
     * @throws SessionException.BadCredentials if the current password is wrong
     */
    public void changePassword(UUID accountId, String current, String next, @Nullable String keep) {
        var credentials = accounts.credentialsOf(accountId);
        var matches = passwords.matches(current, credentials.map(Credentials::passwordHash));
        if (!matches || credentials.isEmpty()) {
            throw new SessionException.BadCredentials();
        }
        var hash = passwords.hash(next);
        transaction.executeWithoutResult(_ -> {
            // False if another change was faster: then what was given here is not the current password any more.
            if (!accounts.replaceHash(credentials.get(), hash)) {
                throw new SessionException.BadCredentials();
            }
            var kept = keep == null ? null : ownSession(accountId, keep).orElse(null);
            sessions.endAll(accountId, kept, EndReason.PASSWORD_CHANGE, clock.instant());
        });
    }

    /** An ended family is kept until its time is over, so that a late reuse is still seen as one. */
    @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT1M")
    void deleteExpired() {
        var deleted = sessions.deleteExpired(clock.instant());
        if (deleted > 0) {
            log.info("Deleted {} expired sessions", deleted);
        }
    }

    private Continued open(Credentials proven, @Nullable String renewedHash) {
        // Locks the account: a login with the old password must not slip in behind a password change that ends all
        // logins.
        var account = accounts.lock(proven).orElseThrow(SessionException.BadCredentials::new);
        if (renewedHash != null) {
            accounts.replaceHash(proven, renewedHash);
        }
        var now = clock.instant();
        var session = ids.generate();
        var end = now.plus(settings.absolute());
        sessions.open(session, account.id(), now, end);
        return new Continued(account, addToken(session, now, end));
    }

    private Rotation rotate(RefreshToken presented) {
        var found = sessions.lockSessionOf(presented);
        if (found.isEmpty()) {
            return new Refused();
        }
        var session = found.get();
        var token = sessions.find(presented);
        var now = clock.instant();
        if (session.ended()) {
            return new Refused();
        }
        if (token.used()) {
            sessions.end(session.id(), EndReason.REUSE, now);
            return new Reused(session.id(), session.accountId());
        }
        if (!now.isBefore(token.expiresAt()) || !now.isBefore(session.expiresAt())) {
            return new Refused();
        }
        sessions.markUsed(presented, now);
        var successor = addToken(session.id(), now, session.expiresAt());
        return new Continued(accounts.find(session.accountId()), successor);
    }

    private RefreshToken addToken(UUID session, Instant now, Instant sessionEnd) {
        var token = RefreshToken.random(random);
        var idleEnd = now.plus(settings.idle());
        sessions.addToken(token, session, now, idleEnd.isBefore(sessionEnd) ? idleEnd : sessionEnd);
        return token;
    }

    private Optional<UUID> ownSession(UUID accountId, String presented) {
        return sessions.lockSessionOf(new RefreshToken(presented))
                .filter(session -> session.accountId().equals(accountId))
                .map(SessionRepository.Session::id);
    }

    private IssuedTokens issue(Continued login) {
        var life = settings.access();
        var accessToken = signer.sign(login.account().id(), login.account().roles(), life);
        return new IssuedTokens(accessToken, login.token().value(), life);
    }

    private <T> T inTransaction(Supplier<T> work) {
        return Objects.requireNonNull(transaction.execute(_ -> work.get()));
    }

    private sealed interface Rotation {}

    private record Continued(Account account, RefreshToken token) implements Rotation {}

    private record Refused() implements Rotation {}

    private record Reused(UUID session, UUID account) implements Rotation {}
}

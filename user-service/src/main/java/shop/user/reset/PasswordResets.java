package shop.user.reset;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;
import shop.user.account.Account;
import shop.user.account.Accounts;
import shop.user.audit.SecurityEvent;
import shop.user.config.UserProperties;
import shop.user.device.KnownDevices;
import shop.user.device.RequestOrigin;
import shop.user.device.Requester;
import shop.user.password.GuessLimits;
import shop.user.password.Passwords;
import shop.user.secret.Secret;
import shop.user.session.Sessions;

/** Replaces forgotten passwords: mails a link that is good once and not for long, and takes the new password for it. */
@Service
public class PasswordResets {

    private static final Logger log = LoggerFactory.getLogger(PasswordResets.class);
    private static final Duration AN_HOUR = Duration.ofHours(1);

    private final PasswordResetRepository resets;
    private final Accounts accounts;
    private final Sessions sessions;
    private final Passwords passwords;
    private final GuessLimits guesses;
    private final KnownDevices devices;
    private final ResetMails mails;
    private final TransactionOperations transaction;
    private final UserProperties.PasswordReset settings;
    private final Clock clock;

    PasswordResets(
            PasswordResetRepository resets,
            Accounts accounts,
            Sessions sessions,
            Passwords passwords,
            GuessLimits guesses,
            KnownDevices devices,
            ResetMails mails,
            TransactionOperations transaction,
            UserProperties properties,
            Clock clock) {
        this.resets = resets;
        this.accounts = accounts;
        this.sessions = sessions;
        this.passwords = passwords;
        this.guesses = guesses;
        this.devices = devices;
        this.mails = mails;
        this.transaction = transaction;
        this.settings = properties.passwordReset();
        this.clock = clock;
    }

    /**
     * Has a link mailed to the account of this address, if there is one that may be used and it got few of them lately. Returns before
     * anybody has looked: neither the answer nor its time reveals who has an account.
     *
     * @param origin each requester has a number of mails of its own, so that strangers do not use up the owner's
     * @throws ResetException.TooBusy if too many mails are waiting
     */
    public void request(String email, RequestOrigin origin) {
        mails.later(() -> start(email, origin));
    }

    /** Whether a new password would be taken for this token at this moment. */
    public boolean isOpen(String token) {
        return resets.accountOf(new Secret(token).hash(), clock.instant()).isPresent();
    }

    /**
     * Sets the new password, ends all logins of the account and takes its access tokens back.
     *
     * @throws ResetException.TokenInvalid if the token is unknown, used or too old
     * @throws shop.user.password.HashingBusyException if too many passwords are being hashed; the token stays good
     */
    public void confirm(String token, String password) {
        var secret = new Secret(token);
        var accountId = resets.accountOf(secret.hash(), clock.instant()).orElseThrow(ResetException.TokenInvalid::new);
        var hash = passwords.hash(password);
        var account = Objects.requireNonNull(transaction.execute(_ -> replace(secret, accountId, hash)));
        guesses.forget(account.email());
        SecurityEvent.PASSWORD_RESET.ofAccount(account.id());
    }

    /** Long enough after their end that the mails of the last hour can be counted. */
    @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT2M")
    void deleteExpired() {
        var deleted = resets.deleteExpired(clock.instant().minus(AN_HOUR));
        if (deleted > 0) {
            log.info("Deleted {} expired password resets", deleted);
        }
    }

    private Account replace(Secret token, UUID accountId, String hash) {
        var now = clock.instant();
        // First the account, so that two links of one account are used one after the other; then the token once more.
        var account = accounts.lock(accountId)
                .filter(Account::isActive)
                .filter(_ -> resets.accountOf(token.hash(), now).isPresent())
                .orElseThrow(ResetException.TokenInvalid::new);
        resets.useAll(accountId, now);
        accounts.resetPassword(account, hash);
        sessions.endAllAfterReset(accountId);
        return account;
    }

    private void start(String email, RequestOrigin origin) {
        accounts.find(email).filter(Account::isActive).ifPresent(account -> start(account, origin));
    }

    private void start(Account account, RequestOrigin origin) {
        var token = Secret.random();
        var requester = devices.identify(Optional.of(account.id()), origin);
        var stored = Objects.requireNonNull(transaction.execute(_ -> store(token, account.id(), requester)));
        if (stored) {
            SecurityEvent.PASSWORD_RESET_ASKED.ofAccount(account.id());
            mails.send(account, token);
        }
    }

    private boolean store(Secret token, UUID accountId, Requester requester) {
        var now = clock.instant();
        // The lock makes the count right when several are asked for at once.
        var mayHaveOne = accounts.lock(accountId).isPresent() && isWithinLimits(accountId, requester, now);
        if (mayHaveOne) {
            resets.save(new PasswordResetRow(token, accountId, requester, now, now.plus(settings.life())));
        }
        return mayHaveOne;
    }

    private boolean isWithinLimits(UUID accountId, Requester requester, Instant now) {
        var anHourAgo = now.minus(AN_HOUR);
        return resets.countByAccountIdAndRequesterAndRequestedAtAfter(accountId, requester.hashBytes(), anHourAgo)
                        < settings.perHour()
                && (requester.known()
                        || resets.countByAccountIdAndKnownFalseAndRequestedAtAfter(accountId, anHourAgo)
                                < settings.strangersPerHour());
    }
}

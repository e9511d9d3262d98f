package shop.user.account;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Sort;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionOperations;
import shop.events.Outbox;
import shop.http.version.IfMatch;
import shop.platform.audit.AuditLog;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;
import shop.security.Role;
import shop.user.audit.SecurityEvent;
import shop.user.messaging.UserRegistered;
import shop.user.messaging.UserStatusChanged;
import shop.user.password.Passwords;

/** Opens, finds and changes accounts. */
@Service
public class Accounts {

    private final AccountRepository accounts;
    private final Passwords passwords;
    private final Outbox outbox;
    private final AuditLog audit;
    private final TransactionOperations transaction;
    private final Clock clock;
    private final TimeBasedEpochGenerator ids = Generators.timeBasedEpochGenerator();

    Accounts(
            AccountRepository accounts,
            Passwords passwords,
            Outbox outbox,
            AuditLog audit,
            TransactionOperations transaction,
            Clock clock) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.outbox = outbox;
        this.audit = audit;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * Opens an account and publishes that.
     *
     * @throws AccountException.EmailTaken if the address has an account, typed in whatever case
     * @throws shop.user.password.HashingBusyException if too many passwords are being hashed
     */
    public Account signUp(String email, String name, String password, Set<Role> roles) {
        // The index decides in the end; looking first only saves a hash on what cannot succeed.
        if (accounts.exists(email)) {
            throw new AccountException.EmailTaken();
        }
        // Before the transaction: a request that waits for its turn to hash must not hold a connection meanwhile.
        var hash = passwords.hash(password);
        // PostgreSQL counts microseconds; what is answered now must equal what is read later.
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var account = Account.opened(ids.generate(), email, name, roles, now);
        transaction.executeWithoutResult(_ -> {
            if (!accounts.insert(account, hash)) {
                throw new AccountException.EmailTaken();
            }
            outbox.append(UserRegistered.event(account.id(), account.version(), email, name, now));
        });
        return account;
    }

    public Account find(UUID id) {
        return accounts.findById(id).map(AccountRow::account).orElseThrow(() -> new AccountException.NotFound(id));
    }

    public Optional<Account> find(String email) {
        return accounts.findByEmail(email).map(AccountRow::account);
    }

    public Optional<Credentials> credentialsOf(String email) {
        return accounts.credentialsOf(email);
    }

    public Optional<Credentials> credentialsOf(UUID id) {
        return accounts.credentialsOf(id);
    }

    @Transactional(readOnly = true)
    public PageBody<Account> list(AccountFilter filter, PageQuery page) {
        var email = filter.lowerEmail();
        var pattern = filter.pattern();
        var rows = accounts.list(email, pattern, PageRequest.of(page.page(), page.size(), sort(page)));
        return PageBody.of(rows.stream().map(AccountRow::account).toList(), page, accounts.count(email, pattern));
    }

    /** By the id at last, so that a page begins where the one before it ended. */
    private static Sort sort(PageQuery page) {
        var orders = page.sort().stream()
                .map(by -> new Sort.Order(by.descending() ? Sort.Direction.DESC : Sort.Direction.ASC, by.field()))
                .map(by -> by.getProperty().equals("email") ? by.ignoreCase() : by)
                .toList();
        return Sort.by(orders).and(Sort.by("id"));
    }

    /**
     * Gives an account another name.
     *
     * @param newName makes the new name of the account as it is
     */
    @Transactional
    public Account rename(UUID id, Function<Account, String> newName, IfMatch expected) {
        var account = lock(id).orElseThrow(() -> new AccountException.NotFound(id));
        expected.require(account.version());
        var name = newName.apply(account);
        return name.equals(account.name()) ? account : stored(account.withName(name));
    }

    /**
     * Gives an account exactly these roles; access tokens from before are worthless if that changes anything.
     *
     * @throws AccountException.LastAdmin if nobody would be an administrator any more
     */
    public Account assignRoles(UUID id, Set<Role> roles, IfMatch expected, UUID by) {
        var change = Objects.requireNonNull(transaction.execute(_ -> {
            var done = administrate(
                    id, expected, account -> roles.equals(account.roles()) ? account : account.withRoles(roles));
            if (done.isOne()) {
                audit.record(
                        "account.roles_changed",
                        "account",
                        id.toString(),
                        Map.of("from", names(done.before().roles()), "to", names(roles)));
            }
            return done;
        }));
        if (change.isOne()) {
            SecurityEvent.ROLES_CHANGED.ofAccount(id, by);
        }
        return change.after();
    }

    /**
     * Disables an account or enables it again; access tokens from before are worthless if that changes anything. Within the caller's
     * transaction, which has its logins to end.
     *
     * @throws AccountException.LastAdmin if nobody would be an administrator any more
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Change assignStatus(UUID id, AccountStatus status, IfMatch expected) {
        var change = administrate(
                id, expected, account -> status == account.status() ? account : account.withStatus(status));
        if (change.isOne()) {
            audit.record(
                    change.after().isActive() ? "account.enabled" : "account.disabled",
                    "account",
                    id.toString(),
                    Map.of());
        }
        return change;
    }

    /** An account before and after; the same if nothing had to be done. */
    public record Change(Account before, Account after) {

        public boolean isOne() {
            return !before.equals(after);
        }
    }

    private Change administrate(UUID id, IfMatch expected, UnaryOperator<Account> change) {
        var admins = accounts.lockAdmins();
        var before = lock(id).orElseThrow(() -> new AccountException.NotFound(id));
        expected.require(before.version());
        var after = change.apply(before);
        if (!after.isActiveAdmin() && admins.size() == 1 && admins.contains(id)) {
            throw new AccountException.LastAdmin(id);
        }
        if (!after.equals(before)) {
            stored(after);
            publishTokenVersion(after);
        }
        return new Change(before, after);
    }

    /** Sets a password that its owner could not type, and takes all access tokens back. Within the caller's transaction. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void resetPassword(Account locked, String hash) {
        accounts.setHash(locked.id(), hash);
        publishTokenVersion(stored(locked.withoutTokens()));
    }

    /** Takes all access tokens of the account back. Within the caller's transaction. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void revokeTokens(Account locked) {
        publishTokenVersion(stored(locked.withoutTokens()));
    }

    /**
     * The account that has these credentials at this moment, locked until the caller's transaction ends; empty if its password was
     * changed since they were read.
     */
    public Optional<Account> lock(Credentials credentials) {
        return accounts.findForUpdateByIdAndPasswordHash(credentials.accountId(), credentials.passwordHash())
                .map(AccountRow::account);
    }

    /** The account, locked until the caller's transaction ends. */
    public Optional<Account> lock(UUID id) {
        return accounts.findForUpdateById(id).map(AccountRow::account);
    }

    /** Whether the password was replaced; false if it was changed since the credentials were read. */
    public boolean replaceHash(Credentials credentials, String hash) {
        return accounts.replaceHash(credentials.accountId(), credentials.passwordHash(), hash) == 1;
    }

    boolean anyAdmin() {
        return accounts.anyAdmin();
    }

    private static String names(Set<Role> roles) {
        return roles.stream().sorted().map(Role::name).collect(Collectors.joining(","));
    }

    /** Of an account that this transaction has locked, and read by that. */
    private Account stored(Account account) {
        accounts.findById(account.id())
                .orElseThrow(() -> new AccountException.NotFound(account.id()))
                .change(account);
        accounts.flush();
        return account;
    }

    private void publishTokenVersion(Account account) {
        outbox.append(UserStatusChanged.event(account.id(), account.status().name(), account.tokenVersion()));
    }
}

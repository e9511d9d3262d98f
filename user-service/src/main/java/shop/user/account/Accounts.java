package shop.user.account;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionOperations;
import shop.messaging.Outbox;
import shop.user.messaging.UserRegistered;
import shop.user.password.Passwords;
import shop.web.paging.PageBody;
import shop.web.paging.PageQuery;
import shop.web.security.Role;
import shop.web.version.IfMatch;

/** Opens, finds and changes accounts. */
@Service
public class Accounts {

    private final AccountRepository accounts;
    private final Passwords passwords;
    private final Outbox outbox;
    private final TransactionOperations transaction;
    private final Clock clock;
    private final TimeBasedEpochGenerator ids = Generators.timeBasedEpochGenerator();

    Accounts(
            AccountRepository accounts,
            Passwords passwords,
            Outbox outbox,
            TransactionOperations transaction,
            Clock clock) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.outbox = outbox;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * Opens an account and tells the fleet of it.
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
        var account = new Account(ids.generate(), email, name, roles, 1, now);
        transaction.executeWithoutResult(_ -> {
            if (!accounts.insert(account, hash)) {
                throw new AccountException.EmailTaken();
            }
            outbox.append(UserRegistered.event(account.id(), account.version(), email, name, now));
        });
        return account;
    }

    public Account find(UUID id) {
        return accounts.find(id).orElseThrow(() -> new AccountException.NotFound(id));
    }

    public Optional<Credentials> credentialsOf(String email) {
        return accounts.credentialsOf(email);
    }

    public Optional<Credentials> credentialsOf(UUID id) {
        return accounts.credentialsOf(id);
    }

    @Transactional(readOnly = true)
    public PageBody<Account> list(PageQuery page) {
        return PageBody.of(accounts.list(page), page, accounts.count());
    }

    /**
     * Gives an account another name.
     *
     * @param newName makes the new name of the account as it is
     */
    @Transactional
    public Account rename(UUID id, Function<Account, String> newName, IfMatch expected) {
        var account = accounts.findForUpdate(id).orElseThrow(() -> new AccountException.NotFound(id));
        expected.require(account.version());
        var name = newName.apply(account);
        return name.equals(account.name()) ? account : change(account, name, account.roles());
    }

    /**
     * Gives an account exactly these roles.
     *
     * @throws AccountException.LastAdmin if nobody would be an administrator any more
     */
    @Transactional
    public Account assignRoles(UUID id, Set<Role> roles, IfMatch expected) {
        var admins = accounts.lockAdmins();
        var account = accounts.findForUpdate(id).orElseThrow(() -> new AccountException.NotFound(id));
        expected.require(account.version());
        if (!roles.contains(Role.ADMIN) && admins.size() == 1 && admins.contains(id)) {
            throw new AccountException.LastAdmin(id);
        }
        return roles.equals(account.roles()) ? account : change(account, account.name(), roles);
    }

    /**
     * The account that has these credentials at this moment, locked until the caller's transaction ends; empty if its password was
     * changed since they were read.
     */
    public Optional<Account> lock(Credentials credentials) {
        return accounts.findForUpdate(credentials);
    }

    /** Whether the password was replaced; false if it was changed since the credentials were read. */
    public boolean replaceHash(Credentials credentials, String hash) {
        return accounts.replaceHash(credentials, hash);
    }

    boolean anyAdmin() {
        return accounts.anyAdmin();
    }

    private Account change(Account before, String name, Set<Role> roles) {
        var after = new Account(before.id(), before.email(), name, roles, before.version() + 1, before.createdAt());
        accounts.update(after);
        return after;
    }
}

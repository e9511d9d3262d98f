package shop.security.account;

import java.util.Comparator;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import shop.security.AccountCheck;
import shop.security.Caller;
import shop.security.token.BadTokenException;
import shop.security.token.BadTokenException.Reason;

/** The latest status of each account that ever had one published. One thread writes, all requests read. */
final class AccountList implements AccountCheck {

    private final int maxEntries;
    private final Map<UUID, AccountStatus> latest = new ConcurrentHashMap<>();

    AccountList(int maxEntries) {
        this.maxEntries = maxEntries;
    }

    /** A version only rises, so an event that comes late or twice changes nothing. */
    void update(AccountStatus status) {
        latest.merge(
                status.account(),
                status,
                (known, update) -> update.tokenVersion() < known.tokenVersion() ? known : update);
        if (latest.size() > maxEntries) {
            dropOldest();
        }
    }

    /** A tenth at once, so that a flood of events does not sort for each of them. */
    private void dropOldest() {
        latest.values().stream()
                .sorted(Comparator.comparing(AccountStatus::time))
                .limit(latest.size() - maxEntries + maxEntries / 10)
                .toList()
                .forEach(oldest -> latest.remove(oldest.account(), oldest));
    }

    /**
     * Refuses writes and reads alike. A token of a later version than the latest consumed was issued after that change, so it is good even
     * if the account was disabled then: it has been enabled since.
     */
    @Override
    public void check(Caller caller, boolean readOnly) {
        var status = latest.get(caller.id());
        if (status == null) {
            return;
        }
        if (status.disabled() && caller.tokenVersion() <= status.tokenVersion()) {
            throw new BadTokenException(Reason.ACCOUNT_DISABLED, "The account is disabled.");
        }
        if (caller.tokenVersion() < status.tokenVersion()) {
            throw new BadTokenException(Reason.TOKEN_REVOKED, "The access token was revoked; log in again.");
        }
    }
}

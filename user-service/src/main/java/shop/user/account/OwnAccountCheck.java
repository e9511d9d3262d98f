package shop.user.account;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import shop.security.AccountCheck;
import shop.security.Caller;
import shop.security.token.BadTokenException;
import shop.security.token.BadTokenException.Reason;

/**
 * Refuses the tokens of disabled accounts and those from before a change that took them back. The other services consume such changes;
 * this one owns the table and asks it: for each write, and for reads when what it knows is a second old.
 */
@Component
class OwnAccountCheck implements AccountCheck {

    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final int ACCOUNTS = 10_000;

    private final AccountRepository accounts;
    private final LoadingCache<UUID, Optional<TokenState>> known;

    OwnAccountCheck(AccountRepository accounts) {
        this.accounts = accounts;
        this.known = Caffeine.newBuilder()
                .expireAfterWrite(FRESH)
                .maximumSize(ACCOUNTS)
                .build(accounts::tokenState);
    }

    @Override
    public void check(Caller caller, boolean readOnly) {
        var state = (readOnly ? known.get(caller.id()) : accounts.tokenState(caller.id()))
                .orElseThrow(() -> new BadTokenException(Reason.INVALID, "The account of this token is gone."));
        if (state.status() == AccountStatus.DISABLED) {
            throw new BadTokenException(Reason.ACCOUNT_DISABLED, "The account of this token is disabled.");
        }
        if (caller.tokenVersion() < state.version()) {
            throw new BadTokenException(
                    Reason.TOKEN_REVOKED, "The access token was taken back; refresh or log in again.");
        }
    }
}

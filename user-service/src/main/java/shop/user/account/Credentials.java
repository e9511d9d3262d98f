package shop.user.account;

import java.util.UUID;

/** What a login is held against. */
public record Credentials(UUID accountId, String passwordHash) {

    /** Leaves the hash out. */
    @Override
    public String toString() {
        return "Credentials[accountId=" + accountId + "]";
    }
}

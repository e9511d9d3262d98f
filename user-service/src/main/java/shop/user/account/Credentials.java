package shop.user.account;

import java.util.UUID;

/** What a login is held against. */
public record Credentials(UUID accountId, String passwordHash, AccountStatus status) {

    public boolean isActive() {
        return status == AccountStatus.ACTIVE;
    }

    /** Leaves the hash out. */
    @Override
    public String toString() {
        return "Credentials[accountId=" + accountId + ", status=" + status + "]";
    }
}

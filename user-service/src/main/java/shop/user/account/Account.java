package shop.user.account;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import shop.security.Role;

/**
 * A customer or an administrator, without the secret part.
 *
 * @param email as its owner typed it; compared without regard to case
 * @param tokenVersion rises with every change that makes the access tokens from before it worthless, from 0
 * @param version rises with every change that the API shows, from 1
 */
public record Account(
        UUID id,
        String email,
        String name,
        Set<Role> roles,
        AccountStatus status,
        int tokenVersion,
        long version,
        Instant createdAt) {

    public Account {
        roles = Set.copyOf(roles);
    }

    static Account opened(UUID id, String email, String name, Set<Role> roles, Instant createdAt) {
        return new Account(id, email, name, roles, AccountStatus.ACTIVE, 0, 1, createdAt);
    }

    public boolean isActive() {
        return status == AccountStatus.ACTIVE;
    }

    boolean isActiveAdmin() {
        return isActive() && roles.contains(Role.ADMIN);
    }

    Account withName(String other) {
        return new Account(id, email, other, roles, status, tokenVersion, version + 1, createdAt);
    }

    Account withRoles(Set<Role> others) {
        return new Account(id, email, name, others, status, tokenVersion + 1, version + 1, createdAt);
    }

    Account withStatus(AccountStatus other) {
        return new Account(id, email, name, roles, other, tokenVersion + 1, version + 1, createdAt);
    }

    /** The same account, whose access tokens are worthless from now on. */
    Account withoutTokens() {
        return new Account(id, email, name, roles, status, tokenVersion + 1, version, createdAt);
    }
}

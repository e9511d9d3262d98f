package shop.user.account;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import shop.web.security.Role;

/**
 * A customer or an administrator, without the secret part.
 *
 * @param email as its owner typed it; compared without regard to case
 * @param version rises with every change, from 1
 */
public record Account(UUID id, String email, String name, Set<Role> roles, long version, Instant createdAt) {

    public Account {
        roles = Set.copyOf(roles);
    }
}

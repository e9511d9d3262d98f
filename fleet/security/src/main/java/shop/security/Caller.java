package shop.security;

import java.util.Set;
import java.util.UUID;

/**
 * The person whose access token came with the request. A controller takes it as
 * {@code @AuthenticationPrincipal Caller caller}.
 *
 * @param tokenVersion what the account's version was when the token was issued; see {@link AccountCheck}
 */
public record Caller(UUID id, Set<Role> roles, int tokenVersion) {

    public Caller {
        roles = Set.copyOf(roles);
    }

    public Caller(UUID id, Set<Role> roles) {
        this(id, roles, 0);
    }

    public boolean isAdmin() {
        return roles.contains(Role.ADMIN);
    }
}

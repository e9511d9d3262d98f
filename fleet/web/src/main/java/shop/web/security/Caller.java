package shop.web.security;

import java.util.Set;
import java.util.UUID;

/**
 * The person whose access token came with the request. A controller takes it as
 * {@code @AuthenticationPrincipal Caller caller}.
 */
public record Caller(UUID id, Set<Role> roles) {

    public Caller {
        roles = Set.copyOf(roles);
    }

    public boolean isAdmin() {
        return roles.contains(Role.ADMIN);
    }
}

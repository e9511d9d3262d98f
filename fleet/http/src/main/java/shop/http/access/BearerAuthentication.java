package shop.http.access;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import shop.security.Caller;
import shop.security.ServiceCaller;

/** Who a verified token belongs to; its name is the id that idempotency keys are bound to. */
final class BearerAuthentication extends AbstractAuthenticationToken {

    static final String SERVICE_ROLE = "SERVICE";

    private final transient Object principal;
    private final String name;

    private BearerAuthentication(Object principal, String name, List<? extends GrantedAuthority> authorities) {
        super(authorities);
        this.principal = principal;
        this.name = name;
        setAuthenticated(true);
    }

    static BearerAuthentication of(Caller caller) {
        var roles = caller.roles().stream()
                .map(role -> new SimpleGrantedAuthority("ROLE_" + role.name()))
                .toList();
        return new BearerAuthentication(caller, caller.id().toString(), roles);
    }

    static BearerAuthentication of(ServiceCaller caller) {
        return new BearerAuthentication(
                caller, caller.service(), List.of(new SimpleGrantedAuthority("ROLE_" + SERVICE_ROLE)));
    }

    @Override
    public Object getPrincipal() {
        return principal;
    }

    /** The token itself is kept nowhere. */
    @Override
    public @Nullable Object getCredentials() {
        return null;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BearerAuthentication that && principal.equals(that.principal);
    }

    @Override
    public int hashCode() {
        return principal.hashCode();
    }
}

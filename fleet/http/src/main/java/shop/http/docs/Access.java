package shop.http.docs;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.web.access.WebInvocationPrivilegeEvaluator;

/** The least right that opens an operation; the names are what the document says in {@code x-shop-access}. */
enum Access {
    OPEN("ROLE_ANONYMOUS"),
    USER("ROLE_USER"),
    ADMIN("ROLE_ADMIN");

    /** The service's rules do not look at which thing a path names. */
    private static final String ANY_ID = "019aa5f0-7a00-7000-8000-000000000001";

    private final String authority;

    Access(String authority) {
        this.authority = authority;
    }

    /** Asks the service's own filter chain, so the document cannot say anything else than what happens. */
    static Access of(WebInvocationPrivilegeEvaluator rules, String method, String path) {
        var concrete = path.replaceAll("\\{[^}]*}", ANY_ID);
        return Stream.of(values())
                .filter(access -> rules.isAllowed("", concrete, method, access.caller()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "no access rule lets anybody call " + method + " " + path + ": " + List.of(values())));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    private Authentication caller() {
        var authorities = AuthorityUtils.createAuthorityList(authority);
        return this == OPEN
                ? new AnonymousAuthenticationToken("docs", "docs", authorities)
                : UsernamePasswordAuthenticationToken.authenticated("docs", null, authorities);
    }
}

package shop.discovery;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;

/**
 * Compares the one pair of credentials in constant time. There is no slow password hash here on purpose: nothing is stored, the secret is
 * the fleet's own, and every instance of the fleet sends it every second or two, which would cost more than half a core in bcrypt.
 */
final class FleetCredentials implements AuthenticationProvider {

    private final byte[] expected;

    FleetCredentials(DiscoveryProperties properties) {
        this.expected = digest(properties.user(), properties.password());
    }

    @Override
    public Authentication authenticate(Authentication shown) {
        var user = shown.getName();
        if (shown.getCredentials() instanceof String password
                && MessageDigest.isEqual(expected, digest(user, password))) {
            return UsernamePasswordAuthenticationToken.authenticated(user, null, List.of());
        }
        throw new BadCredentialsException("Wrong registry credentials");
    }

    @Override
    public boolean supports(@Nullable Class<?> authentication) {
        return authentication == UsernamePasswordAuthenticationToken.class;
    }

    private static byte[] digest(String user, String password) {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(user.getBytes(UTF_8));
            sha256.update((byte) 0); // so that "ab" + "c" is not "a" + "bc"
            return sha256.digest(password.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}

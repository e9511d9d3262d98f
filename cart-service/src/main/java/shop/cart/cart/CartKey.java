package shop.cart.cart;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;

/** Whose cart it is. A guest's is known by the digest of a secret token, so that the store does not hold what opens a cart. */
public record CartKey(String value) {

    private static final String GUEST = "guest:";

    public static CartKey ofUser(UUID userId) {
        return new CartKey("user:" + userId);
    }

    public static CartKey ofGuest(String token) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return new CartKey(GUEST + HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    boolean isGuest() {
        return value.startsWith(GUEST);
    }
}

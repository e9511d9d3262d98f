package shop.user.signing;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;

/** A public signing key as RFC 7517 writes it. It has no place for a private member, so none can slip out. */
public record Jwk(String kty, String use, String alg, String kid, String n, String e) {

    public static Jwk of(String kid, RSAPublicKey key) {
        return new Jwk("RSA", "sig", "RS256", kid, unsigned(key.getModulus()), unsigned(key.getPublicExponent()));
    }

    /** The key's name, made of the key itself (RFC 7638): two keys cannot have the same one by mistake. */
    static String thumbprint(RSAPublicKey key) {
        var canonical = "{\"e\":\"" + unsigned(key.getPublicExponent()) + "\",\"kty\":\"RSA\",\"n\":\""
                + unsigned(key.getModulus()) + "\"}";
        try {
            return base64(MessageDigest.getInstance("SHA-256").digest(canonical.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }

    /** Without the byte that BigInteger puts first to hold the sign. */
    private static String unsigned(BigInteger number) {
        var bytes = number.toByteArray();
        return base64(bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}

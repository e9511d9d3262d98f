package shop.http.version;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;

/** Makes entity tags of version numbers. */
public final class ETags {

    private ETags() {}

    /** The value of the {@code ETag} header, with its quotes. */
    public static String of(long version) {
        return "\"" + version + "\"";
    }

    /**
     * For a representation that also changes without its version: {@code If-Match} looks at the version alone, {@code If-None-Match} at
     * both.
     *
     * @param rest what else the representation depends on; no quotes, no spaces
     */
    public static String of(long version, String rest) {
        return "\"" + version + "-" + rest + "\"";
    }

    /** Half of a SHA-256: nobody makes two bodies of one tag, and a body with a secret is not guessed from it. */
    private static String digest(String text) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A 200 of what is {@linkplain #forCaller the caller's}. */
    public static <T extends Record> ResponseEntity<T> okForCaller(long version, T body) {
        return forCaller(ResponseEntity.ok(), version, body);
    }

    /**
     * An answer that depends on who asks, or on more than its version. A 304 confirms this very content, and a cache learns that another
     * caller gets another. The body is a record, because its text is that of its values.
     */
    public static <T extends Record> ResponseEntity<T> forCaller(
            ResponseEntity.BodyBuilder answer, long version, T body) {
        return answer.varyBy(HttpHeaders.AUTHORIZATION, HttpHeaders.COOKIE)
                .eTag(of(version, digest(body.toString())))
                .body(body);
    }

    /**
     * A 200 of what is the same for everybody, with its {@code ETag}; Spring turns it into a 304 when the request's {@code If-None-Match}
     * has the same one.
     */
    public static <T> ResponseEntity<T> ok(long version, T body) {
        return ResponseEntity.ok().eTag(of(version)).body(body);
    }

    /**
     * A 200 of what administrators see in another form than all others do. Each form has a tag of its own, and a cache learns that the
     * answer depends on the caller: a 304 never confirms the other form.
     */
    public static <T> ResponseEntity<T> okByRole(long version, boolean admin, T body) {
        var answer = ResponseEntity.ok()
                .varyBy(HttpHeaders.AUTHORIZATION, HttpHeaders.COOKIE)
                .cacheControl(admin ? CacheControl.noCache().cachePrivate() : CacheControl.noCache());
        return answer.eTag(admin ? of(version, "admin") : of(version)).body(body);
    }
}

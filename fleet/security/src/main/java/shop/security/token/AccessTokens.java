package shop.security.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.jsonwebtoken.Claims;
import io.jsonwebtoken.ExpiredJwtException;
import io.jsonwebtoken.Jws;
import io.jsonwebtoken.JwsHeader;
import io.jsonwebtoken.JwtException;
import io.jsonwebtoken.JwtParser;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.LocatorAdapter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Date;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import shop.security.Caller;
import shop.security.Role;
import shop.security.token.BadTokenException.Reason;

/**
 * Proves the access tokens that user-service signs: RS256 and nothing else, {@code typ} {@value #TYPE}, our issuer and audience, in
 * time with a leeway of 60 s, by a key from the {@link KeySource} alone (RFC 8725).
 *
 * <p>Each is verified once: checking a signature costs more than the rest of a small request. What is remembered counts no longer than the
 * token does and its key is known, so a retired key ends here as soon as it ends anywhere.
 */
public final class AccessTokens {

    public static final String TYPE = "at+jwt";
    public static final String AUDIENCE = "shopfleet";
    public static final String ROLES_CLAIM = "roles";

    /** What the account's version was when the token was issued; a token without it is of version 0. */
    public static final String VERSION_CLAIM = "ver";

    /** What a browser must show beside the cookie: the base64url of the SHA-256 of its CSRF token. */
    public static final String XSRF_CLAIM = "xsrf";

    static final long LEEWAY_SECONDS = 60;

    /** Far above a real token, far below what is costly to decode. */
    static final int MAX_LENGTH = 4096;

    private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    /** One for each person who is active at a time; some 300 bytes each. */
    private static final int REMEMBERED = 20_000;

    private static final Duration MEMORY = Duration.ofMinutes(10);

    private final KeySource keys;
    private final Clock clock;
    private final JwtParser parser;
    private final Cache<ByteBuffer, AccessToken> verified = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfterWrite(MEMORY)
            .build();

    /**
     * For those who have no bean of it: tests, and programs without Spring.
     *
     * @param issuer what {@code iss} must be
     */
    public AccessTokens(KeySource keys, String issuer, Clock clock) {
        this.keys = keys;
        this.clock = clock;
        this.parser = Jwts.parser()
                .json(new JwtJson())
                .clock(() -> Date.from(clock.instant()))
                .clockSkewSeconds(LEEWAY_SECONDS)
                .sig()
                .clear()
                .add(Jwts.SIG.RS256)
                .and()
                .zip()
                .clear()
                .and()
                .requireIssuer(issuer)
                .requireAudience(AUDIENCE)
                .keyLocator(new TrustedKeys(keys))
                .build();
    }

    /**
     * Says whose token this is, as {@link #read} does.
     *
     * @param token without the word {@code Bearer}
     */
    public Caller verify(String token) {
        return read(token).caller();
    }

    /**
     * Proves a token and says what is in it. May wait for a fetch of the keys, two seconds at most.
     *
     * @param token without the word {@code Bearer}
     * @throws BadTokenException if it is not valid
     * @throws KeysUnavailableException if there is no key to check it with
     */
    public AccessToken read(String token) {
        if (token.length() > MAX_LENGTH) {
            throw new BadTokenException(Reason.INVALID, "The access token is too long.");
        }
        var known = remembered(token);
        if (known != null) {
            return known;
        }
        try {
            var read = accessToken(parser.parseSignedClaims(token));
            verified.put(digest(token), read);
            return read;
        } catch (ExpiredJwtException late) {
            throw new BadTokenException(Reason.EXPIRED, "The access token has expired.");
        } catch (JwtException | IllegalArgumentException refused) {
            throw new BadTokenException(Reason.INVALID, "The access token is not valid.");
        }
    }

    /**
     * What is in a token that was verified before and still counts; never waits.
     *
     * @param token without the word {@code Bearer}
     * @return null if it has to be {@linkplain #read read}
     */
    public @Nullable AccessToken remembered(String token) {
        var known = verified.getIfPresent(digest(token));
        return known != null && keys.knows(known.keyId()) && clock.instant().isBefore(known.goodUntil()) ? known : null;
    }

    /** In place of the token, so that no memory dump is a list of good ones. */
    static ByteBuffer digest(String token) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    private static AccessToken accessToken(Jws<Claims> verified) {
        var claims = verified.getPayload();
        if (claims.getExpiration() == null || claims.getSubject() == null) {
            throw new IllegalArgumentException("exp and sub must be there");
        }
        return new AccessToken(
                new Caller(
                        UUID.fromString(claims.getSubject()),
                        roles(claims.get(ROLES_CLAIM)),
                        version(claims.get(VERSION_CLAIM))),
                claims.get(XSRF_CLAIM, String.class),
                verified.getHeader().getKeyId(),
                claims.getExpiration().toInstant().plusSeconds(LEEWAY_SECONDS));
    }

    private static int version(@Nullable Object claim) {
        return switch (claim) {
            case null -> 0;
            case Integer version when version >= 0 -> version;
            default -> throw new IllegalArgumentException("ver must be a number from 0 on");
        };
    }

    private static Set<Role> roles(@Nullable Object claim) {
        var roles = EnumSet.noneOf(Role.class);
        if (!(claim instanceof Collection<?> names)) {
            throw new IllegalArgumentException("roles must be a list");
        }
        for (var role : Role.values()) {
            // A role that this version does not know gives no rights, but does not lock its owner out either.
            if (names.contains(role.name())) {
                roles.add(role);
            }
        }
        return roles;
    }

    /** Chooses among our keys by {@code kid}; what else the header says about keys ({@code jwk}, {@code jku}, {@code x5u}) is not read. */
    private static final class TrustedKeys extends LocatorAdapter<Key> {

        private final KeySource keys;

        TrustedKeys(KeySource keys) {
            this.keys = keys;
        }

        @Override
        protected Key locate(JwsHeader header) {
            if (!TYPE.equals(header.getType())
                    || !"RS256".equals(header.getAlgorithm())
                    || header.containsKey("crit")) {
                throw new IllegalArgumentException("typ must be " + TYPE + ", alg RS256, and nothing critical");
            }
            var keyId = header.getKeyId();
            if (keyId == null || !KEY_ID.matcher(keyId).matches()) {
                throw new IllegalArgumentException("kid must match " + KEY_ID);
            }
            var key = keys.find(keyId);
            if (key == null) {
                throw new IllegalArgumentException("unknown kid");
            }
            return key;
        }
    }
}

package shop.security.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.jsonwebtoken.Claims;
import io.jsonwebtoken.ExpiredJwtException;
import io.jsonwebtoken.JwsHeader;
import io.jsonwebtoken.JwtException;
import io.jsonwebtoken.JwtParser;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.LocatorAdapter;
import io.jsonwebtoken.security.Keys;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;
import shop.security.ServiceCaller;
import shop.security.token.BadTokenException.Reason;

/**
 * Makes and verifies the tokens that services call each other's {@code /internal/**} with: HS256 over the fleet's secret, {@code typ}
 * {@value #TYPE}, issuer = caller, audience = called, valid for a minute.
 */
public final class ServiceTokens {

    public static final String TYPE = "svc+jwt";

    private static final Duration LIFETIME = Duration.ofSeconds(60);

    /** A cached token is used no longer than this, so that it never runs out under way. */
    private static final Duration REUSE = Duration.ofSeconds(30);

    /** Far more than services call each other with at a time. */
    private static final int REMEMBERED = 1_000;

    private static final Pattern SERVICE = Pattern.compile("[a-z][a-z0-9-]{0,62}");
    private static final JwtJson JSON = new JwtJson();

    private final String self;
    private final SecretKey key;
    private final Clock clock;
    private final JwtParser parser;
    private final Map<String, Minted> minted = new ConcurrentHashMap<>();

    /** Callers show the same token for half a minute, so its signature is checked once; it is a secret, so its hash is kept. */
    private final Cache<ByteBuffer, Verified> verified =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    /**
     * For those who have no bean of it.
     *
     * @param self this service's name in the registry
     * @param secret at least 32 bytes
     */
    public ServiceTokens(String self, String secret, Clock clock) {
        this.self = self;
        this.key = Keys.hmacShaKeyFor(secret.getBytes(StandardCharsets.UTF_8));
        this.clock = clock;
        this.parser = Jwts.parser()
                .json(JSON)
                .clock(() -> Date.from(clock.instant()))
                .clockSkewSeconds(AccessTokens.LEEWAY_SECONDS)
                .sig()
                .clear()
                .add(Jwts.SIG.HS256)
                .and()
                .zip()
                .clear()
                .and()
                .requireAudience(self)
                .keyLocator(new FleetKey(key))
                .build();
    }

    /**
     * A token for calls to one service, good for half a minute at least.
     *
     * @param audience the called service's name in the registry
     */
    public String mint(String audience) {
        var now = clock.instant();
        return minted.compute(
                        audience, (_, known) -> known != null && known.usableAt(now) ? known : mint(audience, now))
                .token();
    }

    /**
     * Says which service's token this is.
     *
     * @param token without the word {@code Bearer}
     * @throws BadTokenException if it is not valid
     */
    public ServiceCaller verify(String token) {
        if (token.length() > AccessTokens.MAX_LENGTH) {
            throw new BadTokenException(Reason.INVALID, "The service token is too long.");
        }
        var digest = AccessTokens.digest(token);
        var known = verified.getIfPresent(digest);
        if (known != null && clock.instant().isBefore(known.goodUntil())) {
            return known.caller();
        }
        try {
            var claims = parser.parseSignedClaims(token).getPayload();
            var caller = caller(claims);
            verified.put(
                    digest,
                    new Verified(caller, claims.getExpiration().toInstant().plusSeconds(AccessTokens.LEEWAY_SECONDS)));
            return caller;
        } catch (ExpiredJwtException late) {
            throw new BadTokenException(Reason.EXPIRED, "The service token has expired.");
        } catch (JwtException | IllegalArgumentException refused) {
            throw new BadTokenException(Reason.INVALID, "The service token is not valid.");
        }
    }

    private Minted mint(String audience, Instant now) {
        var token = Jwts.builder()
                .json(JSON)
                .header()
                .type(TYPE)
                .and()
                .issuer(self)
                .audience()
                .add(audience)
                .and()
                .issuedAt(Date.from(now))
                .expiration(Date.from(now.plus(LIFETIME)))
                .signWith(key, Jwts.SIG.HS256)
                .compact();
        return new Minted(token, now);
    }

    private static ServiceCaller caller(Claims claims) {
        var issuer = claims.getIssuer();
        if (claims.getExpiration() == null
                || issuer == null
                || !SERVICE.matcher(issuer).matches()) {
            throw new IllegalArgumentException("exp must be there and iss be a service");
        }
        return new ServiceCaller(issuer);
    }

    private record Verified(ServiceCaller caller, Instant goodUntil) {}

    private record Minted(String token, Instant at) {

        boolean usableAt(Instant now) {
            // Both ways, because a clock may be set back.
            return !now.isBefore(at) && now.isBefore(at.plus(REUSE));
        }
    }

    private static final class FleetKey extends LocatorAdapter<Key> {

        private final SecretKey key;

        FleetKey(SecretKey key) {
            this.key = key;
        }

        @Override
        protected Key locate(JwsHeader header) {
            if (!TYPE.equals(header.getType())
                    || !"HS256".equals(header.getAlgorithm())
                    || header.containsKey("crit")) {
                throw new IllegalArgumentException("typ must be " + TYPE + ", alg HS256, and nothing critical");
            }
            return key;
        }
    }
}

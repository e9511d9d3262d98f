package shop.test;

import com.sun.net.httpserver.HttpServer;
import io.jsonwebtoken.JwtBuilder;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.io.Encoders;
import io.jsonwebtoken.security.Jwks;
import io.jsonwebtoken.security.Keys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;

/** Mints the tokens that user-service and the services mint, with a key of this test JVM, and serves that key as a JWKS. */
public final class TestTokens {

    public static final String ISSUER = "shopfleet";
    public static final String AUDIENCE = "shopfleet";
    public static final String SERVICE_TOKEN_SECRET = "test-only-service-token-secret-0123456789";
    public static final String KEY_ID = "test-key-1";

    private static final Duration LIFE = Duration.ofMinutes(10);
    private static final KeyPair KEYS = keys();
    private static final String JWKS_URI = serveJwks();

    private TestTokens() {}

    /** A value for the Authorization header of a customer. */
    public static String user(UUID id) {
        return access(id, List.of("USER"), Instant.now(), LIFE);
    }

    /** A value for the Authorization header of a customer whose account had this version when the token was issued. */
    public static String user(UUID id, int version) {
        return "Bearer "
                + claims(id, List.of("USER"), Instant.now(), LIFE)
                        .claim("ver", version)
                        .signWith(KEYS.getPrivate(), Jwts.SIG.RS256)
                        .compact();
    }

    /** A value for the Authorization header of an administrator. */
    public static String admin(UUID id) {
        return access(id, List.of("USER", "ADMIN"), Instant.now(), LIFE);
    }

    /** A value for the Authorization header of a customer whose token ran out an hour ago. */
    public static String expired(UUID id) {
        return access(id, List.of("USER"), Instant.now().minus(Duration.ofHours(2)), Duration.ofHours(1));
    }

    /** A value for the Authorization header of a customer whose browser was given a CSRF token. */
    public static String userWithCsrfToken(UUID id, String csrfToken) {
        return "Bearer "
                + claims(id, List.of("USER"), Instant.now(), LIFE)
                        .claim("xsrf", Encoders.BASE64URL.encode(sha256(csrfToken)))
                        .signWith(KEYS.getPrivate(), Jwts.SIG.RS256)
                        .compact();
    }

    /** A value for the Authorization header of a customer whose token runs out at the instant, leeway aside. */
    public static String userUntil(UUID id, Instant expiry) {
        return access(id, List.of("USER"), expiry.minus(LIFE), LIFE);
    }

    /** The same token with one role more and the old signature. */
    public static String tampered(UUID id) {
        var parts = user(id).split("\\.", -1);
        var payload = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
                .replace("\"USER\"", "\"USER\",\"ADMIN\"");
        return parts[0] + "."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(payload.getBytes(StandardCharsets.UTF_8))
                + "." + parts[2];
    }

    /** A value for the Authorization header of one service that calls another. */
    public static String service(String from, String to) {
        var now = Instant.now();
        return "Bearer "
                + Jwts.builder()
                        .json(new JwtJson())
                        .header()
                        .type("svc+jwt")
                        .and()
                        .issuer(from)
                        .audience()
                        .add(to)
                        .and()
                        .issuedAt(Date.from(now))
                        .expiration(Date.from(now.plusSeconds(60)))
                        .signWith(
                                Keys.hmacShaKeyFor(SERVICE_TOKEN_SECRET.getBytes(StandardCharsets.UTF_8)),
                                Jwts.SIG.HS256)
                        .compact();
    }

    /** Further keys of this JVM, such as those of a signing service under test, are made likewise. */
    private static KeyPair keys() {
        KnownPrimes.install();
        return Jwts.SIG.RS256.keyPair().build();
    }

    /** Where the key of these tokens is served. */
    public static String jwksUri() {
        return JWKS_URI;
    }

    private static String access(UUID id, List<String> roles, Instant issued, Duration life) {
        return "Bearer "
                + claims(id, roles, issued, life)
                        .signWith(KEYS.getPrivate(), Jwts.SIG.RS256)
                        .compact();
    }

    private static JwtBuilder claims(UUID id, List<String> roles, Instant issued, Duration life) {
        return Jwts.builder()
                .json(new JwtJson())
                .header()
                .keyId(KEY_ID)
                .type("at+jwt")
                .and()
                .id(UUID.randomUUID().toString())
                .issuer(ISSUER)
                .audience()
                .add(AUDIENCE)
                .and()
                .subject(id.toString())
                .claim("roles", roles)
                .issuedAt(Date.from(issued))
                .notBefore(Date.from(issued))
                .expiration(Date.from(issued.plus(life)));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("Every JDK has SHA-256", missing);
        }
    }

    private static String serveJwks() {
        try {
            var jwk = Jwks.builder()
                    .key((RSAPublicKey) KEYS.getPublic())
                    .id(KEY_ID)
                    .algorithm("RS256")
                    .publicKeyUse("sig")
                    .build();
            var body = JsonMapper.shared().writeValueAsBytes(Map.of("keys", List.of(jwk)));
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/.well-known/jwks.json", exchange -> {
                exchange.getResponseHeaders().add("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, body.length);
                try (var out = exchange.getResponseBody()) {
                    out.write(body);
                }
            });
            server.start();
            return "http://127.0.0.1:" + server.getAddress().getPort() + "/.well-known/jwks.json";
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}

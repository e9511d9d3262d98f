package shop.security.token;

import com.sun.net.httpserver.HttpServer;
import io.jsonwebtoken.JwtBuilder;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.security.Jwks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import shop.test.KnownPrimes;
import tools.jackson.databind.json.JsonMapper;

/** Signs tokens of every kind, good and bad, and publishes keys like user-service does. */
final class TestKeys implements AutoCloseable {

    static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    static final UUID USER = UUID.fromString("0198f3a0-0000-7000-8000-000000000001");

    static {
        KnownPrimes.install();
    }

    static final KeyPair FIRST = Jwts.SIG.RS256.keyPair().build();
    static final KeyPair SECOND = Jwts.SIG.RS256.keyPair().build();

    final AtomicInteger fetches = new AtomicInteger();

    private final Map<String, RSAPublicKey> published = new LinkedHashMap<>();
    private final HttpServer server;
    private volatile String answer = "{\"keys\":[]}";
    private volatile int status = 200;

    TestKeys() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        server.createContext("/", exchange -> {
            fetches.incrementAndGet();
            var body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            try (var out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/.well-known/jwks.json");
    }

    URI base() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    void publish(String keyId, KeyPair keys) {
        published.put(keyId, (RSAPublicKey) keys.getPublic());
        answer = json();
    }

    void retire(String keyId) {
        published.remove(keyId);
        answer = json();
    }

    void answer(int status, String body) {
        this.status = status;
        this.answer = body;
    }

    void answerAgain() {
        status = 200;
        answer = json();
    }

    private String json() {
        List<?> keys = published.entrySet().stream()
                .map(entry -> Jwks.builder()
                        .key(entry.getValue())
                        .id(entry.getKey())
                        .algorithm("RS256")
                        .publicKeyUse("sig")
                        .build())
                .toList();
        return JsonMapper.shared().writeValueAsString(Map.of("keys", keys));
    }

    /** Everything right but the signature, which is to come. */
    static JwtBuilder token(String keyId) {
        return Jwts.builder()
                .json(new JwtJson())
                .header()
                .type("at+jwt")
                .keyId(keyId)
                .and()
                .issuer("shopfleet")
                .audience()
                .add("shopfleet")
                .and()
                .subject(USER.toString())
                .claim("roles", List.of("USER"))
                .issuedAt(Date.from(NOW))
                .notBefore(Date.from(NOW))
                .expiration(Date.from(NOW.plusSeconds(600)));
    }

    static String signed(String keyId, KeyPair keys) {
        return token(keyId).signWith(keys.getPrivate(), Jwts.SIG.RS256).compact();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

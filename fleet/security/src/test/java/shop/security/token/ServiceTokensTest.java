package shop.security.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static shop.security.token.TestKeys.NOW;

import io.jsonwebtoken.JwtBuilder;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.security.Keys;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.Test;
import shop.security.ServiceCaller;

class ServiceTokensTest {

    static final String SECRET = "a-secret-of-the-fleet-0123456789-0123456789";

    final ServiceTokens orders = tokens("order-service", NOW);

    @Test
    void theCalledServiceLearnsWhoCalls() {
        var token = orders.mint("inventory-service");

        assertThat(tokens("inventory-service", NOW).verify(token)).isEqualTo(new ServiceCaller("order-service"));
    }

    @Test
    void aTokenIsGoodForOneServiceOnly() {
        refuses(tokens("payment-service", NOW), orders.mint("inventory-service"));
    }

    @Test
    void aTokenLivesAMinuteAndTheLeeway() {
        var token = orders.mint("inventory-service");

        assertThat(tokens("inventory-service", NOW.plusSeconds(119)).verify(token))
                .isNotNull();
        refuses(tokens("inventory-service", NOW.plusSeconds(121)), token);
    }

    @Test
    void aTokenThatWasVerifiedBeforeEndsInTimeToo() {
        var token = orders.mint("inventory-service");
        var now = new AtomicReference<>(NOW);
        var inventory = new ServiceTokens("inventory-service", SECRET, movable(now));

        assertThat(inventory.verify(token)).isEqualTo(inventory.verify(token));
        now.set(NOW.plusSeconds(121));
        refuses(inventory, token);
        refuses(inventory, token + "x");
    }

    @Test
    void anotherSecretOrAlgorithmOrTypeIsRefused() {
        var inventory = tokens("inventory-service", NOW);
        var key = Keys.hmacShaKeyFor((SECRET + SECRET).getBytes(StandardCharsets.UTF_8));

        refuses(inventory, new ServiceTokens("order-service", SECRET + "x", clock(NOW)).mint("inventory-service"));
        refuses(inventory, custom("JWT").signWith(secret(), Jwts.SIG.HS256).compact());
        refuses(inventory, custom("at+jwt").signWith(secret(), Jwts.SIG.HS256).compact());
        refuses(inventory, custom("svc+jwt").signWith(key, Jwts.SIG.HS512).compact());
        refuses(inventory, custom("svc+jwt").compact());
        refuses(
                inventory,
                custom("svc+jwt")
                        .expiration(null)
                        .signWith(secret(), Jwts.SIG.HS256)
                        .compact());
        refuses(
                inventory,
                custom("svc+jwt")
                        .issuer(null)
                        .signWith(secret(), Jwts.SIG.HS256)
                        .compact());
        refuses(
                inventory,
                custom("svc+jwt")
                        .issuer("a\nb")
                        .signWith(secret(), Jwts.SIG.HS256)
                        .compact());
        refuses(inventory, TestKeys.signed("k1", TestKeys.FIRST));
        assertThat(inventory.verify(
                        custom("svc+jwt").signWith(secret(), Jwts.SIG.HS256).compact()))
                .isNotNull();
    }

    @Test
    void aMintedTokenIsUsedForHalfAMinute() {
        var now = new AtomicReference<>(NOW);
        var clock = movable(now);
        var minting = new ServiceTokens("order-service", SECRET, clock);
        var first = minting.mint("inventory-service");

        now.set(NOW.plusSeconds(29));
        assertThat(minting.mint("inventory-service")).isEqualTo(first);
        now.set(NOW.plusSeconds(30));
        assertThat(minting.mint("inventory-service")).isNotEqualTo(first);
        now.set(NOW.minusSeconds(600));
        assertThat(tokens("inventory-service", now.get()).verify(minting.mint("inventory-service")))
                .isNotNull();
    }

    @Test
    void aShortSecretStopsTheStartAndIsNotRepeated() {
        var properties = new TokenProperties(
                URI.create("http://user-service/keys"), "shopfleet", "short", Duration.ZERO, Duration.ZERO);

        assertThatIllegalStateException()
                .isThrownBy(properties::checkedServiceSecret)
                .withMessageContaining("SERVICE_TOKEN_SECRET")
                .withMessageContaining("32 bytes, has 5")
                .withMessageNotContaining("short");
    }

    private static JwtBuilder custom(String type) {
        return Jwts.builder()
                .json(new JwtJson())
                .header()
                .type(type)
                .and()
                .issuer("order-service")
                .audience()
                .add("inventory-service")
                .and()
                .expiration(Date.from(NOW.plusSeconds(60)));
    }

    private static SecretKey secret() {
        return Keys.hmacShaKeyFor(SECRET.getBytes(StandardCharsets.UTF_8));
    }

    private static void refuses(ServiceTokens tokens, String token) {
        assertThatExceptionOfType(BadTokenException.class).isThrownBy(() -> tokens.verify(token));
    }

    private static ServiceTokens tokens(String self, Instant now) {
        return new ServiceTokens(self, SECRET, clock(now));
    }

    private static Clock clock(Instant now) {
        return Clock.fixed(now, ZoneOffset.UTC);
    }

    private static Clock movable(AtomicReference<Instant> now) {
        InstantSource source = now::get;
        return source.withZone(ZoneOffset.UTC);
    }
}

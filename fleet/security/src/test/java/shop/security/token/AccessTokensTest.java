package shop.security.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static shop.security.token.TestKeys.FIRST;
import static shop.security.token.TestKeys.NOW;
import static shop.security.token.TestKeys.SECOND;
import static shop.security.token.TestKeys.USER;
import static shop.security.token.TestKeys.signed;
import static shop.security.token.TestKeys.token;

import io.jsonwebtoken.JwtBuilder;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.security.Jwks;
import io.jsonwebtoken.security.Keys;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import shop.security.Caller;
import shop.security.Role;
import shop.security.token.BadTokenException.Reason;

class AccessTokensTest {

    final List<String> askedFor = new ArrayList<>();
    final AccessTokens tokens = at(Duration.ZERO);

    @Test
    void aGoodTokenNamesItsOwner() {
        var token = token("k1")
                .claim("roles", List.of("USER", "ADMIN"))
                .signWith(FIRST.getPrivate(), Jwts.SIG.RS256)
                .compact();

        var caller = tokens.verify(token);

        assertThat(caller.id()).isEqualTo(USER);
        assertThat(caller.roles()).containsExactlyInAnyOrder(Role.USER, Role.ADMIN);
        assertThat(caller.isAdmin()).isTrue();
    }

    @Test
    void aTokenIsReadWithItsKeyItsEndAndWhatItsCsrfTokenHashesTo() {
        var token = token("k1")
                .claim("roles", List.of("USER"))
                .claim("xsrf", "hash")
                .signWith(FIRST.getPrivate(), Jwts.SIG.RS256)
                .compact();

        assertThat(tokens.read(token))
                .isEqualTo(new AccessToken(
                        new Caller(USER, Set.of(Role.USER)), "hash", "k1", NOW.plus(Duration.ofMinutes(11))));
        assertThat(tokens.read(signed("k1", FIRST)).xsrf()).isNull();
    }

    @Test
    void aRoleOfALaterVersionGivesNoRights() {
        var token = token("k1")
                .claim("roles", List.of("USER", "SUPERVISOR"))
                .signWith(FIRST.getPrivate(), Jwts.SIG.RS256)
                .compact();

        assertThat(tokens.verify(token)).isEqualTo(new Caller(USER, Set.of(Role.USER)));
    }

    @Test
    void theVersionOfTheAccountIsTold() {
        assertThat(tokens.verify(signed("k1", FIRST)).tokenVersion()).isZero();
        var token = token("k1")
                .claim("ver", 7)
                .signWith(FIRST.getPrivate(), Jwts.SIG.RS256)
                .compact();
        assertThat(tokens.verify(token).tokenVersion()).isEqualTo(7);
    }

    @Test
    void aTokenIsProvedOnceAndCountsNoLongerThanItsTimeAndItsKey() {
        var now = new AtomicReference<>(NOW);
        var published = new HashMap<>(Map.of("k1", (RSAPublicKey) FIRST.getPublic()));
        var token = signed("k1", FIRST);
        var found = new AtomicInteger();
        var once = new AccessTokens(
                new KeySource() {
                    @Override
                    public @Nullable RSAPublicKey find(String keyId) {
                        found.incrementAndGet();
                        return published.get(keyId);
                    }

                    @Override
                    public boolean knows(String keyId) {
                        return published.containsKey(keyId);
                    }
                },
                "shopfleet",
                ((InstantSource) now::get).withZone(ZoneOffset.UTC));

        assertThat(once.remembered(token)).isNull();
        var read = once.read(token);
        assertThat(once.read(token)).isSameAs(read);
        assertThat(once.remembered(token)).isSameAs(read);
        assertThat(found).hasValue(1);

        now.set(NOW.plusSeconds(661));
        assertThat(once.remembered(token)).isNull();
        assertThat(refusal(once, token)).isEqualTo(Reason.EXPIRED);

        now.set(NOW);
        published.clear();
        assertThat(once.remembered(token)).isNull();
        assertThat(refusal(once, token)).isEqualTo(Reason.INVALID);
    }

    @Test
    void clocksMayBeAMinuteApart() {
        var token = signed("k1", FIRST);

        assertThat(at(Duration.ofSeconds(-59)).verify(token).id()).isEqualTo(USER);
        assertThat(at(Duration.ofSeconds(659)).verify(token).id()).isEqualTo(USER);
        assertThat(refusal(at(Duration.ofMinutes(-5)), token)).isEqualTo(Reason.INVALID);
        assertThat(refusal(at(Duration.ofSeconds(661)), token)).isEqualTo(Reason.EXPIRED);
    }

    static Stream<UnaryOperator<JwtBuilder>> wrongClaims() {
        return Stream.of(
                token -> token.issuer("payment-service"),
                token -> token.issuer(null),
                token -> token.audience()
                        .remove("shopfleet")
                        .add("inventory-service")
                        .and(),
                token -> token.audience().clear().and(),
                token -> token.header().type("JWT").and(),
                token -> token.header().type("svc+jwt").and(),
                token -> token.header().type(null).and(),
                token -> token.expiration(null),
                token -> token.notBefore(Date.from(NOW.plusSeconds(300))),
                token -> token.subject(null),
                token -> token.subject("admin"),
                token -> token.claim("roles", null),
                token -> token.claim("roles", "ADMIN"),
                token -> token.claim("deep", nested(20)),
                token -> token.claim("ver", -1),
                token -> token.claim("ver", 1.5),
                token -> token.claim("ver", "7"),
                token -> token.claim("ver", 1L << 40),
                token -> token.header().keyId(null).and(),
                token -> token.header().keyId("unknown").and(),
                token -> token.header().keyId("../../etc/passwd").and(),
                token -> token.header().keyId("k1' OR '1'='1").and(),
                token -> token.header().keyId("k".repeat(2000)).and(),
                token -> token.header()
                        .add("shop", 1)
                        .add("crit", List.of("shop"))
                        .and());
    }

    @ParameterizedTest
    @MethodSource("wrongClaims")
    void everyClaimMustBeRight(UnaryOperator<JwtBuilder> wrong) {
        var token = wrong.apply(token("k1"))
                .signWith(FIRST.getPrivate(), Jwts.SIG.RS256)
                .compact();

        assertThat(refusal(tokens, token)).isEqualTo(Reason.INVALID);
    }

    @Test
    void aKeyIdOfStrangeLettersIsNeverLookedUp() {
        refusal(tokens, signed("../../etc/passwd", FIRST));
        refusal(tokens, signed("k".repeat(65), FIRST));

        assertThat(askedFor).isEmpty();
    }

    @Test
    void anUnsignedTokenIsRefused() {
        assertThat(refusal(tokens, token("k1").compact())).isEqualTo(Reason.INVALID);
        assertThat(refusal(tokens, withHeader("{\"alg\":\"none\",\"typ\":\"at+jwt\",\"kid\":\"k1\"}", "")))
                .isEqualTo(Reason.INVALID);
        assertThat(refusal(tokens, withHeader("{\"alg\":\"NoNe\",\"typ\":\"at+jwt\",\"kid\":\"k1\"}", signature())))
                .isEqualTo(Reason.INVALID);
    }

    @Test
    void thePublicKeyIsNoSecret() {
        for (var secret : List.of(FIRST.getPublic().getEncoded(), pem(FIRST).getBytes(StandardCharsets.UTF_8))) {
            var token = token("k1")
                    .signWith(Keys.hmacShaKeyFor(secret), Jwts.SIG.HS256)
                    .compact();

            assertThat(refusal(tokens, token)).isEqualTo(Reason.INVALID);
        }
    }

    @Test
    void otherAlgorithmsOfTheSameKeyAreRefused() {
        for (var algorithm : List.of(Jwts.SIG.RS384, Jwts.SIG.RS512, Jwts.SIG.PS256)) {
            var token = token("k1").signWith(FIRST.getPrivate(), algorithm).compact();

            assertThat(refusal(tokens, token)).isEqualTo(Reason.INVALID);
        }
    }

    @Test
    void aTokenDoesNotBringItsOwnKey() {
        try (var listener = new TestKeys()) {
            listener.publish("k1", SECOND);
            var own = Jwks.builder().key((RSAPublicKey) SECOND.getPublic()).build();
            var token = token("k1")
                    .header()
                    .add("jwk", own)
                    .add("jku", listener.uri().toString())
                    .add("x5u", listener.uri().toString())
                    .and()
                    .signWith(SECOND.getPrivate(), Jwts.SIG.RS256)
                    .compact();

            assertThat(refusal(tokens, token)).isEqualTo(Reason.INVALID);
            assertThat(listener.fetches).hasValue(0);
        }
    }

    @Test
    void aChangedPayloadOrSignatureIsRefused() {
        var parts = signed("k1", FIRST).split("\\.", -1);
        var payload = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        var raised = encode(payload.replace("\"USER\"", "\"ADMIN\""));

        assertThat(refusal(tokens, parts[0] + "." + raised + "." + parts[2])).isEqualTo(Reason.INVALID);
        assertThat(refusal(tokens, signed("k1", SECOND))).isEqualTo(Reason.INVALID);
        assertThat(refusal(tokens, parts[0] + "." + parts[1] + "." + encode("x".repeat(256))))
                .isEqualTo(Reason.INVALID);
    }

    @Test
    void aClaimThatIsThereTwiceIsRefused() {
        var payload = "{\"iss\":\"shopfleet\",\"iss\":\"shopfleet\",\"aud\":\"shopfleet\",\"sub\":\"" + USER
                + "\",\"roles\":[\"USER\"],\"exp\":" + NOW.plusSeconds(60).getEpochSecond() + "}";
        var token = Jwts.builder()
                .json(new JwtJson())
                .header()
                .type("at+jwt")
                .keyId("k1")
                .and()
                .content(payload)
                .signWith(FIRST.getPrivate(), Jwts.SIG.RS256)
                .compact();

        assertThat(refusal(tokens, token)).isEqualTo(Reason.INVALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a.b.c", "eyJhbGciOiJSUzI1NiJ9..", "null", "\u0000", "🍕.🍕.🍕"})
    void whatIsNoTokenIsRefused(String token) {
        assertThat(refusal(tokens, token)).isEqualTo(Reason.INVALID);
    }

    @Test
    void aHugeTokenIsRefusedUnread() {
        assertThat(refusal(tokens, "a".repeat(1_000_000))).isEqualTo(Reason.INVALID);
    }

    @Test
    void encryptedAndCompressedTokensAreRefused() {
        var encrypted = Jwts.builder()
                .json(new JwtJson())
                .header()
                .type("at+jwt")
                .keyId("k1")
                .and()
                .subject(USER.toString())
                .encryptWith((RSAPublicKey) FIRST.getPublic(), Jwts.KEY.RSA_OAEP_256, Jwts.ENC.A256GCM)
                .compact();
        var compressed = token("k1")
                .compressWith(Jwts.ZIP.DEF)
                .signWith(FIRST.getPrivate(), Jwts.SIG.RS256)
                .compact();

        assertThat(refusal(tokens, encrypted)).isEqualTo(Reason.INVALID);
        assertThat(refusal(tokens, compressed)).isEqualTo(Reason.INVALID);
    }

    @Test
    void aRefusalDoesNotRepeatTheToken() {
        var token = signed("k1", SECOND);

        assertThatExceptionOfType(BadTokenException.class)
                .isThrownBy(() -> tokens.verify(token))
                .satisfies(refusal -> assertThat(refusal.toString()).doesNotContain(token.substring(0, 20)));
    }

    private static List<?> nested(int levels) {
        return levels == 0 ? List.of() : List.of(nested(levels - 1));
    }

    private AccessTokens at(Duration later) {
        KeySource keys = keyId -> {
            askedFor.add(keyId);
            return keyId.equals("k1") ? (RSAPublicKey) FIRST.getPublic() : null;
        };
        return new AccessTokens(keys, "shopfleet", Clock.fixed(NOW.plus(later), ZoneOffset.UTC));
    }

    private static Reason refusal(AccessTokens tokens, String token) {
        try {
            var caller = tokens.verify(token);
            throw new AssertionError("accepted as " + caller);
        } catch (BadTokenException refusal) {
            return refusal.reason();
        }
    }

    private static String withHeader(String header, String signature) {
        return encode(header) + "." + signed("k1", FIRST).split("\\.", -1)[1] + "." + signature;
    }

    private static String signature() {
        return signed("k1", FIRST).split("\\.", -1)[2];
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String pem(KeyPair keys) {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(keys.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }
}

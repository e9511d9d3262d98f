package shop.proof.security;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import shop.proof.Answer;
import shop.proof.AtOnce;
import shop.proof.Client;
import shop.proof.Shopper;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Access tokens that a forger would make: checks 1 to 9 and 11. */
final class TokenChecks {

    private static final int ODD_TOKENS = 1_000;
    private static final Set<String> PUBLIC_MEMBERS =
            Set.of("kty", "use", "key_ops", "alg", "kid", "x5u", "x5c", "x5t", "x5t#S256", "n", "e", "crv", "x", "y");
    private static final Pattern JWKS_COUNT = Pattern.compile(
            "(?m)^http_server_requests_seconds_count\\{[^}]*uri=\"/\\.well-known/jwks\\.json\"[^}]*} ([0-9.E]+)$");

    private TokenChecks() {}

    static List<Check> all() {
        return List.of(
                Check.of(1, "GET /api/orders without token", "401 + WWW-Authenticate: Bearer", TokenChecks::noToken),
                Check.of(2, "alg:none, empty signature", "401", TokenChecks::unsigned),
                Check.of(3, "HS256, signed with the RSA public key", "401", TokenChecks::macWithPublicKey),
                Check.of(
                        4,
                        "own key in jwk; jku, x5u to our listener",
                        "401; listener sees 0 connections",
                        TokenChecks::foreignKeys),
                Check.of(
                        5,
                        "1,000 tokens with random, 4 KB, ../ kid",
                        "401 each, JWKS fetched once per 30 s at most",
                        TokenChecks::oddKeyIds),
                Check.of(6, "exp 61 s ago; nbf in 5 min, else right", "401", TokenChecks::outOfTime),
                Check.of(
                        7,
                        "iss, aud, typ of another service, or none; another RSA algorithm; a token of another kind",
                        "401",
                        TokenChecks::forOthers),
                Check.of(8, "refresh token as Bearer; access token as refresh token", "401", TokenChecks::mixedUp),
                Check.of(9, "payload role ADMIN, old signature", "401", TokenChecks::promoted),
                Check.of(11, "GET /.well-known/jwks.json", "public members only", TokenChecks::publishedKeys));
    }

    private static void noToken(Trial trial) {
        for (var door : doors(trial)) {
            trial.unauthorized(
                    door.name() + " GET /api/orders, no token", door.client().get("/api/orders"));
        }
    }

    private static void unsigned(Trial trial) {
        var token = Jwt.of(Shopper.fresh().accessToken());
        for (var none : List.of("none", "None", "NONE", "nOnE")) {
            refused(
                    trial,
                    "alg " + none,
                    token.header(header -> header.put("alg", none)).unsigned());
        }
        refused(trial, "alg RS256, empty signature", token.unsigned());
        refused(
                trial,
                "alg none, without kid and typ",
                token.header(header -> header.removeAll().put("alg", "none")).unsigned());
    }

    private static void macWithPublicKey(Trial trial) throws GeneralSecurityException {
        var token = Jwt.of(Shopper.fresh().accessToken());
        var key = publicKey(token.header().get("kid").stringValue());
        var der = key.getEncoded();
        var pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END PUBLIC KEY-----";
        var hs256 = token.header(header -> header.put("alg", "HS256"));
        refused(trial, "HS256 with the PEM", hs256.mac(pem.getBytes(US_ASCII)));
        refused(trial, "HS256 with the PEM and a line end", hs256.mac((pem + "\n").getBytes(US_ASCII)));
        refused(trial, "HS256 with the DER bytes", hs256.mac(der));
        refused(trial, "HS256 with the modulus", hs256.mac(key.getModulus().toByteArray()));
        refused(
                trial,
                "HS256 with the DER bytes, typ of service tokens",
                hs256.header(header -> header.put("typ", "svc+jwt")).mac(der));
    }

    private static void foreignKeys(Trial trial) throws Exception {
        var token = Jwt.of(Shopper.fresh().accessToken());
        var own = newKey();
        var listener = trial.closing(new Listener());
        var publicKey = (RSAPublicKey) own.getPublic();
        refused(trial, "signed by a key of ours under their kid", token.signedBy(own.getPrivate()));
        refused(
                trial,
                "our key as jwk",
                token.header(header -> {
                            header.remove("kid");
                            jwk(header.putObject("jwk"), publicKey);
                        })
                        .signedBy(own.getPrivate()));
        refused(
                trial,
                "our key as jwk, their kid",
                token.header(header -> jwk(header.putObject("jwk"), publicKey)).signedBy(own.getPrivate()));
        for (var pointer : List.of("jku", "x5u")) {
            refused(
                    trial,
                    pointer + " to our listener",
                    token.header(header -> header.put(pointer, listener.url("/keys.json"))
                                    .put("kid", "ours"))
                            .signedBy(own.getPrivate()));
            refused(
                    trial,
                    pointer + " to our listener, their kid",
                    token.header(header -> header.put(pointer, listener.url("/keys.json")))
                            .signedBy(own.getPrivate()));
        }
        trial.that("our listener", "0 connections", listener.connections(), listener.connections() == 0);
    }

    private static void oddKeyIds(Trial trial) throws Exception {
        var token = Jwt.of(Shopper.fresh().accessToken());
        var own = newKey();
        var began = Instant.now();
        var fetchedBefore = fetches(trial);
        var calls = new ArrayList<Callable<Answer>>();
        for (var i = 0; i < ODD_TOKENS; i++) {
            var kid = oddKeyId(trial, i);
            var forged = token.header(header -> header.put("kid", kid)).signedBy(own.getPrivate());
            var door = i % 4 == 0 ? Client.of(trial.fleet().direct("order-service")) : Client.ofGateway();
            calls.add(() -> door.withToken(forged).get("/api/orders"));
        }
        var answers = new ArrayList<Answer>();
        for (var start = 0; start < calls.size(); start += 50) {
            var batch = calls.subList(start, Math.min(calls.size(), start + 50)).iterator();
            answers.addAll(AtOnce.times(50, () -> next(batch).call()));
        }
        trial.tally("GET /api/orders, 1,000 tokens with odd kid", "1000 x 401", answers, Map.of(401, ODD_TOKENS));
        var seconds = Duration.between(began, Instant.now()).toSeconds();
        // One fetch every 30 s for each program that checks tokens by the published keys: all services but the one that
        // publishes.
        var most = trial.fleet().services().size() * (2 + seconds / 30);
        var fetched = fetches(trial) - fetchedBefore;
        trial.that(
                "fetches of the JWKS meanwhile (" + seconds + " s, by all programs together)",
                most + " at most",
                fetched,
                fetched <= most);
    }

    private static <T> T next(Iterator<T> shared) {
        synchronized (shared) {
            return shared.next();
        }
    }

    private static String oddKeyId(Trial trial, int number) {
        return switch (number % 5) {
            case 0 -> "../../../../etc/passwd";
            case 1 -> "k".repeat(4096);
            case 2 -> "' or 1=1 --";
            case 3 -> new BigInteger(256, trial.random()).toString(36);
            default -> new BigInteger(256, trial.random()).toString(16);
        };
    }

    private static long fetches(Trial trial) {
        var metrics = Client.of(trial.fleet().direct("user-service")).get("/actuator/prometheus");
        return JWKS_COUNT
                .matcher(metrics.body())
                .results()
                .mapToLong(found -> (long) Double.parseDouble(found.group(1)))
                .sum();
    }

    private static void outOfTime(Trial trial) throws Exception {
        var key = UsersDatabase.open(trial).activeKey();
        var token = Jwt.of(Shopper.fresh().accessToken());
        var now = Instant.now().getEpochSecond();
        accepted(trial, key.sign(token));
        refused(trial, "exp 61 s ago", key.sign(token.payload(payload -> payload.put("exp", now - 61))));
        refused(trial, "no exp", key.sign(token.payload(payload -> payload.remove("exp"))));
        refused(trial, "nbf in 5 min", key.sign(token.payload(payload -> payload.put("nbf", now + 300))));
    }

    private static void forOthers(Trial trial) throws Exception {
        var key = UsersDatabase.open(trial).activeKey();
        var token = Jwt.of(Shopper.fresh().accessToken());
        accepted(trial, key.sign(token));
        refused(trial, "iss of another", key.sign(token.payload(payload -> payload.put("iss", "elsewhere"))));
        refused(trial, "no iss", key.sign(token.payload(payload -> payload.remove("iss"))));
        refused(trial, "aud of another", key.sign(token.payload(payload -> payload.put("aud", "elsewhere"))));
        refused(trial, "no aud", key.sign(token.payload(payload -> payload.remove("aud"))));
        refused(trial, "typ JWT", key.sign(token.header(header -> header.put("typ", "JWT"))));
        refused(trial, "no typ", key.sign(token.header(header -> header.remove("typ"))));
        refused(
                trial,
                "an unknown crit",
                key.sign(token.header(header -> header.putArray("crit").add("b64"))));
        refused(trial, "no sub", key.sign(token.payload(payload -> payload.remove("sub"))));
        for (var algorithm : List.of("RS384", "RS512")) {
            refused(trial, algorithm, key.sign(token.header(header -> header.put("alg", algorithm))));
        }
        refused(
                trial,
                "a service token, signed with the fleet's secret",
                token.header(header -> {
                            header.put("alg", "HS256").put("typ", "svc+jwt");
                            header.remove("kid");
                        })
                        .payload(payload -> payload.put("sub", "order-service").put("aud", "fleet-internal"))
                        .mac(LocalSecrets.serviceToken().getBytes(US_ASCII)));
        var internal = Client.of(trial.fleet().direct("inventory-service"))
                .withToken(token.asIs())
                .post("/internal/holds", "{}");
        trial.expect("a person's token at inventory-service's POST /internal/holds", internal, 401);
    }

    private static void mixedUp(Trial trial) {
        var shopper = Shopper.fresh();
        refused(trial, "the refresh token as Bearer", shopper.refreshToken());
        var answer = trial.stranger().post("/api/refresh-token", """
                {"refreshToken": "%s"}""".formatted(shopper.accessToken()));
        trial.expect("POST /api/refresh-token with the access token", answer, 401);
    }

    private static void promoted(Trial trial) {
        var token = Jwt.of(Shopper.fresh().accessToken());
        refused(
                trial,
                "roles ADMIN, old signature",
                token.payload(payload -> payload.putArray("roles").add("USER").add("ADMIN"))
                        .asIs());
        refused(
                trial,
                "another's sub, old signature",
                token.payload(payload -> payload.put("sub", UUID.randomUUID().toString()))
                        .asIs());
    }

    private static void publishedKeys(Trial trial) {
        var answer = Client.ofGateway().get("/.well-known/jwks.json");
        var members = answer.json()
                .path("keys")
                .valueStream()
                .flatMap(JsonNode::propertyStream)
                .map(Map.Entry::getKey)
                .distinct()
                .sorted()
                .toList();
        trial.expect(answer, 200)
                .that(
                        "members of its keys",
                        "none of d, p, q, dp, dq, qi, k",
                        members,
                        !members.isEmpty() && PUBLIC_MEMBERS.containsAll(members));
    }

    private static void refused(Trial trial, String what, String token) {
        for (var door : doors(trial)) {
            trial.unauthorized(
                    door.name() + " GET /api/orders, " + what,
                    door.client().withToken(token).get("/api/orders"));
        }
    }

    /** Shows that the refusals of the same check are for what is wrong in them, not for how they were signed. */
    private static void accepted(Trial trial, String token) {
        for (var door : doors(trial)) {
            trial.expect(
                    door.name() + " GET /api/orders, all right",
                    door.client().withToken(token).get("/api/orders"),
                    200);
        }
    }

    private static List<Door> doors(Trial trial) {
        return List.of(
                new Door("gateway:", Client.ofGateway()),
                new Door("order-service:", Client.of(trial.fleet().direct("order-service"))));
    }

    private record Door(String name, Client client) {}

    private static KeyPair newKey() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    private static void jwk(ObjectNode jwk, RSAPublicKey key) {
        var base64 = Base64.getUrlEncoder().withoutPadding();
        jwk.put("kty", "RSA")
                .put("n", base64.encodeToString(key.getModulus().toByteArray()))
                .put("e", base64.encodeToString(key.getPublicExponent().toByteArray()));
    }

    private static RSAPublicKey publicKey(String kid) throws GeneralSecurityException {
        var keys = Client.ofGateway().get("/.well-known/jwks.json").expect(200).json();
        var jwk = keys.get("keys")
                .valueStream()
                .filter(key -> key.get("kid").stringValue().equals(kid))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no key " + kid + " in " + keys));
        var decoder = Base64.getUrlDecoder();
        return (RSAPublicKey) KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(
                        new BigInteger(1, decoder.decode(jwk.get("n").stringValue())),
                        new BigInteger(1, decoder.decode(jwk.get("e").stringValue()))));
    }
}

package shop.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.gateway.Gateway.problem;
import static shop.gateway.Gateway.send;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import shop.test.TestTokens;

/**
 * The limits with settings so strict that no second request slips through while a test runs. The tests trust the loopback address as a
 * proxy, so that each plays clients of its own; that others cannot is in {@link SpoofedAddressTest}.
 */
@GatewayTest
@TestPropertySource(
        properties = {
            "TRUSTED_PROXIES=127.0.0.0/8",
            "shop.gateway.limits.user.burst=3",
            "shop.gateway.limits.user.refill=1",
            "shop.gateway.limits.user.period=1h",
            "shop.gateway.limits.address.burst=20",
            "shop.gateway.limits.address.refill=1",
            "shop.gateway.limits.address.period=1h",
            "shop.gateway.limits.failures.burst=6",
            "shop.gateway.limits.failures.period=1h"
        })
class LimitTest {

    static final Upstream SERVICE = Upstream.named("every service");

    @LocalServerPort
    int port;

    Gateway gateway;

    @DynamicPropertySource
    static void services(DynamicPropertyRegistry properties) {
        properties.add("JWKS_URI", TestTokens::jwksUri);
        for (var service : new String[] {"user-service", "product-service", "order-service", "channels"}) {
            properties.add("spring.cloud.discovery.client.simple.instances." + service + "[0].uri", SERVICE::uri);
        }
    }

    @BeforeEach
    void forget() {
        gateway = new Gateway(port);
        SERVICE.seen().clear();
    }

    @AfterAll
    static void stop() {
        SERVICE.close();
    }

    @Test
    void holdsAnAccountToItsRateAndNobodyElse() throws Exception {
        var busy = TestTokens.user(UUID.randomUUID());
        var quiet = TestTokens.user(UUID.randomUUID());
        for (int i = 0; i < 3; i++) {
            assertThat(read("192.0.2.1", busy).statusCode()).isEqualTo(200);
        }

        for (int i = 0; i < 50; i++) {
            var refused = read("192.0.2.1", busy);
            problem(refused, 429, "rate_limited");
            assertThat(seconds(refused)).isBetween(3500L, 3600L);
            assertThat(refused.headers().firstValue("RateLimit-Policy")).hasValue("\"user\";q=3;w=10800");
            assertThat(refused.headers().firstValue("RateLimit").orElseThrow()).startsWith("\"user\";r=0;t=3");
        }
        problem(read("198.51.100.1", busy), 429, "rate_limited");

        // From the same address, though what was refused came from there in masses.
        assertThat(read("192.0.2.1", quiet).statusCode()).isEqualTo(200);
        assertThat(SERVICE.seen()).hasSize(4);
    }

    @Test
    void holdsAnAddressToItsRateWhateverItSends() throws Exception {
        for (int i = 0; i < 20; i++) {
            var path = i % 2 == 0 ? "/api/products" : "/api/unknown";
            assertThat(send(from("192.0.2.2", "GET", path)).statusCode()).isEqualTo(i % 2 == 0 ? 200 : 404);
        }

        problem(send(from("192.0.2.2", "GET", "/api/products")), 429, "rate_limited");
        problem(read("192.0.2.2", "Bearer abc"), 429, "rate_limited");
        problem(read("192.0.2.2", TestTokens.user(UUID.randomUUID())), 429, "rate_limited");
        assertThat(send(from("192.0.2.3", "GET", "/api/products")).statusCode()).isEqualTo(200);
    }

    @Test
    void takesTheAddressesThatOneCustomerHasForOne() throws Exception {
        for (int i = 0; i < 20; i++) {
            assertThat(send(from("2001:db8:1:1::" + i, "GET", "/api/products")).statusCode())
                    .isEqualTo(200);
        }

        problem(send(from("2001:db8:1:1:ffff::1", "GET", "/api/products")), 429, "rate_limited");
        assertThat(send(from("2001:db8:1:2::1", "GET", "/api/products")).statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/user/login,                  401, 6, 192.0.2.10",
        "/login,                           401, 6, 192.0.2.11",
        "/api/refresh-token,               401, 6, 192.0.2.12",
        "/api/user/password-reset/confirm, 400, 6, 192.0.2.13",
        "/api/user/signup,                 409, 2, 192.0.2.14",
        "/api/user/password-reset,         202, 2, 192.0.2.15",
    })
    void makesGuessingSlow(String path, int failure, int tries, String address) throws Exception {
        for (int i = 0; i < tries; i++) {
            assertThat(fail(address, path, failure).statusCode()).isEqualTo(failure);
        }

        var refused = send(from(address, "POST", path));
        problem(refused, 429, "too_many_attempts");
        assertThat(seconds(refused)).isBetween(3500L, 5 * 3600L);
        assertThat(SERVICE.seen()).hasSize(tries);
        // Nor is anything else disclosed that could be guessed at.
        problem(send(from(address, "POST", "/api/user/login")), 429, "too_many_attempts");
        assertThat(send(from(address, "GET", "/api/products")).statusCode()).isEqualTo(200);
    }

    @Test
    void countsGuessesAtTheOldPasswordOfAnAccount() throws Exception {
        for (int i = 0; i < 6; i++) {
            assertThat(changePassword(401).statusCode()).isEqualTo(401);
        }

        problem(changePassword(204), 429, "too_many_attempts");
    }

    @Test
    void letsAnyNumberSignInFromOneAddress() throws Exception {
        for (int i = 0; i < 15; i++) {
            assertThat(send(from("192.0.2.30", "POST", "/api/user/login")).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void forgivesRefusalsThatAreNoGuesses() throws Exception {
        for (int i = 0; i < 15; i++) {
            assertThat(fail("192.0.2.31", "/api/user/signup", 400).statusCode()).isEqualTo(400);
        }
    }

    @Test
    void chargesWhatAQueryCostsToItsAccountAndAddress() throws Exception {
        var caller = TestTokens.user(UUID.randomUUID());

        // 14 points are 3 tokens, and the account has no more.
        assertThat(query("192.0.2.40", caller, "14").statusCode()).isEqualTo(200);
        problem(read("192.0.2.41", caller), 429, "rate_limited");

        // The address paid them, too.
        for (int i = 0; i < 17; i++) {
            assertThat(send(from("192.0.2.40", "GET", "/api/products")).statusCode())
                    .isEqualTo(200);
        }
        problem(send(from("192.0.2.40", "GET", "/api/products")), 429, "rate_limited");
    }

    @Test
    void letsAnAddressOweWhatAQueryOfNobodyCosts() throws Exception {
        assertThat(query("192.0.2.42", null, "200").statusCode()).isEqualTo(200);

        var refused = send(from("192.0.2.42", "GET", "/api/products"));

        problem(refused, 429, "rate_limited");
        // 40 of 20 tokens were taken, and one comes back in an hour.
        assertThat(seconds(refused)).isBetween(20 * 3600L, 21 * 3600L);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 192.0.2.43",
        "1, 192.0.2.44",
        "5, 192.0.2.45",
        "-200, 192.0.2.46",
        "1e9, 192.0.2.47",
        "99999999999999999999, 192.0.2.48",
        "many, 192.0.2.49"
    })
    void chargesNoMoreThanTheRequestForWhatIsNoCost(String cost, String address) throws Exception {
        var caller = TestTokens.user(UUID.randomUUID());
        for (int i = 0; i < 3; i++) {
            assertThat(query(address, caller, cost).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void believesNobodyElseAboutCosts() throws Exception {
        var caller = TestTokens.user(UUID.randomUUID());
        for (int i = 0; i < 3; i++) {
            assertThat(send(from("192.0.2.50", "GET", "/api/orders")
                                    .header("Authorization", caller)
                                    .header("X-Answer-With-Cost", "200"))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private HttpResponse<String> query(String address, @Nullable String authorization, String cost) throws Exception {
        var request = from(address, "POST", "/graphql").header("X-Answer-With-Cost", cost);
        return send(authorization == null ? request : request.header("Authorization", authorization));
    }

    private HttpResponse<String> changePassword(int status) throws Exception {
        return send(from("192.0.2.20", "PATCH", "/api/users/me/password")
                .header("Authorization", TestTokens.user(UUID.randomUUID()))
                .header("X-Answer-With", Integer.toString(status)));
    }

    private HttpResponse<String> fail(String address, String path, int status) throws Exception {
        return send(from(address, "POST", path).header("X-Answer-With", Integer.toString(status)));
    }

    private HttpResponse<String> read(String address, String authorization) throws Exception {
        return send(from(address, "GET", "/api/orders").header("Authorization", authorization));
    }

    private HttpRequest.Builder from(String address, String method, String path) {
        return gateway.request(method, path).header("X-Forwarded-For", address);
    }

    private static long seconds(HttpResponse<String> refused) {
        return Long.parseLong(refused.headers().firstValue("Retry-After").orElseThrow());
    }
}

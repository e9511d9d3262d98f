package shop.storefront;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.storefront.support.Samples.ADA;
import static shop.storefront.support.Samples.MUG;
import static shop.storefront.support.Samples.ORDER;
import static shop.storefront.support.Samples.product;
import static shop.storefront.support.Samples.products;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import shop.storefront.support.Browser;
import shop.storefront.support.FakeShop;
import shop.storefront.support.Samples;
import shop.storefront.support.StorefrontTest;
import shop.test.TestTokens;

@StorefrontTest
class PageSecurityTest {

    private static final String TOKENS =
            "{\"accessToken\":\"a.b.c\",\"refreshToken\":\"r2\",\"expiresIn\":600,\"tokenType\":\"Bearer\"}";
    private static final Map<String, String> CREDENTIALS =
            Map.of("email", "ada@example.org", "password", "secret phrase");
    private static final Pattern INLINE = Pattern.compile(
            "<style|\\sstyle=|\\son[a-z]+=|javascript:|<script(?![^>]*(src=|application/ld\\+json))",
            Pattern.CASE_INSENSITIVE);

    private final FakeShop shop;
    private final Browser guest;
    private final Browser ada;

    @Autowired
    PageSecurityTest(FakeShop shop, @LocalServerPort int port) {
        this.shop = shop;
        this.guest = new Browser(port);
        this.ada = guest.with("Authorization", TestTokens.user(ADA)).with("Cookie", "XSRF-TOKEN=fresh");
    }

    @BeforeEach
    void begin() {
        shop.clear();
        shop.on("GET /api/products", 200, products(product("Blue mug", "A mug.", 98)))
                .on("GET /api/products/" + MUG, 200, product("Blue mug", "A mug.", 98))
                .on("GET /api/cart", 200, Samples.cart("", ""))
                .on("GET /api/notifications", 200, Samples.page())
                .on(
                        "GET /api/users/me",
                        200,
                        "{\"id\":\"" + ADA + "\",\"email\":\"ada@example.org\",\"name\":\"Ada\",\"roles\":[\"USER\"]}")
                .on("GET /api/users/me/addresses", 200, Samples.page())
                .on("GET /api/orders", 200, Samples.page(Samples.order("CONFIRMED", "PAID")))
                .on("GET /api/orders/" + ORDER, 200, Samples.order("PENDING", "UNPAID"))
                .on("GET /api/orders/" + ORDER + "/timeline", 200, "{\"items\":[]}")
                .on("GET /api/payments", 200, Samples.page());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/search?q=mug",
                "/c/kitchen",
                "/p/019aa5f0-7a00-7000-8000-000000000002",
                "/cart",
                "/checkout",
                "/account",
                "/account/addresses",
                "/account/orders",
                "/account/orders/019aa5f0-7a00-7000-8000-000000000003",
                "/account/notifications",
                "/forgot-password",
                "/reset-password?token=t",
                "/nothing"
            })
    void everyPageIsStrictAboutWhatRunsAndIsKeptByNobody(String path) {
        var page = ada.get(path);

        assertThat(page.statusCode()).isIn(200, 404);
        assertThat(page.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy)
                        .contains(
                                "default-src 'self'", "frame-ancestors 'none'", "form-action 'self'", "base-uri 'none'")
                        .doesNotContain("unsafe"));
        assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(page.body())
                .as("else browsers draw it by the rules of the nineties")
                .startsWith("<!doctype html>");
        assertThat(INLINE.matcher(page.body())
                        .results()
                        .map(match -> match.group())
                        .toList())
                .as("inline script or style")
                .isEmpty();
    }

    @Test
    void whatAProductIsCalledIsTextWhereverItStands() {
        var name = "<script>alert(1)</script>";
        var description = "</script><img src=x onerror=alert(1)>";
        shop.on("GET /api/products/" + MUG, 200, product(name, description, 98))
                .on("GET /api/products", 200, products(product(name, description, 98)));

        for (var path : new String[] {"/", "/search?q=x", "/p/" + MUG}) {
            assertThat(guest.get(path).body()).doesNotContain("<script>alert", "<img src=x", "</script><img");
        }
        assertThat(guest.get("/search?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
                        .body())
                .doesNotContain("<script>alert");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/",
                "//evil.example/",
                "/\\evil.example",
                "\\\\evil.example",
                "javascript:alert(1)",
                " /x",
                "evil.example",
                "/x\r\nSet-Cookie: a=b",
                "/\n/evil.example",
                "/ü"
            })
    void aSignInLeadsToPagesOfThisShopOnly(String next) {
        shop.on("POST /api/user/login", 200, TOKENS);

        var signedIn =
                guest.post("/sign-in", Map.of("email", "ada@example.org", "password", "secret phrase", "next", next));

        assertThat(signedIn.statusCode()).isEqualTo(303);
        assertThat(signedIn.headers().firstValue("Location")).hasValue("/");
    }

    @Test
    void aSignInHandsTheCookiesOnAndKeepsTheRefreshTokenToOnePath() {
        shop.on(
                "POST /api/user/login",
                200,
                TOKENS,
                "access_token=a.b.c; Path=/; HttpOnly; SameSite=Strict",
                "refresh_token=r2; Path=/api/refresh-token; HttpOnly; SameSite=Strict");

        var signedIn = guest.with("Cookie", "cart=guest; device_token=known")
                .with("X-Client-Address", "203.0.113.7")
                .with("X-Request-Start", "t=1796032800123456")
                .post("/sign-in", Map.of("email", "ada@example.org", "password", "secret phrase", "next", "/checkout"));

        assertThat(signedIn.headers().firstValue("Location")).hasValue("/checkout");
        assertThat(signedIn.headers().allValues("Set-Cookie"))
                .contains("access_token=a.b.c; Path=/; HttpOnly; SameSite=Strict")
                .anySatisfy(cookie -> assertThat(cookie)
                        .startsWith("refresh_token=r2; Path=/sign-in/renew;")
                        .contains("HttpOnly", "Secure", "SameSite=Strict"));
        var login = shop.received("POST", "/api/user/login").getFirst();
        assertThat(login.header("X-Client-Address")).isEqualTo("203.0.113.7");
        assertThat(login.header("X-Request-Start")).isEqualTo("t=1796032800123456");
        assertThat(login.header("Cookie")).contains("device_token=known");
        assertThat(shop.received("GET", "/api/cart"))
                .as("the guest's cart goes over")
                .anySatisfy(merge -> {
                    assertThat(merge.header("Authorization")).isEqualTo("Bearer a.b.c");
                    assertThat(merge.header("Cookie")).contains("cart=guest");
                });
    }

    @Test
    void aWrongPasswordIs401AndSaysNotWhichOfTheTwoIsWrong() {
        shop.problem("POST /api/user/login", 401, "bad_credentials", "");

        var page = guest.post("/sign-in", CREDENTIALS);

        assertThat(page.statusCode()).isEqualTo(401);
        assertThat(page.body())
                .contains("E-mail or password is wrong.", "value=\"ada@example.org\"")
                .doesNotContain("secret phrase");
    }

    @ParameterizedTest
    @CsvSource({
        "Sec-Fetch-Site, cross-site",
        "Sec-Fetch-Site, same-site",
        "Sec-Fetch-Site, none",
        "Origin, https://evil.example",
        "Origin, null",
        "Origin, http://localhost:8081",
        "Origin, https://localhost:8080"
    })
    void aFormOfAnotherSiteChangesNothing(String header, String value) {
        var page = guest.with(header, value).post("/cart/items", Map.of("productId", MUG.toString()));

        assertThat(page.statusCode()).isEqualTo(403);
        assertThat(shop.received("POST", "/api/cart/items")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"Sec-Fetch-Site, same-origin", "Origin, http://localhost:8080", "Origin, http://127.0.0.1:8080"})
    void aFormOfOursCounts(String header, String value) {
        shop.on("POST /api/cart/items", 200, Samples.cart("", ""));

        assertThat(guest.with(header, value)
                        .post("/cart/items", Map.of("productId", MUG.toString()))
                        .statusCode())
                .isEqualTo(303);
    }

    @Test
    void aSessionWhoseTokenHasRunOutIsRenewedByADetour() {
        var page = guest.with("Cookie", "XSRF-TOKEN=x").get("/account/orders?page=2");

        assertThat(page.statusCode()).isEqualTo(302);
        assertThat(page.headers().firstValue("Location"))
                .hasValueSatisfying(
                        to -> assertThat(to).endsWith("/sign-in/renew?next=%2Faccount%2Forders%3Fpage%3D2"));
        shop.on("POST /api/refresh-token", 200, TOKENS, "access_token=a.b.c; Path=/; HttpOnly");
        var renewed = guest.with("Cookie", "refresh_token=r1; XSRF-TOKEN=x").get("/sign-in/renew?next=/account/orders");
        assertThat(renewed.headers().firstValue("Location")).hasValue("/account/orders");
        assertThat(renewed.headers().allValues("Set-Cookie")).contains("access_token=a.b.c; Path=/; HttpOnly");
        assertThat(shop.received("POST", "/api/refresh-token").getFirst().body())
                .contains("\"r1\"");
    }

    @Test
    void aTokenThatEndsSoonIsRenewedBeforeAFormIsFilledIn() {
        var soon = TestTokens.userUntil(ADA, Instant.now().plus(Duration.ofMinutes(2)));

        assertThat(guest.with("Authorization", soon)
                        .with("Cookie", "XSRF-TOKEN=x")
                        .get("/checkout")
                        .statusCode())
                .isEqualTo(302);
    }

    @Test
    void aSessionThatIsOverDoesNotGoRoundInCircles() {
        shop.problem("POST /api/refresh-token", 401, "refresh_token_invalid", "");

        var ended = guest.with("Cookie", "refresh_token=r1; XSRF-TOKEN=x").get("/sign-in/renew?next=/cart");

        assertThat(ended.headers().firstValue("Location")).hasValue("/cart");
        assertThat(ended.headers().allValues("Set-Cookie"))
                .anySatisfy(
                        cookie -> assertThat(cookie).startsWith("XSRF-TOKEN=;").contains("Max-Age=0"));
    }

    @Test
    void whoComesFromAnotherSiteIsAskedToComeAgain() {
        var page = guest.with("Sec-Fetch-Site", "cross-site").get("/account/orders/" + ORDER);

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("http-equiv=\"refresh\" content=\"0; url=/account/orders/" + ORDER + "\"");
    }

    @Test
    void anOrderOfSomebodyElseIsNotThere() {
        shop.problem("GET /api/orders/" + ORDER, 404, "order_not_found", "");

        assertThat(ada.get("/account/orders/" + ORDER).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/\t/evil.example", "/\u0000", "/\u001b[0m"})
    void textWithControlCharactersIsRefused(String next) {
        var page = guest.post("/sign-in", Map.of("email", "a@b.c", "password", "secret phrase", "next", next));

        assertThat(page.statusCode()).isEqualTo(400);
        assertThat(page.body()).contains("<html");
    }

    @Test
    void whatIsTheSameForEverybodyIsKept() {
        var style = guest.get("/").body().replaceFirst("(?s).*href=\"(/assets/shop-[^\"]+)\".*", "$1");

        assertThat(guest.get(style).headers().allValues("Cache-Control"))
                .containsExactly("max-age=31536000, public, immutable");
        assertThat(guest.get("/pictures/3-424d.svg").headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy).contains("default-src 'none'"));
    }

    @Test
    void aNoticeCanOnlyBeOneOfOurs() {
        assertThat(guest.get("/?notice=%3Cb%3Ehacked").body()).doesNotContain("hacked</");
        assertThat(guest.get("/?notice=unknown").body()).doesNotContain("class=\"notice");
    }
}

package shop.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.gateway.Gateway.problem;
import static shop.gateway.Gateway.send;

import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpHeaders;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import shop.test.TestTokens;

/** What a browser gets: pages of the storefront, forms without JavaScript, and refusals that people can read. */
@GatewayTest
@TestPropertySource(
        properties = {
            "USER_LIMIT_BURST=100000",
            "ADDRESS_LIMIT_BURST=100000",
            "ALLOWED_ORIGINS=https://partner.example",
            "spring.cloud.discovery.client.simple.instances.product-service[0].uri=http://127.0.0.1:9"
        })
class PageTest {

    static final Upstream STOREFRONT = Upstream.named("storefront");
    static final UUID CUSTOMER = UUID.fromString("01890000-0000-7000-8000-000000000001");
    static final UUID CHIEF = UUID.fromString("01890000-0000-7000-8000-000000000002");
    static final String CSRF_TOKEN = "Zx3-only-our-pages_can+read this";
    static final String TOKEN = bare(TestTokens.userWithCsrfToken(CUSTOMER, CSRF_TOKEN));
    static final String FORM = "application/x-www-form-urlencoded";
    static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    @LocalServerPort
    int port;

    Gateway gateway;

    @DynamicPropertySource
    static void services(DynamicPropertyRegistry properties) {
        properties.add("JWKS_URI", TestTokens::jwksUri);
        for (var service : new String[] {"storefront", "order-service"}) {
            properties.add("spring.cloud.discovery.client.simple.instances." + service + "[0].uri", STOREFRONT::uri);
        }
    }

    @BeforeEach
    void forget() {
        gateway = new Gateway(port);
        STOREFRONT.seen().clear();
    }

    @AfterAll
    static void stop() {
        STOREFRONT.close();
    }

    // Who sees what

    @Test
    void handsTheSignInAndTheCsrfTokenToThePages() throws Exception {
        var page = send(signedIn(get("/account/orders")));

        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        assertThat(seen().get("Authorization")).containsExactly("Bearer " + TOKEN);
        assertThat(seen().get("Cookie")).containsExactly("XSRF-TOKEN=x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/cart", "/account/orders", "/sign-in"})
    void readsAndSendsWithAnOldCookieAsNobody(String path) throws Exception {
        var old = "access_token=" + bare(TestTokens.expired(CUSTOMER)) + "; cart=g1";

        assertThat(send(get(path).header("Cookie", old)).statusCode()).isEqualTo(200);
        assertThat(seen().get("Authorization")).isNull();
        assertThat(seen().get("Cookie")).containsExactly("cart=g1");
    }

    @Test
    void signsInAgainWithAnOldCookie() throws Exception {
        var answer = send(
                form("/sign-in", "email=a").header("Cookie", "access_token=" + bare(TestTokens.expired(CUSTOMER))));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(seen().get("Authorization")).isNull();
    }

    @Test
    void leadsNobodyToTheSignInAndBack() throws Exception {
        for (var cookie :
                new String[] {"theme=dark", "access_token=" + bare(TestTokens.expired(CHIEF)), "access_token=x"}) {
            var answer = send(get("/admin/orders?status=PENDING&q=a%20b").header("Cookie", cookie));

            assertThat(answer.statusCode()).isEqualTo(303);
            assertThat(answer.headers().firstValue("Location"))
                    .hasValue("/sign-in?next=%2Fadmin%2Forders%3Fstatus%3DPENDING%26q%3Da%2520b");
            assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        }
        assertThat(STOREFRONT.seen()).isEmpty();
    }

    @Test
    void leadsAnOldSessionToItsRenewal() throws Exception {
        var answer = send(get("/admin/orders")
                .header("Cookie", "access_token=" + bare(TestTokens.expired(CHIEF)) + "; XSRF-TOKEN=" + "x"));

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location")).hasValue("/sign-in/renew?next=%2Fadmin%2Forders");
    }

    @Test
    void leadsAFormOfNobodyBackToThePageItWasOn() throws Exception {
        var answer = send(
                form("/admin/orders/7/ship", "a=b").header("Referer", gateway.uri("/admin/orders/7") + "?tab=all"));
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location")).hasValue("/sign-in?next=%2Fadmin%2Forders%2F7%3Ftab%3Dall");

        for (var foreign : new String[] {"https://evil.example/admin", "not an address", "//evil.example"}) {
            assertThat(send(form("/admin/orders/7/ship", "a=b").header("Referer", foreign))
                            .headers()
                            .firstValue("Location"))
                    .hasValue("/sign-in");
        }
    }

    @Test
    void tellsAScriptWhereToSignIn() throws Exception {
        var answer = send(gateway.request("GET", "/admin/orders").header("HX-Request", "true"));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("HX-Redirect")).hasValue("/sign-in");
    }

    @Test
    void keepsCustomersFromTheDeskAndLetsStaffIn() throws Exception {
        var refused = errorPage(send(signedIn(get("/admin"))), 403);
        assertThat(refused).contains("for the staff").contains("href=\"/sign-in\"");
        assertThat(STOREFRONT.seen()).isEmpty();

        var staff = send(get("/admin").header("Cookie", "access_token=" + bare(TestTokens.admin(CHIEF))));
        assertThat(staff.statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/orders", "/user_profile", "/api/orders"})
    void answersJsonAtTheApiWhoeverAsks(String path) throws Exception {
        problem(send(get(path)), 401, "unauthorized");
    }

    // Forms without JavaScript

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void acceptsTheTokenInAFieldAndPassesTheWholeFormOn(boolean chunked) throws Exception {
        for (var body : new String[] {
            "_xsrf=" + encoded(CSRF_TOKEN) + "&quantity=2",
            "quantity=2&name=%C3%BC&_xsrf=" + encoded(CSRF_TOKEN),
            "note=" + "x".repeat(200_000) + "&_xsrf=" + encoded(CSRF_TOKEN) + "&last=1"
        }) {
            forget();
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            var publisher = chunked
                    ? BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(bytes))
                    : BodyPublishers.ofByteArray(bytes);

            var answer = send(signedIn(
                    gateway.request("POST", "/cart/items", publisher).header("Content-Type", FORM + ";charset=UTF-8")));

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(STOREFRONT.seen().getFirst().bodyLength()).isEqualTo(bytes.length);
            assertThat(seen().get("Authorization")).containsExactly("Bearer " + TOKEN);
        }
    }

    @Test
    void acceptsTheHeaderOfAScriptAtPagesToo() throws Exception {
        assertThat(send(signedIn(form("/cart/items", "a=b")).header("X-XSRF-TOKEN", CSRF_TOKEN))
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "quantity=2",
                "_xsrf=",
                "_xsrf",
                "_xsrf=guessed",
                "_xsrf=%zz",
                "%5Fxsrf=guessed",
                "_xsrf=guessed&_xsrf=VALID",
                "_xsrf=VALID&_xsrf=guessed",
                "x_xsrf=VALID",
                "_xsrf[]=VALID",
                "a=_xsrf=VALID"
            })
    void changesNothingWithoutTheRightField(String body) throws Exception {
        var answer = send(signedIn(form("/cart/items", body.replace("VALID", encoded(CSRF_TOKEN)))));

        assertThat(errorPage(answer, 403)).contains("This form is out of date");
        assertThat(STOREFRONT.seen()).isEmpty();
    }

    @Test
    void believesNeitherAQueryNorAnotherKindOfBody() throws Exception {
        var field = "_xsrf=" + encoded(CSRF_TOKEN);
        errorPage(send(signedIn(form("/cart/items?" + field, "a=b"))), 403);
        for (var type :
                new String[] {"text/plain", "application/json", "multipart/form-data; boundary=b", "nonsense", "*/*"}) {
            errorPage(send(signedIn(post("/cart/items", field).header("Content-Type", type))), 403);
        }
        errorPage(send(signedIn(post("/cart/items", field))), 403);
        assertThat(STOREFRONT.seen()).isEmpty();
    }

    @Test
    void takesTheFieldForNothingAtTheApi() throws Exception {
        var answer = send(signedIn(form("/api/orders", "_xsrf=" + encoded(CSRF_TOKEN))));

        problem(answer, 403, "csrf_token_invalid");
        assertThat(STOREFRONT.seen()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void keepsNoLargeFormInMemory(boolean chunked) throws Exception {
        var bytes =
                ("note=" + "x".repeat(300 * 1024) + "&_xsrf=" + encoded(CSRF_TOKEN)).getBytes(StandardCharsets.UTF_8);
        var publisher = chunked
                ? BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(bytes))
                : BodyPublishers.ofByteArray(bytes);

        var answer =
                send(signedIn(gateway.request("POST", "/cart/items", publisher).header("Content-Type", FORM)));

        assertThat(answer.statusCode()).isIn(403, 413);
        assertThat(STOREFRONT.seen()).isEmpty();
    }

    @Test
    void acceptsAFileWhoseFirstFieldIsTheToken() throws Exception {
        for (var size : new int[] {10, 100_000, 3_000_000}) {
            forget();
            var body = part("_xsrf", CSRF_TOKEN) + file(size) + "--b--\r\n";

            var answer = send(signedIn(upload("/account/avatar", body)));

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(STOREFRONT.seen().getFirst().bodyLength())
                    .isEqualTo(body.getBytes(StandardCharsets.UTF_8).length);
        }
    }

    @Test
    void refusesAFileWithoutTheTokenInFront() throws Exception {
        for (var body : new String[] {
            file(100_000) + part("_xsrf", CSRF_TOKEN) + "--b--\r\n",
            part("_xsrf", "guessed") + file(10) + "--b--\r\n",
            part("other", CSRF_TOKEN) + file(10) + "--b--\r\n",
            "--b\r\nContent-Disposition: form-data; name=\"_xsrf\"\r\n\r\n" + CSRF_TOKEN,
            "--b\r\nContent-Disposition: form-data; name=\"_xsrf\"\r\nX: " + "y".repeat(2_000) + "\r\n\r\n" + CSRF_TOKEN
                    + "\r\n--b--\r\n",
            "--c\r\n" + part("_xsrf", CSRF_TOKEN).substring(5),
            ""
        }) {
            errorPage(send(signedIn(upload("/account/avatar", body))), 403);
        }
        assertThat(STOREFRONT.seen()).isEmpty();
    }

    // Forms of other sites

    @ParameterizedTest
    @CsvSource({
        "Origin, https://evil.example",
        "Origin, null",
        "Origin, https://partner.example",
        "Origin, http://shop.example",
        "Sec-Fetch-Site, cross-site",
        "Sec-Fetch-Site, same-site"
    })
    void takesNoFormFromAnotherSiteNotEvenAGuests(String header, String value) throws Exception {
        for (var cookie : new String[] {"theme=dark", "access_token=" + TOKEN}) {
            for (var path : new String[] {"/cart/items", "/sign-in", "/settings"}) {
                var answer = send(form(path, "_xsrf=" + encoded(CSRF_TOKEN))
                        .header(header, value)
                        .header("Cookie", cookie));

                assertThat(errorPage(answer, 403)).contains("another site");
            }
        }
        assertThat(STOREFRONT.seen()).isEmpty();
    }

    @Test
    void takesAGuestsFormFromOurPages() throws Exception {
        for (var origin : new String[] {"https://shop.example", "http://127.0.0.1:" + port}) {
            assertThat(send(form("/cart/items", "a=b").header("Origin", origin).header("Sec-Fetch-Site", "same-origin"))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    // Headers

    @Test
    void keepsWhatThePageSaysOfItself() throws Exception {
        var page = send(get("/p/7").header("X-Answer-As-Page", "own")).headers();

        assertThat(page.firstValue("Content-Security-Policy"))
                .hasValue("default-src 'self'; form-action 'self' https://pay.example");
        assertThat(page.firstValue("Referrer-Policy")).hasValue("strict-origin-when-cross-origin");
        assertThat(page.firstValue("Cache-Control")).hasValue("private, max-age=5");
        assertThat(page.firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(page.firstValue("X-Frame-Options")).hasValue("DENY");
    }

    @Test
    void saysWhatThePageDoesNot() throws Exception {
        var page = send(get("/p/7").header("X-Answer-As-Page", "plain")).headers();

        assertThat(page.firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'self'")
                .contains("frame-ancestors 'none'")
                .contains("base-uri 'none'")
                .contains("form-action 'self'")
                .doesNotContain("unsafe");
        assertThat(page.firstValue("Referrer-Policy")).hasValue("same-origin");
        assertThat(page.firstValue("Cache-Control")).hasValue("no-store");
    }

    // When something is wrong

    @Test
    void showsAMissingPageAsOne() throws Exception {
        var page = errorPage(
                send(get("/no/such/page?<script>alert(1)</script>"
                        .replace("<", "%3C")
                        .replace(">", "%3E"))),
                404);

        assertThat(page).contains("There is no such page").doesNotContain("script");
        problem(send(gateway.request("GET", "/no/such/page")), 404, "not_found");
        problem(send(get("/api/nothing")), 404, "not_found");
    }

    @Test
    void speaksTheLanguageOfTheReader() throws Exception {
        var german = errorPage(send(get("/nix").header("Accept-Language", "de-AT,de;q=0.9,en;q=0.5")), 404);
        assertThat(german).contains("<html lang=\"de\">").contains("Diese Seite gibt es nicht");

        for (var language : new String[] {"fr", "*", ";;q=nonsense", "x".repeat(500)}) {
            assertThat(errorPage(send(get("/nix").header("Accept-Language", language)), 404))
                    .contains("<html lang=\"en\">");
        }
    }

    private HttpRequest.Builder get(String path) {
        return gateway.request("GET", path).header("Accept", BROWSER);
    }

    private HttpRequest.Builder post(String path, String body) {
        return gateway.request("POST", path, BodyPublishers.ofString(body)).header("Accept", BROWSER);
    }

    private HttpRequest.Builder form(String path, String body) {
        return post(path, body).header("Content-Type", FORM);
    }

    private HttpRequest.Builder upload(String path, String body) {
        return post(path, body).header("Content-Type", "multipart/form-data; boundary=b");
    }

    private static HttpRequest.Builder signedIn(HttpRequest.Builder request) {
        return request.header("Cookie", "access_token=" + TOKEN + "; XSRF-TOKEN=x")
                .header("Accept", BROWSER);
    }

    private static String part(String name, String value) {
        return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }

    private static String file(int size) {
        return "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n"
                + "p".repeat(size) + "\r\n";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static HttpHeaders seen() {
        assertThat(STOREFRONT.seen()).hasSize(1);
        return STOREFRONT.seen().getFirst().headers();
    }

    /** Checks what every refusal in the form of a page has. */
    static String errorPage(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(answer.body())
                .startsWith("<!doctype html>")
                .contains("<link rel=\"stylesheet\" href=\"/gateway.css\">")
                .contains("href=\"/\"")
                .contains(answer.headers().firstValue("X-Request-Id").orElseThrow())
                .doesNotContain("style=")
                .doesNotContain("<style")
                .doesNotContain("Exception")
                .doesNotContain("springframework");
        return answer.body();
    }

    private static String bare(String header) {
        return header.substring("Bearer ".length());
    }
}

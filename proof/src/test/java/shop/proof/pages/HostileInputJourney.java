package shop.proof.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.Cookie;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.proof.BesideOthers;
import shop.proof.Fleet;
import shop.proof.Shopper;
import tools.jackson.databind.json.JsonMapper;

/** What somebody hostile types, links to, frames or plants, in a real browser: it stays text, and leads nowhere. */
@BesideOthers
@ResourceLock("browser") // one at a time: each takes a core
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileInputJourney {

    /** An element of somebody else's, or a handler that none of our templates has. */
    private static final String FOREIGN_MARKUP = """
            () => [...document.querySelectorAll('*')]
              .filter(element => element.getAttributeNames().some(name => name.startsWith('on'))
                || ['href', 'src', 'action', 'formaction'].some(name =>
                  /^\\s*javascript:/i.test(element.getAttribute(name) || ''))
                || (element.tagName === 'SCRIPT' && !element.src && element.type !== 'application/ld+json')
                || element.id === 'planted')
              .map(element => element.outerHTML.slice(0, 200))""";

    private Chromium browser;

    @BeforeAll
    void begin() {
        browser = Chromium.start();
    }

    @AfterAll
    void end() {
        if (browser != null) {
            browser.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<img id=planted src=x onerror=window.ran=1>",
                "\"><script id=planted>window.ran=1</script>",
                "' onmouseover='window.ran=1' x='",
                "</title></script><svg id=planted onload=window.ran=1>",
                "javascript:window.ran=1",
                "${T(java.lang.Runtime).getRuntime()} [[${7*7}]] {{7*7}}",
                "<a id=planted hx-get=/sign-out hx-trigger=load>x</a>"
            })
    void whatIsTypedIsTextOnEveryPage(String text) {
        var admin = Shopper.admin();
        var slug = "hostile-" + UUID.randomUUID().toString().substring(0, 8);
        var category = admin.client()
                .post("/api/categories", json(Map.of("slug", slug, "name", text)))
                .expect(201)
                .text("id");
        var product = admin.client()
                .post(
                        "/api/products",
                        json(Map.of(
                                "sku", slug.toUpperCase(Locale.ROOT),
                                "name", text,
                                "description", text,
                                "price", Map.of("amountMinor", 1250, "currency", "EUR"),
                                "categories", List.of(slug),
                                "attributes", Map.of("material", text),
                                "initialStock", 9)))
                .expect(201)
                .text("id");
        var mallory = Shopper.fresh(text);
        var address = Map.of("name", text, "line1", text, "city", text, "postalCode", "SW1Y 4JH", "country", "GB");
        mallory.client().post("/api/users/me/addresses", json(address)).expect(201);
        Shopper.untilNotBusy(() ->
                        mallory.client().post("/api/cart/items", json(Map.of("productId", product, "quantity", 1))))
                .expect(200);
        var order = Shopper.untilNotBusy(() -> mallory.client()
                        .post(
                                "/api/orders",
                                json(Map.of(
                                        "items",
                                        List.of(Map.of("productId", product, "quantity", 1)),
                                        "shippingAddress",
                                        address))))
                .expect(201)
                .text("id");

        try (var theirs = browser.open(Tab.Settings.USUAL);
                var staff = browser.open(Tab.Settings.USUAL)) {
            theirs.signIn(mallory.email(), Shopper.PASSWORD);
            requireText(
                    theirs,
                    "/",
                    "/c/" + slug,
                    "/p/" + product,
                    "/search?q=" + URLEncoder.encode(text, StandardCharsets.UTF_8),
                    "/cart",
                    "/checkout",
                    "/account",
                    "/account/addresses",
                    "/account/orders",
                    "/account/orders/" + order);
            staff.signIn(Fleet.running().adminEmail(), Fleet.running().adminPassword());
            requireText(
                    staff,
                    "/admin/products/" + product,
                    "/admin/products/" + product + "/archive",
                    "/admin/orders/" + order,
                    "/admin/orders/" + order + "/cancel",
                    "/admin/customers/" + mallory.id(),
                    "/admin/stock/" + product);
        }
        admin.client().delete("/api/products/" + product).expect(204);
        // Its name is on every page, and other journeys look for what a page must not show.
        admin.client()
                .patch("/api/categories/" + category, json(Map.of("name", "Was hostile")))
                .expect(200);
    }

    private static void requireText(Tab tab, String... addresses) {
        var faults = new ArrayList<String>();
        for (var address : addresses) {
            tab.open(address);
            if (!Boolean.TRUE.equals(tab.evaluate("() => window.ran === undefined"))) {
                faults.add(address + " ran it");
            }
            if (tab.evaluate(FOREIGN_MARKUP) instanceof List<?> found && !found.isEmpty()) {
                faults.add(address + " has " + found);
            }
        }
        faults.addAll(tab.complaints());
        assertThat(faults).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/",
                "//evil.example/",
                "/\\evil.example/",
                "/%09/evil.example/",
                "javascript:alert(1)",
                "/.//evil.example/",
                "/sign-in/renew?next=//evil.example/",
                "http:evil.example"
            })
    void nobodyIsLedToAnotherSiteBySigningIn(String next) {
        var ada = Shopper.fresh();
        try (var tab = browser.open(Tab.Settings.USUAL)) {
            tab.open("/sign-in?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8));
            tab.typeCredentials(ada.email(), Shopper.PASSWORD);

            assertThat(URI.create(tab.page().url()).getPort())
                    .isEqualTo(Fleet.running().gateway().getPort());
            tab.open("/account").awaitText(ada.email());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/cart", "/sign-in", "/checkout", "/account", "/admin"})
    void noPageIsShownInAFrameOfAnotherSite(String address) {
        try (var tab = browser.open(Tab.Settings.USUAL)) {
            tab.page()
                    .setContent("<iframe src='http://localhost:"
                            + Fleet.running().gateway().getPort() + address + "' width='600' height='400'></iframe>");
            var frame = tab.page().frames().stream()
                    .filter(one -> one.parentFrame() != null)
                    .findFirst()
                    .orElseThrow();

            assertThat(frame.url()).as("an error of the browser's own").startsWith("chrome-error:");
        }
    }

    @Test
    void whatWasPlantedBeforeASignInIsNothingAfterIt() {
        var ada = Shopper.fresh();
        try (var tab = browser.open(Tab.Settings.USUAL)) {
            var shop = "http://localhost:" + Fleet.running().gateway().getPort();
            tab.open("/sign-in");
            tab.page()
                    .context()
                    .addCookies(List.of(
                            new Cookie("XSRF-TOKEN", "planted").setUrl(shop),
                            new Cookie("access_token", "planted").setUrl(shop),
                            new Cookie("refresh_token", "planted")
                                    .setDomain("localhost")
                                    .setPath("/sign-in/renew")));

            // A session that is none is thrown away by the first page that meets it.
            tab.open("/sign-in").signIn(ada.email(), Shopper.PASSWORD);

            assertThat(tab.page().context().cookies(List.of(shop, shop + "/sign-in/renew")))
                    .filteredOn(cookie -> cookie.name.equals("XSRF-TOKEN") || cookie.name.endsWith("_token"))
                    .isNotEmpty()
                    .allSatisfy(
                            cookie -> assertThat(cookie.value).as(cookie.name).isNotEqualTo("planted"))
                    .filteredOn(cookie -> cookie.name.endsWith("_token"))
                    .allSatisfy(cookie ->
                            assertThat(cookie.httpOnly).as(cookie.name).isTrue());
            tab.open("/account").awaitText(ada.email());
        }
    }

    private static String json(Map<String, ?> body) {
        return JsonMapper.shared().writeValueAsString(body);
    }
}

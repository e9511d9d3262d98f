package shop.storefront;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.storefront.support.Samples.ADA;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import shop.storefront.support.Browser;
import shop.storefront.support.FakeShop;
import shop.storefront.support.Samples;
import shop.storefront.support.StorefrontTest;
import shop.test.TestTokens;

/** {@code pages.txt} is the whole list of addresses, and says truly who may ask them: the tests in a browser go by it. */
@StorefrontTest
class PageListTest {

    private static final Path LIST = Path.of("pages.txt");

    private final FakeShop shop;
    private final RequestMappingHandlerMapping mappings;
    private final Browser guest;
    private final Browser ada;
    private final Browser staff;

    @Autowired
    PageListTest(
            FakeShop shop,
            @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mappings,
            @LocalServerPort int port) {
        this.shop = shop;
        this.mappings = mappings;
        this.guest = new Browser(port);
        this.ada = guest.with("Authorization", TestTokens.user(ADA));
        this.staff = guest.with("Authorization", TestTokens.admin(ADA));
    }

    @BeforeEach
    void begin() {
        shop.clear();
        shop.on("GET /api/cart", 200, Samples.cart("", "")).on("GET /api/notifications", 200, Samples.page());
    }

    record Entry(String method, String path, String access, String kind) {

        private static Entry of(String line) {
            var words = line.split(" ", -1);
            return new Entry(words[0], words[1], words[2], words[3]);
        }

        /** With something in place of its variables. */
        String address() {
            return path.replaceAll("\\{\\w+:([a-z-]+)\\|[^}]*}", "$1")
                    .replaceAll("\\{service:.*?}}", "order-service")
                    .replaceAll("\\{id}|\\{productId}", Samples.ORDER.toString())
                    .replaceAll("\\{\\w+}", "x");
        }
    }

    static List<Entry> entries() throws IOException {
        try (var lines = Files.lines(LIST)) {
            return lines.map(Entry::of).toList();
        }
    }

    static Stream<Entry> ofUsers() throws IOException {
        return entries().stream().filter(entry -> !entry.access().equals("public"));
    }

    static Stream<Entry> ofStaff() throws IOException {
        return entries().stream().filter(entry -> entry.access().equals("admin"));
    }

    @Test
    void everyAddressIsOnTheList() throws IOException {
        var mapped = new TreeSet<String>();
        mappings.getHandlerMethods().forEach((mapping, method) -> {
            if (method.getBeanType().getPackageName().startsWith("shop.storefront")) {
                mapping.getPatternValues()
                        .forEach(pattern -> mapping.getMethodsCondition()
                                .getMethods()
                                .forEach(verb -> mapped.add(verb + " " + pattern)));
            }
        });

        assertThat(entries().stream().map(entry -> entry.method() + " " + entry.path()))
                .containsExactlyInAnyOrderElementsOf(mapped);
    }

    @ParameterizedTest
    @MethodSource("ofUsers")
    void aGuestIsSentToSignInAndTheShopIsAskedNothing(Entry entry) {
        var answer = ask(guest, entry);

        assertThat(answer.statusCode()).isIn(302, 303);
        assertThat(answer.headers().firstValue("Location"))
                .hasValueSatisfying(to -> assertThat(to).contains("/sign-in?next="));
        assertNothingAsked();
    }

    @ParameterizedTest
    @MethodSource("ofStaff")
    void aCustomerIsRefusedTheDeskAndTheShopIsAskedNothing(Entry entry) {
        var answer = ask(ada, entry);

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("<html");
        assertNothingAsked();
    }

    @ParameterizedTest
    @MethodSource("ofUsers")
    void whoMayIsNotSentAway(Entry entry) {
        var answer = ask(entry.access().equals("admin") ? staff : ada, entry);

        assertThat(answer.statusCode()).isNotEqualTo(403);
        assertThat(answer.headers().firstValue("Location").orElse("")).doesNotContain("/sign-in");
    }

    @ParameterizedTest
    @MethodSource("entries")
    void aFormOfAnotherSiteIsRefusedWhoeverSendsIt(Entry entry) {
        if (!entry.method().equals("POST")) {
            return;
        }
        for (var who : List.of(guest, ada, staff)) {
            var answer = ask(who.with("Origin", "https://evil.example").with("Sec-Fetch-Site", "cross-site"), entry);
            // The desk asks first who it is.
            var toSignIn = who == guest && entry.access().equals("admin");
            assertThat(answer.statusCode()).as(entry.path()).isEqualTo(toSignIn ? 303 : 403);
        }
        assertNothingAsked();
    }

    @ParameterizedTest
    @MethodSource("entries")
    void noPageMayBeFramedKeptOrGuessed(Entry entry) {
        if (entry.kind().equals("part")) {
            return;
        }
        for (var who : List.of(guest, ada, staff)) {
            var headers = ask(who, entry).headers();
            assertThat(headers.firstValue("Content-Security-Policy"))
                    .as(entry.toString())
                    .hasValueSatisfying(policy -> assertThat(policy)
                            .contains("frame-ancestors 'none'")
                            .doesNotContain("unsafe"));
            assertThat(headers.firstValue("Cache-Control")).as(entry.toString()).hasValue("no-store");
            assertThat(headers.firstValue("X-Content-Type-Options"))
                    .as(entry.toString())
                    .hasValue("nosniff");
        }
    }

    private HttpResponse<String> ask(Browser who, Entry entry) {
        return entry.method().equals("GET") ? who.get(entry.address()) : who.post(entry.address(), Map.of());
    }

    /** What the frame of a page shows is asked for whoever looks. */
    private void assertNothingAsked() {
        assertThat(shop.received())
                .allSatisfy(request -> assertThat(request.method() + " " + request.path())
                        .isIn("GET /api/cart", "GET /api/notifications", "GET /api/categories"));
    }
}

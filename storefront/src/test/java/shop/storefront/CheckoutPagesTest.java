package shop.storefront;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.storefront.support.Samples.ADA;
import static shop.storefront.support.Samples.MUG;
import static shop.storefront.support.Samples.ORDER;
import static shop.storefront.support.Samples.PAYMENT;

import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import shop.storefront.support.Browser;
import shop.storefront.support.FakeShop;
import shop.storefront.support.Samples;
import shop.storefront.support.StorefrontTest;
import shop.test.TestTokens;

@StorefrontTest
class CheckoutPagesTest {

    private static final String KEY = "019aa5f0-7a00-7000-8000-0000000000aa";
    private static final Map<String, String> TYPED = Map.of(
            "address", "new",
            "name", "Ada Lovelace",
            "line1", "12 St James's Square",
            "city", "London",
            "postalCode", "SW1Y 4JH",
            "country", "GB",
            "save", "true",
            "key", KEY,
            "expected", "2500 EUR");

    private final FakeShop shop;
    private final Browser guest;
    private final Browser ada;

    @Autowired
    CheckoutPagesTest(FakeShop shop, @LocalServerPort int port) {
        this.shop = shop;
        this.guest = new Browser(port);
        this.ada = guest.with("Authorization", TestTokens.user(ADA)).with("Cookie", "XSRF-TOKEN=fresh");
    }

    @BeforeEach
    void begin() {
        shop.clear();
        shop.on("GET /api/cart", 200, Samples.cart("", ""))
                .on("GET /api/notifications", 200, Samples.page())
                .on("GET /api/users/me/addresses", 200, Samples.page())
                .on(
                        "POST /api/users/me/addresses",
                        201,
                        "{\"name\":\"Ada\",\"line1\":\"x\",\"city\":\"x\",\"postalCode\":\"x\",\"country\":\"GB\"}")
                .on("POST /api/orders", 201, Samples.order("PENDING", "UNPAID"))
                .on("GET /api/orders/" + ORDER, 200, Samples.order("PENDING", "UNPAID"))
                .on("GET /api/orders/" + ORDER + "/timeline", 200, "{\"items\":[]}")
                .on("GET /api/payments", 200, Samples.page(payment()))
                .on("POST /api/payments", 201, payment());
    }

    private static String payment() {
        return Samples.payment("PROCESSING", ",\"checkoutUrl\":\"https://pay.example.org/c/1\"");
    }

    @Test
    void aGuestFillsACartAndIsGivenItsCookie() {
        shop.on("POST /api/cart/items", 200, Samples.cart("", ""), "cart=secret; Path=/; HttpOnly; SameSite=Lax");

        var added = guest.post("/cart/items", Map.of("productId", MUG.toString(), "quantity", "2"));

        assertThat(added.statusCode()).isEqualTo(303);
        assertThat(added.headers().firstValue("Location")).hasValue("/cart?notice=added");
        assertThat(added.headers().allValues("Set-Cookie"))
                .containsExactly("cart=secret; Path=/; HttpOnly; SameSite=Lax");
        var cart = guest.with("Cookie", "cart=secret").get("/cart?notice=added");
        assertThat(cart.body()).contains("Blue mug", "€25.00", "Added to your cart.", "href=\"/checkout\"");
        assertThat(shop.received("GET", "/api/cart").getLast().header("Cookie")).isEqualTo("cart=secret");
    }

    @Test
    void whatBecameOfACartIsSaid() {
        shop.on(
                "GET /api/cart",
                200,
                Samples.cart(
                        "{\"code\":\"price_changed\",\"message\":\"m\",\"previousPrice\":{\"amountMinor\":1000,\"currency\":\"EUR\"}}",
                        "{\"code\":\"guest_item_merged\",\"message\":\"m\",\"productId\":\"" + MUG
                                + "\",\"sku\":\"M\",\"name\":\"Blue mug\",\"quantity\":1}"));

        assertThat(ada.get("/cart").body())
                .contains("The price was €10.00 when you put this into the cart.")
                .contains("Kept from before you signed in: 1 × Blue mug");
    }

    @Test
    void whoIsNotSignedInSignsInFirst() {
        var page = guest.get("/checkout?utm_campaign=x");

        assertThat(page.statusCode()).isEqualTo(303);
        assertThat(page.headers().firstValue("Location")).hasValue("/sign-in?next=%2Fcheckout%3Futm_campaign%3Dx");
    }

    @Test
    void theCheckoutShowsTheSumAndItsFormCarriesAKey() {
        var page = ada.get("/checkout").body();

        assertThat(page).contains("Place order and pay €25.00", "value=\"2500 EUR\"", "value=\"fresh\"");
        assertThat(Pattern.compile("name=\"key\" value=\"[0-9a-f-]{36}\"")
                        .matcher(page)
                        .find())
                .isTrue();
    }

    @Test
    void aFormThatIsSentTwiceIsOneOrderAndOnePayment() {
        var first = ada.post("/checkout", TYPED);
        var second = ada.post("/checkout", TYPED);

        assertThat(first.headers().firstValue("Location")).hasValue("/account/orders/" + ORDER + "/paying");
        assertThat(second.headers().firstValue("Location")).hasValue("/account/orders/" + ORDER + "/paying");
        assertThat(shop.received("POST", "/api/orders")).hasSize(2).allSatisfy(order -> {
            assertThat(order.header("Idempotency-Key")).isEqualTo(KEY);
            assertThat(order.body()).contains("\"fromCart\":true", "\"amountMinor\":2500", "St James's");
        });
        assertThat(shop.received("POST", "/api/payments"))
                .hasSize(2)
                .allSatisfy(
                        payment -> assertThat(payment.header("Idempotency-Key")).isEqualTo(KEY));
    }

    @Test
    void thePageThatLeadsToTheProviderWorksWithoutScript() {
        var page = ada.get("/account/orders/" + ORDER + "/paying").body();

        assertThat(page).contains("http-equiv=\"refresh\" content=\"0; url=https://pay.example.org/c/1\"");
        assertThat(page).contains("href=\"https://pay.example.org/c/1\"");
    }

    @Test
    void aChangedPriceIsSaidAndWhatWasTypedIsKept() {
        shop.problem(
                "POST /api/orders",
                409,
                "price_changed",
                ",\"expected\":{\"amountMinor\":2500,\"currency\":\"EUR\"},\"actual\":{\"amountMinor\":2700,\"currency\":\"EUR\"}");

        var page = ada.post("/checkout", TYPED);

        assertThat(page.statusCode()).isEqualTo(422);
        assertThat(page.body())
                .contains("from €25.00 to €27.00", "value=\"Ada Lovelace\"")
                .doesNotContain(KEY);
        assertThat(shop.received("POST", "/api/payments")).isEmpty();
    }

    @Test
    void whatIsShortIsSaidBesideItsLine() {
        shop.problem(
                "POST /api/orders",
                409,
                "insufficient_stock",
                ",\"shortages\":[{\"productId\":\"" + MUG + "\",\"sku\":\"M\",\"requested\":2,\"available\":1}]");

        assertThat(ada.post("/checkout", TYPED).body())
                .contains("Only 1 left. Change the quantity in the cart.", "Nothing was ordered");
    }

    @Test
    void aFieldThatIsWrongIsNamedBesideItAndAtTheTop() {
        shop.problem(
                "POST /api/orders",
                400,
                "validation_failed",
                ",\"errors\":[{\"field\":\"shippingAddress.city\",\"code\":\"not_blank\",\"message\":\"m\"}]");

        assertThat(ada.post("/checkout", TYPED).body())
                .contains("id=\"city-error\"", "href=\"#city\"", "aria-invalid=\"true\"", "Fill this in.");
    }

    @Test
    void anOrderThatCannotBePaidYetIsNotLost() {
        shop.problem("POST /api/payments", 503, "provider_unavailable", "");

        assertThat(ada.post("/checkout", TYPED).headers().firstValue("Location"))
                .hasValue("/account/orders/" + ORDER + "?notice=ordered-unpaid");
    }

    @Test
    void aDeclineSaysWhatToDoNext() {
        shop.on(
                        "GET /api/payments",
                        200,
                        Samples.page(Samples.payment("FAILED", ",\"failureCode\":\"insufficient_funds\"")))
                .on("GET /api/orders/" + ORDER, 200, Samples.order("PENDING", "FAILED"));

        var back = ada.get("/checkout/return?paymentId=" + PAYMENT + "&orderId=" + ORDER + "&status=FAILED");

        assertThat(back.headers().firstValue("Location")).hasValue("/account/orders/" + ORDER + "?notice=declined");
        assertThat(ada.get("/account/orders/" + ORDER).body())
                .contains("There is not enough money on the card", "Pay €25.00", "data-until=\"2026-11-21T10:15:00Z\"");
    }

    @Test
    void aPaidOrderSaysWhatHappensNow() {
        shop.on("GET /api/orders/" + ORDER, 200, Samples.order("CONFIRMED", "PAID"))
                .on(
                        "GET /api/orders/" + ORDER + "/timeline",
                        200,
                        "{\"items\":[{\"at\":\"2026-11-21T10:00:00Z\",\"status\":\"PENDING\",\"paymentStatus\":\"UNPAID\",\"fulfillmentStatus\":\"NONE\"},"
                                + "{\"at\":\"2026-11-21T10:00:02Z\",\"status\":\"CONFIRMED\",\"paymentStatus\":\"PAID\",\"fulfillmentStatus\":\"NONE\"}]}");

        assertThat(ada.get("/account/orders/" + ORDER).body())
                .contains("We are preparing the parcel", "Payment received, order confirmed", "7K3M-9Q4T")
                .doesNotContain("Pay €25.00");
    }
}

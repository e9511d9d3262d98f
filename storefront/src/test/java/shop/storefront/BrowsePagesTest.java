package shop.storefront;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.storefront.support.Samples.MUG;
import static shop.storefront.support.Samples.product;
import static shop.storefront.support.Samples.products;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import shop.storefront.support.Browser;
import shop.storefront.support.FakeShop;
import shop.storefront.support.StorefrontTest;

@StorefrontTest
class BrowsePagesTest {

    private final FakeShop shop;
    private final Browser browser;

    @Autowired
    BrowsePagesTest(FakeShop shop, @LocalServerPort int port) {
        this.shop = shop;
        this.browser = new Browser(port);
    }

    @BeforeEach
    void begin() {
        shop.clear();
        shop.on("GET /api/products", 200, products(product("Blue mug", "A mug.", 98)));
        shop.on("GET /api/products/" + MUG, 200, product("Blue mug", "A mug that holds 0.3 l.", 98));
    }

    @Test
    void theHomePageShowsCategoriesAndWhatIsNew() {
        var page = browser.get("/?utm_source=mail");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("href=\"/c/kitchen\"", "Blue mug", "€12.50", "<html lang=\"en\"")
                .contains("/p/" + MUG + "/blue-mug");
    }

    @Test
    void aProductPageSaysWhatSearchEnginesAndBuyersNeed() {
        var page = browser.get("/p/" + MUG);

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains(
                        "<title>Blue mug – Shopfleet</title>", "98 in stock", "Add to cart", "A mug that holds 0.3 l.")
                .contains("<link rel=\"canonical\" href=\"http://localhost:8080/p/" + MUG + "/blue-mug\">")
                .contains("\"@type\":\"Product\"", "\"price\":\"12.50\"", "schema.org/InStock");
    }

    @ParameterizedTest
    @CsvSource({"4, Only 4 left, true", "0, Back soon, false", "5, 5 in stock, true"})
    void stockIsSaidInWords(long available, String words, boolean buyable) {
        shop.on("GET /api/products/" + MUG, 200, product("Blue mug", "", available));

        var page = browser.get("/p/" + MUG).body();

        assertThat(page).contains(words);
        assertThat(page.contains("Add to cart")).isEqualTo(buyable);
    }

    @Test
    void attributesOfEveryTypeAreShownAsWords() {
        assertThat(browser.get("/p/" + MUG).body())
                .contains("<dd>blue</dd>", "<dd>3</dd>", "<dd>Yes</dd>", "<dd>tea, coffee</dd>");
    }

    @Test
    void aSearchShowsItsFiltersAndEachChoiceHasAnAddress() {
        var page = browser.get("/search?q=mug&attr.colour=blue&min=1000&max=1999&currency=EUR&gclid=x")
                .body();

        assertThat(page)
                .contains("Results for “mug”", "1 product", "€10.00 to €19.99", "colour: blue")
                .contains("href=\"/search?q=mug&amp;min=1000&amp;max=1999&amp;currency=EUR\"")
                .doesNotContain("name=\"gclid\"");
        assertThat(shop.received("GET", "/api/products").getLast().query())
                .contains("q=mug", "attr.colour=blue", "minPrice=1000", "maxPrice=1999", "currency=EUR");
    }

    @Test
    void anAddressThatTheCatalogueDoesNotUnderstandFindsNothing() {
        shop.problem("GET /api/products", 400, "invalid_request", "");

        var page = browser.get("/search?q=x&min=-5&page=99999999999999999999");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("Nothing fits");
    }

    @Test
    void aCategoryThatNobodyHasNamedIsCalledAsItIsSpelled() {
        shop.on(
                "GET /api/products/" + MUG,
                200,
                product("Blue mug", "", 98).replace("[\"mugs\"]", "[\"cast-iron\", \"pots\"]"));

        assertThat(browser.get("/p/" + MUG).body()).contains("href=\"/c/cast-iron\"", ">Cast iron</a>");
        var page = browser.get("/c/cast-iron");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("<h1>Cast iron</h1>", "Blue mug");
        assertThat(shop.received("GET", "/api/products").getLast().query()).contains("category=cast-iron");
    }

    @Test
    void aNamedCategoryIsShownBeforeOneThatIsNot() {
        shop.on(
                "GET /api/products/" + MUG,
                200,
                product("Blue mug", "", 98).replace("[\"mugs\"]", "[\"cast-iron\", \"mugs\"]"));

        assertThat(browser.get("/p/" + MUG).body())
                .contains("href=\"/c/kitchen\"", "href=\"/c/mugs\"")
                .doesNotContain("cast-iron");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/p/no-uuid",
                "/c/unknown",
                "/nothing",
                "/pictures/x.svg",
                "/assets/none.css",
                "/p/019aa5f0-7a00-7000-8000-0000000000ff"
            })
    void whatIsNotThereIsAPageThatSaysSo(String path) {
        shop.on("GET /api/products", 200, products());

        var page = browser.get(path);

        assertThat(page.statusCode()).isEqualTo(404);
        assertThat(page.body()).contains("There is nothing at this address", "<html");
    }

    @Test
    void aPartOfTheShopThatIsDownIsSaid() {
        shop.problem("GET /api/products/" + MUG, 503, "service_unavailable", "");

        var page = browser.get("/p/" + MUG);

        assertThat(page.statusCode()).isEqualTo(503);
        assertThat(page.headers().firstValue("Retry-After")).isPresent();
        assertThat(page.body()).contains("A part of the shop is not available", "href=\"/p/" + MUG + "\"");
    }

    @Test
    void germanIsSpokenToWhomAsksForIt() {
        var page = browser.with("Accept-Language", "de-DE,de;q=0.9,en;q=0.5").get("/p/" + MUG);

        assertThat(page.body()).contains("<html lang=\"de\"", "12,50", "In den Warenkorb");
    }

    @Test
    void aProductWithoutAPictureGetsOneThatIsDrawn() {
        var svg = browser.get("/pictures/3-424d.svg");

        assertThat(svg.statusCode()).isEqualTo(200);
        assertThat(svg.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("image/svg+xml"));
        assertThat(svg.body()).contains(">BM</text>");
        assertThat(browser.get("/pictures/3-3c3e.svg").body()).contains("&lt;&gt;");
    }
}

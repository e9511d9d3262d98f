package shop.proof.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.proof.BesideOthers;
import shop.proof.Shopper;

/** Buying in a real browser, with scripts and without, with a mouse and without. */
@BesideOthers
@ResourceLock("browser") // one at a time: each takes a core
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PurchaseJourney {

    private static final String VISA = "4242424242424242";
    private static final String TOO_LITTLE_MONEY = "4000000000009995";
    private static final String ASKS_THE_BUYER = "4000002760003184";
    private static final int MOST_TABS = 150;

    private Chromium browser;
    private String product;

    @BeforeAll
    void begin() {
        browser = Chromium.start();
        product = Shopper.admin().createProduct("Walnut tray", 1250, 100);
    }

    @AfterAll
    void end() {
        if (browser != null) {
            browser.close();
        }
    }

    @ParameterizedTest(name = "scripts: {0}")
    @ValueSource(booleans = {true, false})
    void aGuestFillsACartSignsUpAndPays(boolean scripts) {
        try (var tab = browser.open(Tab.Settings.USUAL.withScripts(scripts))) {
            checkOutAsSomebodyNew(tab);

            tab.payWith(VISA).awaitPath("/account/orders/").awaitText("Confirmed");

            tab.awaitText("2 × €12.50").awaitText("Payment received, order confirmed");
            tab.open("/cart").awaitText("Your cart is empty");
            tab.open("/account/notifications").awaitText("Your order is confirmed");
            tab.requireNoComplaints();
        }
    }

    @ParameterizedTest(name = "scripts: {0}")
    @ValueSource(booleans = {true, false})
    void aDeclineSaysWhatToDoAndTheNextCardPays(boolean scripts) {
        try (var tab = browser.open(Tab.Settings.USUAL.withScripts(scripts))) {
            var order = checkOutAsSomebodyNew(tab);

            tab.payWith(TOO_LITTLE_MONEY);
            tab.page().locator(".notice").filter(saying("insufficient funds")).waitFor();
            tab.open("/account/orders/" + order)
                    .awaitText("Your payment has not arrived yet.")
                    .press("Pay €25.00");
            tab.payWith(VISA).awaitPath("/account/orders/").awaitText("Confirmed");
            tab.requireNoComplaints();
        }
    }

    @ParameterizedTest(name = "scripts: {0}")
    @ValueSource(booleans = {true, false})
    void theBankAsksTheBuyerAndTheBuyerConfirms(boolean scripts) {
        try (var tab = browser.open(Tab.Settings.USUAL.withScripts(scripts))) {
            checkOutAsSomebodyNew(tab);

            tab.payWith(ASKS_THE_BUYER);
            tab.page().locator("button[value=fail]").click();
            tab.page().locator(".notice").waitFor();
            tab.payWith(ASKS_THE_BUYER);
            tab.page().locator("button[value=complete]").click();

            tab.awaitPath("/account/orders/").awaitText("Confirmed");
            tab.requireNoComplaints();
        }
    }

    @Test
    void anOrderThatIsLookedAtShowsEachStepByItself() {
        var ada = Shopper.fresh();
        var order = ada.order(product, 1).expect(201).text("id");
        try (var tab = browser.open(Tab.Settings.USUAL)) {
            tab.signIn(ada.email(), Shopper.PASSWORD)
                    .open("/account/orders/" + order)
                    .awaitText("Waiting for payment");
            tab.evaluate("() => { window.sameDocument = true; }");
            var unread = Integer.parseInt("0" + tab.page().locator("#unread").textContent());

            ada.pay(order, "pm_card_visa").expect(201);

            tab.awaitText("Payment received, order confirmed");
            tab.page()
                    .waitForFunction(
                            "before => Number(document.getElementById('unread').textContent) > before", unread);
            assertThat(tab.page().locator("#unread").isVisible())
                    .as("the bell counts along")
                    .isTrue();
            assertThat(tab.evaluate("() => window.sameDocument === true"))
                    .as("nothing was loaded anew")
                    .isEqualTo(true);
            tab.requireNoComplaints();
        }
    }

    @Test
    void theKeyboardAloneIsEnoughToBuy() {
        try (var tab = browser.open(Tab.Settings.USUAL)) {
            var page = tab.open("/p/" + product).page();
            page.keyboard().press("Tab");
            assertThat(focused(page, ".skip"))
                    .as("the first stop skips the header")
                    .isTrue();
            page.keyboard().press("Enter");
            reach(page, "#quantity");
            type(page, "2");
            press(page, "main form[action='/cart/items'] button");
            tab.awaitPath("/cart");
            press(page, "main a[href='/checkout']");
            tab.awaitPath("/sign-in");
            press(page, "main a[href^='/sign-up']");
            tab.awaitPath("/sign-up");
            enter(page, "#name", "Ada Lovelace");
            enter(page, "#email", Shopper.freshEmail());
            enter(page, "#password", Shopper.PASSWORD);
            page.keyboard().press("Enter");
            tab.awaitPath("/checkout");
            enter(page, "#name", "Ada Lovelace");
            enter(page, "#line1", "12 St James's Square");
            enter(page, "#postalCode", "SW1Y 4JH");
            enter(page, "#city", "London");
            enter(page, "#country", "United Kingdom");
            press(page, "main form[action='/checkout'] .sum button");
            tab.awaitProvider();
            press(page, "button[value=pay]");

            tab.awaitPath("/account/orders/").awaitText("Confirmed");
            tab.requireNoComplaints();
        }
    }

    /** Two of the product, as a guest who opens an account at the checkout. Ends on the provider's page; returns the order's id. */
    private String checkOutAsSomebodyNew(Tab tab) {
        tab.open("/p/" + product).fill("Quantity", "2").press("Add to cart").awaitPath("/cart");
        tab.awaitText("€25.00").follow("Check out").awaitPath("/sign-in");
        tab.follow("New here?").awaitPath("/sign-up");
        tab.signUp("Ada Lovelace", Shopper.freshEmail(), Shopper.PASSWORD).awaitPath("/checkout");
        tab.fill("Full name", "Ada Lovelace")
                .fill("Street and number", "12 St James's Square")
                .fill("Postcode", "SW1Y 4JH")
                .fill("Town or city", "London")
                .choose("Country", "GB")
                .press("Place order")
                .awaitProvider();
        return Shopper.admin()
                .client()
                .get("/api/orders?sort=createdAt,desc&size=50")
                .expect(200)
                .json()
                .get("items")
                .valueStream()
                .filter(one -> one.at("/items/0/productId").asString().equals(product))
                .findFirst()
                .orElseThrow()
                .get("id")
                .stringValue();
    }

    private static Locator.FilterOptions saying(String words) {
        return new Locator.FilterOptions().setHasText(words);
    }

    /** Presses Tab until the element has the focus, which must be seen each time. */
    private static void reach(Page page, String selector) {
        for (var pressed = 0; pressed < MOST_TABS; pressed++) {
            if (focused(page, selector)) {
                return;
            }
            page.keyboard().press("Tab");
            assertThat(page.evaluate("""
                    () => {
                      const element = document.activeElement;
                      const style = getComputedStyle(element);
                      return element === document.body || style.outlineStyle !== 'none' || style.boxShadow !== 'none'
                        ? '' : element.outerHTML.slice(0, 200);
                    }"""))
                    .as("what has the focus and does not show it")
                    .isEqualTo("");
        }
        throw new AssertionError(selector + " is not reached by Tab on " + page.url());
    }

    private static boolean focused(Page page, String selector) {
        return Objects.equals(
                page.evaluate(
                        "selector => !!document.activeElement && document.activeElement.matches(selector)", selector),
                true);
    }

    private static void press(Page page, String selector) {
        reach(page, selector);
        page.keyboard().press("Enter");
    }

    private static void enter(Page page, String selector, String text) {
        reach(page, selector);
        type(page, text);
    }

    private static void type(Page page, String text) {
        page.keyboard().press("Control+A");
        page.keyboard().type(text);
    }
}

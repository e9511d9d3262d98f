package shop.proof;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What people do on the pages, with JavaScript switched off: buy as a guest who becomes a customer, and look after orders as staff. */
@BesideOthers
class StorefrontJourney {

    private static final String[] ADDRESS = {
        "name",
        "Ada Lovelace",
        "line1",
        "12 St James's Square",
        "city",
        "London",
        "postalCode",
        "SW1Y 4JH",
        "country",
        "GB"
    };

    private final String product = Shopper.admin().createProduct("Teapot", 1250, 20);
    private final PlainBrowser browser = new PlainBrowser();

    @Test
    void aGuestSignsUpAtTheCheckoutAndPays() {
        var order = orderTwo();

        pay("4242424242424242");

        assertThat(browser.path()).isEqualTo("/account/orders/" + order);
        awaitText("Confirmed");
        browser.requireText("2 × €12.50", "€25.00", "Payment received, order confirmed");
        browser.open("/cart").requireText("Your cart is empty");
        browser.open("/account/notifications").requireText(number(order));
    }

    @Test
    void aDeclineSaysWhatToDoAndTheNextCardPays() {
        var order = orderTwo();

        pay("4000000000009995");
        browser.requireText("Your card has insufficient funds");
        browser.open("/account/orders/" + order).requireText("Pay €25.00");
        browser.submit("/account/orders/" + order + "/pay").requireText("To the payment");
        pay("4242424242424242");

        browser.open("/account/orders/" + order);
        awaitText("Confirmed");
    }

    @Test
    void staffRefundAPartAfterAQuestionThatNamesTheSum() {
        var ada = Shopper.fresh();
        var order = ada.order(product, 2).expect(201).text("id");
        var payment = ada.pay(order, "pm_card_visa").expect(201).text("id");
        ada.awaitOrder(order, "CONFIRMED");
        var fleet = Fleet.running();

        browser.open("/admin/orders/" + order);
        assertThat(browser.path()).isEqualTo("/sign-in");
        browser.submit("/sign-in", "email", fleet.adminEmail(), "password", fleet.adminPassword());
        assertThat(browser.path()).isEqualTo("/admin/orders/" + order);
        browser.requireText(number(order), "Refund").open("/admin/payments/" + payment + "/refund");
        browser.submit("/admin/payments/" + payment + "/refund/confirm", "amount", "10.50", "reason", "a broken lid")
                .requireText("Refund €10.50 of order " + number(order) + "?");
        assertThat(ada.client().get("/api/payments/" + payment).expect(200).text("status"))
                .isEqualTo("PAID");
        browser.submit("/admin/payments/" + payment + "/refund");

        Patience.await("the order to know of the refund")
                .untilAsserted(() -> assertThat(
                                ada.client().get("/api/orders/" + order).text("paymentStatus"))
                        .isEqualTo("PARTIALLY_REFUNDED"));
    }

    /** From the product's page to the provider's. Returns the order's id. */
    private String orderTwo() {
        browser.open("/p/" + product).requireText("Teapot", "€12.50").submit("/cart/items", "quantity", "2");
        browser.requireText("€25.00").open("/checkout");
        assertThat(browser.path()).isEqualTo("/sign-in");
        browser.follow("/sign-up");
        var email = Shopper.freshEmail();
        // Whoever is told that passwords are being hashed for too many others sends the form again.
        Patience.await("the sign-up that leads to the checkout")
                .until(() -> browser.submit(
                                "/sign-up", "name", "Ada Lovelace", "email", email, "password", Shopper.PASSWORD)
                        .path()
                        .equals("/checkout"));
        browser.requireText("Teapot", "€25.00").submit("/checkout", ADDRESS);
        return browser.path().substring("/account/orders/".length()).replace("/paying", "");
    }

    /** On the sandbox's page, to which ours leads; by its port, because its host has two names. */
    private void pay(String card) {
        browser.open(browser.page()
                        .expectFirst("a[href*=\":" + Fleet.running().stripe().getPort() + "/\"]")
                        .absUrl("href"))
                .submitOnly("card", card, "action", "pay");
    }

    private void awaitText(String words) {
        var here = browser.path();
        Patience.await(words)
                .until(() -> browser.open(here).page().body().text().contains(words));
    }

    /** As people write it, in two groups. */
    private static String number(String order) {
        var number =
                Shopper.admin().client().get("/api/orders/" + order).expect(200).text("number");
        return number.contains("-") ? number : number.substring(0, 4) + "-" + number.substring(4);
    }
}

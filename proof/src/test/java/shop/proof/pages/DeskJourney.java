package shop.proof.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.proof.BesideOthers;
import shop.proof.Fleet;
import shop.proof.Patience;
import shop.proof.Shopper;

/** What staff do at the desk in a real browser, with scripts and without. */
@BesideOthers
@ResourceLock("browser") // one at a time: each takes a core
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeskJourney {

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

    @ParameterizedTest(name = "scripts: {0}")
    @ValueSource(booleans = {true, false})
    void aPartIsRefundedAfterAQuestionThatNamesTheSum(boolean scripts) {
        var ada = Shopper.fresh();
        var product = Shopper.admin().createProduct("Refunded kettle", 1250, 5);
        var order = ada.order(product, 2).expect(201).text("id");
        ada.pay(order, "pm_card_visa").expect(201);
        ada.awaitOrder(order, "CONFIRMED");
        try (var tab = browser.open(Tab.Settings.USUAL.withScripts(scripts))) {
            assertThat(tab.status("/admin/orders/" + order)).isEqualTo(200);
            assertThat(tab.path()).as("nobody looks at it unasked").isEqualTo("/sign-in");
            tab.typeCredentials(Fleet.running().adminEmail(), Fleet.running().adminPassword())
                    .awaitPath("/admin/orders/");

            tab.follow("Refund").fill("Amount in EUR", "10.50").fill("Reason (for the records)", "a broken lid");
            tab.press("Review refund").awaitText("Refund €10.50 of order");
            assertThat(paymentStatus(ada, order)).as("asked, not done").isEqualTo("PAID");
            tab.press("Refund €10.50").awaitText("The refund is under way.");

            Patience.await("the order to know of the refund")
                    .untilAsserted(() -> assertThat(paymentStatus(ada, order)).isEqualTo("PARTIALLY_REFUNDED"));
            tab.requireNoComplaints();
        }
    }

    @ParameterizedTest(name = "scripts: {0}")
    @ValueSource(booleans = {true, false})
    void aFileIsImportedAndItsBadLinesAreNamed(boolean scripts) {
        var word = "t" + UUID.randomUUID().toString().replace("-", "").substring(0, 10);
        var file = """
                sku,name,price,currency
                %1$s-1,Oak %2$s bench,199.00,EUR
                %1$s-2,Walnut %2$s bench,-1,EUR
                %1$s-3,Ash %2$s bench,149.00,EUR
                """.formatted(word.toUpperCase(Locale.ROOT), word);
        try (var tab = browser.open(Tab.Settings.USUAL.withScripts(scripts))) {
            tab.signIn(Fleet.running().adminEmail(), Fleet.running().adminPassword())
                    .open("/admin/products/import");
            tab.page()
                    .locator("#file")
                    .setInputFiles(new FilePayload("benches.csv", "text/csv", file.getBytes(StandardCharsets.UTF_8)));

            tab.press("Import").awaitPath("/admin/products/import/").awaitText("Done");

            tab.awaitText(word.toUpperCase(Locale.ROOT) + "-2");
            Patience.await("what was imported")
                    .untilAsserted(() -> assertThat(tab.open("/search?q=" + word)
                                    .page()
                                    .locator("main .card")
                                    .count())
                            .isEqualTo(2));
            tab.requireNoComplaints();
        }
    }

    @ParameterizedTest(name = "scripts: {0}")
    @ValueSource(booleans = {true, false})
    void severalProductsAreArchivedAndComeBackByOneClick(boolean scripts) {
        var word = "z" + UUID.randomUUID().toString().replace("-", "").substring(0, 10);
        var admin = Shopper.admin();
        var products =
                List.of(admin.createProduct("Jug " + word, 1250, 5), admin.createProduct("Bowl " + word, 950, 5));
        Patience.await("both are found").until(() -> found(admin, word) == 2);
        try (var tab = browser.open(Tab.Settings.USUAL.withScripts(scripts))) {
            tab.signIn(Fleet.running().adminEmail(), Fleet.running().adminPassword())
                    .open("/admin/products?q=" + word);
            for (var product : products) {
                tab.page().locator("input[name=id][value='" + product + "']").check();
            }
            tab.press("Archive").awaitText("Archive 2 products?").awaitText("Jug " + word);
            assertThat(admin.client()
                            .get("/api/products/" + products.getFirst())
                            .status())
                    .as("asked, not done")
                    .isEqualTo(200);
            tab.press("Archive").awaitText("The chosen products are archived.");
            for (var product : products) {
                assertThat(admin.client().get("/api/products/" + product).status())
                        .isEqualTo(404);
            }

            tab.press("Undo").awaitText("It is undone.");

            for (var product : products) {
                assertThat(admin.client().get("/api/products/" + product).status())
                        .isEqualTo(200);
            }
            Patience.await("both are found again").until(() -> found(admin, word) == 2);
            tab.requireNoComplaints();
        }
        assertThat(admin.client()
                        .get("/api/admin/audit?object=product:" + products.getFirst())
                        .expect(200)
                        .body())
                .contains("product.archived", "product.restored");
    }

    private static long found(Shopper who, String word) {
        return who.client().get("/api/products?q=" + word).expect(200).number("totalItems");
    }

    private static String paymentStatus(Shopper who, String order) {
        return who.client().get("/api/orders/" + order).expect(200).text("paymentStatus");
    }
}

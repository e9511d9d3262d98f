package shop.proof.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import shop.proof.BesideOthers;
import shop.proof.Shopper;

/** The window for GraphQL by hand, as a developer uses it: it knows the schema, asks, and asks as whoever has signed in. */
@BesideOthers
@ResourceLock("browser") // one at a time: each takes a core
class GraphiqlJourney {

    @Test
    void aQueryIsWrittenWithTheSchemaAndAnswered() {
        var product = Shopper.admin().createProduct("Spoken tray", 1250, 5);
        var ada = Shopper.fresh();
        try (var browser = Chromium.start();
                var tab = browser.open(Tab.Settings.USUAL)) {
            tab.signIn(ada.email(), Shopper.PASSWORD).open("/graphiql");
            var page = tab.page();
            page.locator(".graphiql-query-editor .CodeMirror").click();
            page.keyboard().press("Control+A");
            page.keyboard().insertText("query { product(id: \"" + product + "\") { name } me { email } }");

            page.locator("button.graphiql-execute-button").click();

            var result = page.locator(".result-window");
            result.filter(new Locator.FilterOptions().setHasText("Spoken tray")).waitFor();
            assertThat(result.textContent()).contains(ada.email());
            page.locator("button[aria-label='Show Documentation Explorer']").click();
            page.locator(".graphiql-doc-explorer")
                    .filter(new Locator.FilterOptions().setHasText("Root Types"))
                    .waitFor();
            tab.requireNoComplaints();
        }
    }
}

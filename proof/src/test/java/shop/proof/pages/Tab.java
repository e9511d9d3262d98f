package shop.proof.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ReducedMotion;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import shop.proof.Fleet;

/**
 * A window with cookies of its own. It writes down whatever a page complains about: errors of its scripts, refusals by its
 * Content-Security-Policy, what it asks another host for.
 */
final class Tab implements AutoCloseable {

    static final int WIDE = 1280;
    static final int NARROW = 320;
    static final int HEIGHT = 800;
    private static final double PATIENCE_MILLIS = 60_000;

    /** As the shop's own links say it: cookies belong to a host by its name. */
    private final URI shop =
            URI.create("http://localhost:" + Fleet.running().gateway().getPort());

    private final BrowserContext context;
    private final Page page;
    private final List<String> complaints = new ArrayList<>();
    private final Set<String> refusedDocuments = new HashSet<>();

    /** How the window is. */
    record Settings(boolean scripts, int width, String language) {

        static final Settings USUAL = new Settings(true, WIDE, "en-GB");

        Settings withScripts(boolean wanted) {
            return new Settings(wanted, width, language);
        }

        Settings wide(int pixels) {
            return new Settings(scripts, pixels, language);
        }
    }

    Tab(Browser browser, Settings settings) {
        context = browser.newContext(new Browser.NewContextOptions()
                .setJavaScriptEnabled(settings.scripts())
                .setViewportSize(settings.width(), HEIGHT)
                .setLocale(settings.language())
                // A colour on its way to another one has neither's contrast.
                .setReducedMotion(ReducedMotion.REDUCE));
        context.setDefaultTimeout(PATIENCE_MILLIS);
        page = context.newPage();
        page.onConsoleMessage(this::record);
        page.onPageError(error -> complaints.add("script: " + error));
        page.onResponse(this::see);
        page.onRequest(this::see);
    }

    private void record(ConsoleMessage message) {
        if (message.type().equals("error") || message.text().contains("Content Security Policy")) {
            complaints.add("console: " + message.text() + " (" + message.location() + ")");
        }
    }

    private void see(Response response) {
        if (response.status() >= 400 && response.request().isNavigationRequest()) {
            refusedDocuments.add(response.url());
        }
    }

    private void see(Request request) {
        var from = URI.create(page.url());
        var to = URI.create(request.url());
        if (isShop(from)
                && !request.isNavigationRequest()
                && !isShop(to)
                && !request.url().startsWith("data:")) {
            complaints.add(from + " asks " + to);
        }
    }

    private boolean isShop(URI address) {
        return address.getPort() == shop.getPort();
    }

    /** What the pages until now have complained about. A document that was refused is said once more in the console: that is its status, not a complaint. */
    List<String> complaints() {
        return complaints.stream()
                .filter(complaint -> !complaint.contains("Failed to load resource")
                        || refusedDocuments.stream().noneMatch(complaint::contains))
                .toList();
    }

    void requireNoComplaints() {
        assertThat(complaints()).isEmpty();
    }

    Page page() {
        return page;
    }

    String path() {
        return URI.create(page.url()).getPath();
    }

    /** Opens a page, which must be found. */
    Tab open(String path) {
        assertThat(status(path)).as(path).isEqualTo(200);
        return this;
    }

    /** Opens a page, whatever it answers. */
    int status(String path) {
        var response = page.navigate(shop.resolve(path).toString());
        return response == null ? 0 : response.status();
    }

    Tab fill(String label, String text) {
        page.getByLabel(label, new Page.GetByLabelOptions().setExact(true)).fill(text);
        return this;
    }

    Tab choose(String label, String option) {
        page.getByLabel(label, new Page.GetByLabelOptions().setExact(true)).selectOption(option);
        return this;
    }

    Tab press(String button) {
        one(AriaRole.BUTTON, button).click();
        return this;
    }

    Tab follow(String link) {
        one(AriaRole.LINK, link).click();
        return this;
    }

    /** The first whose name holds these words: the header is before the page's own. */
    private Locator one(AriaRole role, String name) {
        return page.locator("main")
                .getByRole(role, new Locator.GetByRoleOptions().setName(name))
                .first();
    }

    Tab awaitPath(String begin) {
        page.waitForURL(address -> URI.create(address).getPath().startsWith(begin));
        return this;
    }

    /** Waits for words on the page, and across pages that come by themselves. */
    Tab awaitText(String words) {
        page.getByText(words).first().waitFor();
        return this;
    }

    /** On the page of the payment provider, to which ours leads by itself. */
    Tab awaitProvider() {
        var port = Fleet.running().stripe().getPort();
        page.waitForURL(address -> URI.create(address).getPort() == port);
        return this;
    }

    /** Pays there with a card. */
    Tab payWith(String card) {
        awaitProvider();
        page.locator("select[name=card]").selectOption(card);
        page.locator("button[value=pay]").click();
        return this;
    }

    Tab signIn(String email, String password) {
        return open("/sign-in").typeCredentials(email, password);
    }

    Tab typeCredentials(String email, String password) {
        sendUntilNotBusy("Sign in", () -> fill("E-mail", email).fill("Password", password));
        return this;
    }

    /** Opens an account on the page that is open. */
    Tab signUp(String name, String email, String password) {
        sendUntilNotBusy(
                "Create account", () -> fill("Name", name).fill("E-mail", email).fill("Password", password));
        return this;
    }

    /** Hashing passwords is bulkheaded: under a burst the shop says that it is busy, and people press the button again. */
    private void sendUntilNotBusy(String button, Runnable fill) {
        var form = page.url();
        var path = path();
        Awaitility.await("an answer other than busy")
                .atMost(Duration.ofMillis((long) (2 * PATIENCE_MILLIS)))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    if (page.locator("main form input[type=password]").count() == 0) {
                        page.navigate(form);
                    }
                    fill.run();
                    page.evaluate("() => { document.documentElement.dataset.before = 'true'; }");
                    press(button);
                    page.locator("html:not([data-before])").waitFor();
                    return !path().equals(path);
                });
    }

    /** What a function in the page's world returns. */
    @Nullable Object evaluate(String function) {
        return page.evaluate(function);
    }

    @Override
    public void close() {
        context.close();
    }
}

package shop.proof.pages;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.nio.file.Path;
import java.util.Map;
import shop.proof.Programs;

/** The browser that this machine has. Nothing is downloaded: where there is none, its tests are skipped and say why. */
final class Chromium implements AutoCloseable {

    /** First the one without windows, which starts with a quarter of the work. */
    private static final String[] NAMES = {
        "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"
    };

    private final Playwright playwright;
    private final Browser browser;

    private Chromium(Path program) {
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright.chromium().launch(new BrowserType.LaunchOptions().setExecutablePath(program));
    }

    static Chromium start() {
        return new Chromium(Programs.require(NAMES));
    }

    /** A window of somebody who has not been here before. */
    Tab open(Tab.Settings settings) {
        return new Tab(browser, settings);
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}

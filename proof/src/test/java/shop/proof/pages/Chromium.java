package shop.proof.pages;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The browser that this machine has. Nothing is downloaded: where there is none, its tests are skipped and say why. */
final class Chromium implements AutoCloseable {

    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

    private final Playwright playwright;
    private final Browser browser;

    private Chromium(Path program) {
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright.chromium().launch(new BrowserType.LaunchOptions().setExecutablePath(program));
    }

    static Chromium start() {
        var program = find();
        Assumptions.assumeTrue(
                program.isPresent(), () -> "no browser on the PATH: one of " + String.join(", ", NAMES) + " is needed");
        return new Chromium(program.orElseThrow());
    }

    private static Optional<Path> find() {
        var folders = Objects.requireNonNullElse(System.getenv("PATH"), "").split(File.pathSeparator);
        return NAMES.stream()
                .flatMap(name -> Stream.of(folders).map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
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

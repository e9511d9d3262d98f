package shop.proof.pages;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** What axe finds against WCAG 2.2 AA, as one sentence for each element. */
final class Axe {

    private static final String SCRIPT = script();

    /** Runs on what the page is now; the library is put into the page by the debugger, so its policy stays as it is. */
    private static final String RUN = """
            async () => {
              const found = await axe.run(document, {
                runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
                resultTypes: ['violations'],
              });
              return found.violations.flatMap(rule => rule.nodes.map(node =>
                `${rule.id}: ${node.target.join(' ')}: ${node.html.slice(0, 160)}: ${node.failureSummary.replace(/\\s+/g, ' ')}`));
            }""";

    private Axe() {}

    static List<String> violations(Page page) {
        if (!Boolean.TRUE.equals(page.evaluate("() => typeof axe === 'object'"))) {
            page.evaluate(SCRIPT);
        }
        return ((List<?>) Objects.requireNonNull(page.evaluate(RUN)))
                .stream().map(String::valueOf).toList();
    }

    private static String script() {
        try (var source = Objects.requireNonNull(Axe.class.getResourceAsStream("/axe.min.js"), "axe.min.js")) {
            return new String(source.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}

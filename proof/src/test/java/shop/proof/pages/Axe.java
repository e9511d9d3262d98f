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

    private static final List<String> ALL = List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa");
    private static final List<String> OF_COLORS = List.of("color-contrast", "link-in-text-block");

    /**
     * Those of axe's rules that look at where things are: how large a target is and what is near it, what scrolls, and what lies behind
     * a text. The others look at elements, attributes and styles of what can be seen, which are the same at every width.
     */
    private static final List<String> OF_LAYOUT =
            List.of("target-size", "scrollable-region-focusable", "color-contrast", "link-in-text-block");

    private static final String SEEN =
            "[...document.querySelectorAll('*')].filter(one => one.checkVisibility({visibilityProperty: true}))";

    private static final String REMEMBER = "() => { window.seenByAxe = new Set(" + SEEN + "); }";

    private static final String SHOWS_MORE = "() => " + SEEN + ".some(one => !window.seenByAxe.has(one))";

    /** Runs on what the page is now; the library is put into the page by the debugger, so its policy stays as it is. */
    private static final String RUN = """
            async ([type, values]) => {
              const found = await axe.run(document, {
                runOnly: {type, values},
                resultTypes: ['violations'],
              });
              return found.violations.flatMap(rule => rule.nodes.map(node =>
                `${rule.id}: ${node.target.join(' ')}: ${node.html.slice(0, 160)}: ${node.failureSummary.replace(/\\s+/g, ' ')}`));
            }""";

    private Axe() {}

    static List<String> violations(Page page) {
        page.evaluate(REMEMBER);
        return violations(page, "tag", ALL);
    }

    /** Of a page on which all rules have run at another width: of those that look at the layout, or of all if there is more to see now. */
    static List<String> violationsAtThisWidth(Page page) {
        return Boolean.TRUE.equals(page.evaluate(SHOWS_MORE)) ? violations(page) : violations(page, "rule", OF_LAYOUT);
    }

    /** Of the rules that look at colors, for a page that has been seen in others. */
    static List<String> violationsOfColors(Page page) {
        return violations(page, "rule", OF_COLORS);
    }

    private static List<String> violations(Page page, String type, List<String> rules) {
        if (!Boolean.TRUE.equals(page.evaluate("() => typeof axe === 'object'"))) {
            page.evaluate(SCRIPT);
        }
        return ((List<?>) Objects.requireNonNull(page.evaluate(RUN, List.of(type, rules))))
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

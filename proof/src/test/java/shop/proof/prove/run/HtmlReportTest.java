package shop.proof.prove.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class HtmlReportTest {

    private static final String HOSTILE = "<script>alert('1')</script> & \"x\" \u0000\u0007\ufffe";

    @Test
    void isWellFormedAndShowsTheRun() throws Exception {
        var page = HtmlReport.of(outcome(List.of("order 1 is gone")), timeLine());

        var document = parsed(page);
        assertThat(document.getElementsByTagName("svg").getLength()).isEqualTo(1);
        assertThat(document.getElementsByTagName("script").getLength()).isZero();
        assertThat(document.getDocumentElement().getTextContent())
                .contains(
                        "1 violations", "order 1 is gone", "kill-broker", "503 service_unavailable", "p99", "--seed 7");
    }

    @Test
    void needsNothingFromAnywhereElse() {
        var page = HtmlReport.of(outcome(List.of()), timeLine());

        assertThat(page)
                .doesNotContainPattern(Pattern.compile("(?i)\\b(src|href)\\s*=|url\\(|@import|<link|<iframe|<img"));
        assertThat(page.replace("http://www.w3.org/2000/svg", "")).doesNotContain("http:", "https:", "//");
    }

    @Test
    void whatARunPrintsIsTextAndNoMarkup() throws Exception {
        var timeLine = new TimeLine(0);
        timeLine.add(List.of(new TimeLine.Sample(1, Duration.ofMillis(1), HOSTILE, true)));
        timeLine.add(new TimeLine.Span(HOSTILE, Duration.ZERO, Duration.ofSeconds(1)));
        var outcome =
                new Outcome(7, 4, List.of(HOSTILE), List.of(HOSTILE), List.of(HOSTILE), List.of(HOSTILE), HOSTILE);

        var document = parsed(HtmlReport.of(outcome, timeLine));

        assertThat(document.getElementsByTagName("script").getLength()).isZero();
        assertThat(document.getDocumentElement().getTextContent()).contains("<script>alert('1')</script> & \"x\"");
    }

    @Test
    void aRunWithoutACallIsAPageToo() throws Exception {
        assertThat(parsed(HtmlReport.of(outcome(List.of()), new TimeLine(0)))
                        .getDocumentElement()
                        .getTextContent())
                .contains("no violation");
    }

    @Test
    void whatIsUnknownIsAGapAndNoZero() throws Exception {
        var timeLine = new TimeLine(0);
        for (var second = 0; second < 6; second++) {
            timeLine.add(
                    new TimeLine.Backlog(Duration.ofSeconds(second), second == 3 ? -1 : second, second, Duration.ZERO));
        }
        var document = parsed(HtmlReport.of(outcome(List.of()), timeLine));

        var paths = document.getElementsByTagName("path");
        var gaps = 0;
        for (var number = 0; number < paths.getLength(); number++) {
            var line = paths.item(number).getAttributes().getNamedItem("d").getNodeValue();
            gaps += line.contains("L")
                            && line.chars().filter(letter -> letter == 'M').count() == 2
                    ? 1
                    : 0;
        }
        assertThat(gaps).isEqualTo(1);
    }

    private static Outcome outcome(List<String> violations) {
        return new Outcome(
                7, 4, List.of("kill-broker"), List.of(), List.of(), violations, "./shop prove --seed 7 --minutes 4");
    }

    private static TimeLine timeLine() {
        var timeLine = new TimeLine(0);
        for (var number = 0; number < 100; number++) {
            var at = Duration.ofMillis(number * 300L);
            timeLine.add(List.of(
                    new TimeLine.Sample(at.toNanos(), Duration.ofMillis(20 + number), "201", false),
                    new TimeLine.Sample(
                            at.toNanos(), Duration.ofMillis(2), "503 service_unavailable", number % 10 == 0)));
            timeLine.add(new TimeLine.Backlog(at, number, 3, Duration.ofMillis(120)));
        }
        timeLine.add(new TimeLine.Span("kill-broker", Duration.ofSeconds(5), Duration.ofSeconds(12)));
        return timeLine;
    }

    private static Document parsed(String page) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(page.replaceFirst("<!DOCTYPE html>", ""))));
    }
}

package shop.proof.prove.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A run as one HTML page that needs nothing beside itself: drawings of the load, of what waited, and of the faults. */
final class HtmlReport {

    private static final Duration WIDTH = Duration.ofSeconds(2);

    private static final int LEFT = 70;
    private static final int PLOT_WIDTH = 1000;
    private static final int PLOT_HEIGHT = 120;
    private static final int GAP = 46;
    private static final int SPAN_HEIGHT = 18;

    private static final List<String> COLOURS =
            List.of("#1f5fa8", "#b3371f", "#2d7d46", "#8a5a00", "#6a3d9a", "#555555");

    private final Outcome outcome;
    private final TimeLine timeLine;
    private final double seconds;
    private final StringBuilder svg = new StringBuilder();
    private int top = 24;

    private HtmlReport(Outcome outcome, TimeLine timeLine) {
        this.outcome = outcome;
        this.timeLine = timeLine;
        var ends = new ArrayList<Duration>(List.of(WIDTH));
        timeLine.spans().forEach(span -> ends.add(span.to()));
        timeLine.backlogs().forEach(backlog -> ends.add(backlog.at()));
        timeLine.slices(WIDTH).forEach(slice -> ends.add(slice.from().plus(WIDTH)));
        this.seconds = ends.stream().mapToDouble(HtmlReport::seconds).max().orElse(1);
    }

    static String of(Outcome outcome, TimeLine timeLine) {
        return new HtmlReport(outcome, timeLine).page();
    }

    private String page() {
        draw();
        var verdict = outcome.violations().isEmpty()
                ? "no violation"
                : outcome.violations().size() + " violations";
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8"/>
                <title>Seed %d: %s</title>
                <style>
                body { font: 15px/1.45 system-ui, sans-serif; max-width: 1120px; margin: 2em auto; padding: 0 1em; color: #222; background: #fff; }
                h1 { font-size: 1.5em; } h2 { font-size: 1.1em; margin-top: 1.6em; }
                td, th { text-align: left; padding: .1em 1.2em .1em 0; vertical-align: top; }
                code { background: #f2f2f2; padding: .1em .3em; }
                .bad { color: #b3371f; } .good { color: #2d7d46; }
                svg text { font: 12px system-ui, sans-serif; fill: #222; }
                </style>
                </head>
                <body>
                <h1>Faults with seed %d: <span class="%s">%s</span></h1>
                <p>%d minutes of load, %d calls, %d faults survived. The same again: <code>%s</code></p>
                %s
                <h2>Violations</h2>
                %s
                <h2>Faults</h2>
                %s
                %s
                %s
                <h2>Answers</h2>
                %s
                </body>
                </html>
                """.formatted(
                outcome.seed(),
                verdict,
                outcome.seed(),
                outcome.violations().isEmpty() ? "good" : "bad",
                verdict,
                outcome.minutes(),
                timeLine.calls(),
                outcome.survived().size(),
                escaped(outcome.repeat()),
                svg,
                list(outcome.violations(), "None."),
                list(outcome.survived(), "None."),
                outcome.failed().isEmpty() ? "" : "<h2>Not carried out</h2>\n" + list(outcome.failed(), ""),
                outcome.skipped().isEmpty() ? "" : "<h2>Could not strike here</h2>\n" + list(outcome.skipped(), ""),
                answers());
    }

    private void draw() {
        var slices = timeLine.slices(WIDTH);
        var times = slices.stream().mapToDouble(slice -> seconds(slice.from())).toArray();
        panel("calls/s", times, List.of(series("calls", slices, slice -> slice.calls() / seconds(WIDTH))));
        panel(
                "ms",
                times,
                List.of(
                        series("p50", slices, TimeLine.Slice::p50Millis),
                        series("p99", slices, TimeLine.Slice::p99Millis)));
        panel(
                "errors/s",
                times,
                timeLine.errors(WIDTH).entrySet().stream()
                        .map(entry -> new Series(
                                entry.getKey(),
                                IntStream.of(entry.getValue())
                                        .mapToObj(count -> count / seconds(WIDTH))
                                        .toList()))
                        .toList());
        var backlogs = timeLine.backlogs();
        var asked =
                backlogs.stream().mapToDouble(backlog -> seconds(backlog.at())).toArray();
        panel(
                "waiting",
                asked,
                List.of(
                        series("records before consumers", backlogs, TimeLine.Backlog::records),
                        series("events in outboxes", backlogs, TimeLine.Backlog::outbox)));
        panel(
                "oldest, s",
                asked,
                List.of(series("oldest event in an outbox", backlogs, backlog -> seconds(backlog.oldest()))));
        spans();
        axis();
        svg.insert(
                        0,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-label=\"The run over time\" viewBox=\"0 0 "
                                + (LEFT + PLOT_WIDTH + 20) + " " + (top + 20) + "\" width=\"100%\">\n")
                .append("</svg>\n");
    }

    /** Values of -1 are unknown, and leave a gap. */
    private record Series(String name, List<Double> values) {}

    private static <T> Series series(String name, List<T> from, ToDoubleFunction<T> value) {
        return new Series(name, from.stream().mapToDouble(value).boxed().toList());
    }

    private void panel(String unit, double[] times, List<Series> all) {
        var most = all.stream()
                .flatMapToDouble(series -> series.values().stream().mapToDouble(Double::doubleValue))
                .max()
                .orElse(0);
        most = Math.max(most, 1);
        for (var span : timeLine.spans()) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"#b3371f\" opacity=\"0.07\"/>%n",
                    x(seconds(span.from())),
                    top,
                    Math.max(1, x(seconds(span.to())) - x(seconds(span.from()))),
                    PLOT_HEIGHT));
        }
        svg.append(String.format(
                Locale.ROOT,
                "<path d=\"M%d %d V%d H%d\" fill=\"none\" stroke=\"#999\"/>%n"
                        + "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n"
                        + "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">0</text>%n"
                        + "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n",
                LEFT,
                top,
                top + PLOT_HEIGHT,
                LEFT + PLOT_WIDTH,
                LEFT - 6,
                top + 10,
                figure(most),
                LEFT - 6,
                top + PLOT_HEIGHT,
                LEFT - 6,
                top + PLOT_HEIGHT / 2,
                escaped(unit)));
        var right = LEFT;
        for (var number = 0; number < all.size(); number++) {
            var series = all.get(number);
            var colour = COLOURS.get(number % COLOURS.size());
            svg.append("<path fill=\"none\" stroke=\"" + colour + "\" stroke-width=\"1.5\" d=\"");
            var pen = "M";
            for (var at = 0; at < times.length; at++) {
                if (series.values().get(at) < 0) {
                    pen = "M";
                    continue;
                }
                svg.append(String.format(
                        Locale.ROOT,
                        "%s%.1f %.1f ",
                        pen,
                        x(times[at]),
                        top + PLOT_HEIGHT - series.values().get(at) / most * PLOT_HEIGHT));
                pen = "L";
            }
            svg.append("\"/>\n");
            svg.append("<text x=\"" + (right + 4) + "\" y=\"" + (top - 6) + "\" style=\"fill: " + colour + "\">"
                    + escaped(series.name()) + "</text>\n");
            right += 30 + 7 * series.name().length();
        }
        top += PLOT_HEIGHT + GAP;
    }

    private void spans() {
        for (var span : timeLine.spans()) {
            var from = x(seconds(span.from()));
            var to = Math.max(x(seconds(span.to())), from + 2);
            var inside = from > LEFT + PLOT_WIDTH * 0.6;
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"#b3371f\" opacity=\"0.6\"/>%n"
                            + "<text x=\"%.1f\" y=\"%d\"%s>%s</text>%n",
                    from,
                    top,
                    to - from,
                    SPAN_HEIGHT - 4,
                    inside ? from - 5 : to + 5,
                    top + SPAN_HEIGHT - 7,
                    inside ? " text-anchor=\"end\"" : "",
                    escaped(span.fault())));
            top += SPAN_HEIGHT;
        }
    }

    private void axis() {
        var step = seconds > 600 ? 60 : 30;
        for (var at = 0; at <= seconds; at += step) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<path d=\"M%.1f %d V%d\" stroke=\"#999\"/>%n<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d s</text>%n",
                    x(at),
                    top,
                    top + 4,
                    x(at),
                    top + 17,
                    at));
        }
    }

    private String answers() {
        return timeLine.outcomes().entrySet().stream()
                .map(entry -> "<tr><td>" + escaped(entry.getKey()) + "</td><td>" + entry.getValue() + "</td></tr>")
                .collect(Collectors.joining("\n", "<table>\n<tr><th>answer</th><th>calls</th></tr>\n", "\n</table>"));
    }

    private static String list(List<String> lines, String ifEmpty) {
        return lines.isEmpty()
                ? "<p>" + ifEmpty + "</p>"
                : lines.stream()
                        .map(line -> "<li>" + escaped(line) + "</li>")
                        .collect(Collectors.joining("\n", "<ul>\n", "\n</ul>"));
    }

    private double x(double second) {
        return LEFT + second / seconds * PLOT_WIDTH;
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static String figure(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.1f" : "%.0f", value);
    }

    /** As text and in an attribute alike; what no XML may hold is left out. */
    private static String escaped(String text) {
        var escaped = new StringBuilder();
        text.codePoints()
                .filter(point -> point >= ' '
                        && point != 0xFFFE
                        && point != 0xFFFF
                        && !(point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE))
                .forEach(point -> {
                    switch (point) {
                        case '<' -> escaped.append("&lt;");
                        case '>' -> escaped.append("&gt;");
                        case '&' -> escaped.append("&amp;");
                        case '"' -> escaped.append("&quot;");
                        case '\'' -> escaped.append("&#39;");
                        default -> escaped.appendCodePoint(point);
                    }
                });
        return escaped.toString();
    }
}

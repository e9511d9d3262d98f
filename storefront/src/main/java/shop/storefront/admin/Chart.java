package shop.storefront.admin;

import java.util.ArrayList;
import java.util.List;

/**
 * A bar chart, laid out here so that the page needs no script. Each bar has its words; the table behind the chart has them all.
 *
 * @param text what the chart shows, for whoever does not see it
 */
public record Chart(String title, String text, int width, int height, int baseline, List<Bar> bars) {

    private static final int WIDTH = 700;
    private static final int HEIGHT = 220;
    private static final int BASELINE = 190;
    private static final int TOP = 10;
    private static final int GAP = 8;

    /** As many as have room for their label below them; of more bars every second one has it, or every third. */
    private static final int MOST_LABELS = 14;

    /**
     * A bar.
     *
     * @param labelled whether its label stands below it; its words have it in any case
     */
    public record Bar(
            int x,
            int y,
            int width,
            int height,
            int labelX,
            String label,
            String text,
            boolean current,
            boolean labelled) {}

    /** A day or an hour; {@code current} if it belongs to the time that is looked at, not to the one it is compared with. */
    record Value(String label, long value, String text, boolean current) {}

    static Chart of(String title, String text, List<Value> values) {
        var largest = Math.max(1, values.stream().mapToLong(Value::value).max().orElse(1));
        var step = WIDTH / Math.max(1, values.size());
        var labelEvery = Math.max(1, (values.size() + MOST_LABELS - 1) / MOST_LABELS);
        var bars = new ArrayList<Bar>();
        for (var i = 0; i < values.size(); i++) {
            var value = values.get(i);
            var height = (int) Math.round((BASELINE - TOP) * (double) Math.max(0, value.value()) / largest);
            bars.add(new Bar(
                    i * step + GAP / 2,
                    BASELINE - height,
                    step - GAP,
                    height,
                    i * step + step / 2,
                    value.label(),
                    value.text(),
                    value.current(),
                    i % labelEvery == 0));
        }
        return new Chart(title, text, WIDTH, HEIGHT, BASELINE, List.copyOf(bars));
    }
}

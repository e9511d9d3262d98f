package shop.proof.measure;

import java.util.Map;
import java.util.TreeMap;
import shop.proof.measure.Counter.Kind;

/** How far counters have come, or how far they came within some time. */
public record Counts(Map<Counter, Double> values) {

    public Counts {
        values = Map.copyOf(values);
    }

    public static Counts none() {
        return new Counts(Map.of());
    }

    public double of(Counter counter) {
        return values.getOrDefault(counter, 0.0);
    }

    public double of(Kind kind, String name) {
        return of(new Counter(kind, name));
    }

    /** All counters of a kind together. */
    public double sum(Kind kind) {
        return values.entrySet().stream()
                .filter(entry -> entry.getKey().kind() == kind)
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    public Counts plus(Counts other) {
        return combined(other, 1);
    }

    public Counts minus(Counts other) {
        return combined(other, -1);
    }

    public Counts times(double factor) {
        var scaled = new TreeMap<Counter, Double>();
        values.forEach((counter, value) -> scaled.put(counter, value * factor));
        return new Counts(scaled);
    }

    private Counts combined(Counts other, int sign) {
        var all = new TreeMap<>(values);
        other.values.forEach((counter, value) -> all.merge(counter, sign * value, Double::sum));
        return new Counts(all);
    }
}

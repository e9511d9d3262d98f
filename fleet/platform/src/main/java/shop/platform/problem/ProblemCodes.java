package shop.platform.problem;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;

/** The registry of all codes that problems of the fleet have: each means the same wherever it comes from. */
public final class ProblemCodes {

    private static final SortedMap<String, String> CODES = read();

    private ProblemCodes() {}

    /** What a code means and what to do about it, in English. */
    public static Optional<String> explanation(String code) {
        return Optional.ofNullable(CODES.get(code));
    }

    /** All codes with their explanations, in the order of the alphabet. */
    public static SortedMap<String, String> all() {
        return new TreeMap<>(CODES);
    }

    private static SortedMap<String, String> read() {
        var file = "codes.properties";
        var codes = new Properties();
        try (var in = Objects.requireNonNull(
                ProblemCodes.class.getResourceAsStream("/shop/platform/problem/" + file), file)) {
            codes.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        var sorted = new TreeMap<String, String>();
        codes.stringPropertyNames().forEach(code -> sorted.put(code, codes.getProperty(code)));
        return sorted;
    }
}

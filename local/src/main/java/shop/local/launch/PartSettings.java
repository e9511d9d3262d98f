package shop.local.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Settings of single parts, from a file of lines {@code PART.NAME=value} that {@code SHOP_PART_SETTINGS} names: environment variables of
 * a service instance, arguments of what is no service. They are above what the launcher itself sets. A command reads the file anew, so a
 * changed line takes effect with the part's next start.
 */
final class PartSettings {

    static final String VARIABLE = "SHOP_PART_SETTINGS";

    static final PartSettings NONE = new PartSettings(Map.of());

    private final Map<String, Map<String, String>> byPart;

    private PartSettings(Map<String, Map<String, String>> byPart) {
        this.byPart = byPart;
    }

    /** @param file its name, or nothing for no settings */
    static PartSettings of(@Nullable String file) {
        if (file == null || file.isBlank()) {
            return NONE;
        }
        var lines = new Properties();
        try (var reader = Files.newBufferedReader(Path.of(file))) {
            lines.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new ShopException(VARIABLE + " names " + file + ", which cannot be read: " + e);
        }
        var byPart = new HashMap<String, Map<String, String>>();
        for (var line : lines.stringPropertyNames()) {
            var dot = line.indexOf('.');
            if (dot <= 0 || dot == line.length() - 1) {
                throw new ShopException(file + " has \"" + line + "\" (expected: PART.NAME=value)");
            }
            byPart.computeIfAbsent(line.substring(0, dot), _ -> new TreeMap<>())
                    .put(line.substring(dot + 1), lines.getProperty(line));
        }
        return new PartSettings(byPart);
    }

    /** @param part its name; a further instance of a service has its own */
    Map<String, String> ofPart(String part) {
        return byPart.getOrDefault(part, Map.of());
    }
}

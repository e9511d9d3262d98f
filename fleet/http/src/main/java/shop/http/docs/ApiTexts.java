package shop.http.docs;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What documents say that no annotation says: of fields and parameters, how groups of operations are called, and which aliases the gateway
 * has. A service's {@code api-texts.properties} is asked first, then that of the fleet.
 *
 * <ul>
 *   <li>{@code Schema.field=…} or {@code field=…}, the second for all schemas and for parameters of that name
 *   <li>{@code /path/{id}.id=…} of a parameter of one path
 *   <li>{@code tag.SomeController=Name of the group}
 *   <li>{@code alias./path=/other} or {@code alias.GET./path=/other, /third}
 * </ul>
 */
final class ApiTexts {

    private static final String CONTROLLER = "Controller";

    private final List<Properties> texts;

    /** @param loader the service's own: on a laptop many services share one process and this class */
    ApiTexts(ClassLoader loader) {
        this.texts = Stream.of("api-texts.properties", "shop/http/docs/api-texts.properties")
                .map(file -> read(loader, file))
                .toList();
    }

    Optional<String> field(String owner, String name) {
        return Stream.of(owner + "." + name, name)
                .map(this::find)
                .filter(Objects::nonNull)
                .findFirst();
    }

    Optional<String> parameter(String path, String name) {
        return field(path, name);
    }

    /** {@code ProductImageController} is {@code Product image}, unless it has another name. */
    String tag(Class<?> controller) {
        var named = find("tag." + controller.getSimpleName());
        if (named != null) {
            return named;
        }
        var name = controller.getSimpleName();
        var bare = name.endsWith(CONTROLLER) ? name.substring(0, name.length() - CONTROLLER.length()) : name;
        var words = bare.replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    List<String> aliases(String method, String path) {
        var known = find("alias." + method + "." + path);
        var aliases = known == null ? find("alias." + path) : known;
        return aliases == null
                ? List.of()
                : Arrays.stream(aliases.split(",", -1))
                        .map(String::strip)
                        .map(alias -> method + " " + alias)
                        .toList();
    }

    private @Nullable String find(String key) {
        return texts.stream()
                .map(text -> text.getProperty(key))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static Properties read(ClassLoader loader, String file) {
        var texts = new Properties();
        try (var in = loader.getResourceAsStream(file)) {
            if (in != null) {
                texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return texts;
    }
}

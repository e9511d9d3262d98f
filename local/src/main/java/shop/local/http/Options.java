package shop.local.http;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a tool is started with: {@code --name value} or {@code --name=value} arguments, else the environment, else a default. Secrets come
 * from the environment alone: a command line is seen by every program on the machine.
 */
public final class Options {

    private static final int LAST_PORT = 65_535;

    private final Map<String, String> values;
    private final Map<String, String> environment;

    private Options(Map<String, String> values, Map<String, String> environment) {
        this.values = values;
        this.environment = environment;
    }

    /**
     * Reads the arguments and the environment.
     *
     * @param variables for each option, with its dashes, the variable of the environment that says the same
     * @throws IllegalArgumentException with a text for the user
     */
    public static Options of(String[] arguments, Map<String, String> environment, Map<String, String> variables) {
        var values = new HashMap<String, String>();
        variables.forEach((option, variable) -> {
            var value = environment.get(variable);
            if (value != null && !value.isBlank()) {
                values.put(option, value);
            }
        });
        for (var i = 0; i < arguments.length; i++) {
            var equals = arguments[i].indexOf('=');
            var option = equals < 0 ? arguments[i] : arguments[i].substring(0, equals);
            if (!variables.containsKey(option) || (equals < 0 && i + 1 == arguments.length)) {
                throw new IllegalArgumentException("option " + option + ": expected one of "
                        + variables.keySet().stream().sorted().toList() + ", each with a value");
            }
            values.put(option, equals < 0 ? arguments[++i] : arguments[i].substring(equals + 1));
        }
        return new Options(Map.copyOf(values), Map.copyOf(environment));
    }

    public String text(String option, String otherwise) {
        return values.getOrDefault(option, otherwise);
    }

    public @Nullable String text(String option) {
        return values.get(option);
    }

    /**
     * The number of a port; 0 stands for any free one.
     *
     * @throws IllegalArgumentException if it is none
     */
    public int port(String option, int otherwise) {
        var text = values.get(option);
        if (text == null) {
            return otherwise;
        }
        try {
            var port = Integer.parseInt(text);
            if (port >= 0 && port <= LAST_PORT) {
                return port;
            }
        } catch (NumberFormatException notANumber) {
            // said below
        }
        throw new IllegalArgumentException(option + ": " + text + " (expected: 0 to 65535)");
    }

    /** A variable of the environment. */
    public String secret(String variable, String otherwise) {
        var value = environment.get(variable);
        return value == null || value.isBlank() ? otherwise : value;
    }
}

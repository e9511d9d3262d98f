package shop.local.launch;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which port each part listens on. It is written to the state file, so that all commands after {@code up} agree. */
record PortTable(Map<String, Integer> ports) {

    PortTable {
        ports = Map.copyOf(ports);
    }

    /**
     * The usual ports, unless a variable names another.
     *
     * @param environment looks a variable up
     */
    static PortTable of(NullableLookup environment) {
        var ports = new LinkedHashMap<String, Integer>();
        var owners = new LinkedHashMap<Integer, Port>();
        for (var port : Port.values()) {
            var number = number(port, environment.get(port.variable()));
            var other = owners.put(number, port);
            if (other != null) {
                throw new ShopException(port.variable() + " and " + other.variable() + " are both " + number
                        + ": each part needs a port of its own");
            }
            ports.put(port.key(), number);
        }
        return new PortTable(ports);
    }

    int of(Port port) {
        // A state file of an earlier version may not know a port that came since.
        return ports.getOrDefault(port.key(), port.usual());
    }

    private static int number(Port port, @Nullable String text) {
        if (text == null || text.isBlank()) {
            return port.usual();
        }
        try {
            var number = Integer.parseInt(text.strip());
            if (number > 0 && number <= 65_535) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Said below, as for a number out of range.
        }
        throw new ShopException(port.variable() + " is \"" + text + "\" (expected: a port number from 1 to 65535)");
    }

    /** {@link System#getenv(String)}, or a map in its place. */
    @FunctionalInterface
    interface NullableLookup {

        @Nullable String get(String name);
    }
}

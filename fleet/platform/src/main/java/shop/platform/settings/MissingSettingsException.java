package shop.platform.settings;

import java.util.Collection;

/** The service cannot start, because its environment lacks variables that have no default. */
final class MissingSettingsException extends RuntimeException {

    private final String names;

    MissingSettingsException(Collection<String> names) {
        super("Missing settings: " + String.join(", ", names));
        this.names = String.join(", ", names);
    }

    String names() {
        return names;
    }
}

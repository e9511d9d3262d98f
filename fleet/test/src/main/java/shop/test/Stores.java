package shop.test;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import tools.jackson.databind.node.ObjectNode;

/** What kind of PostgreSQL, MongoDB and Kafka tests run on: {@code -Dinfra=embedded}, the default, or {@code -Dinfra=containers}. */
enum Stores {
    /** Those of the process that also runs the SMTP sink and the sandboxes. */
    EMBEDDED {
        @Override
        ObjectNode addresses(ObjectNode infrastructure, Path root) {
            return infrastructure;
        }
    },
    /** The images of docker-compose.yml. The SMTP sink and the sandboxes stay where they are. */
    CONTAINERS {
        @Override
        ObjectNode addresses(ObjectNode infrastructure, Path root) {
            ContainerStores.requireDocker(() -> DockerClientFactory.instance().isDockerAvailable());
            return ContainerStores.start(ContainerImages.of(root)).writeInto(infrastructure);
        }
    };

    private static final String SETTING = "infra";

    static Stores chosen() {
        return chosen(System.getProperty(SETTING));
    }

    /** @param setting null or blank for the default */
    static Stores chosen(@Nullable String setting) {
        if (setting == null || setting.isBlank()) {
            return EMBEDDED;
        }
        return Arrays.stream(values())
                .filter(stores -> stores.setting().equals(setting))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("-D" + SETTING + "=" + setting + " (expected one of: "
                        + Arrays.stream(values()).map(Stores::setting).toList() + ")"));
    }

    private String setting() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Where the stores are.
     *
     * @param infrastructure the addresses of the embedded ones and of everything else
     * @param root of the repository
     */
    abstract ObjectNode addresses(ObjectNode infrastructure, Path root);
}

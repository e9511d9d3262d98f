package shop.local.host;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a host needs to know to run one part.
 *
 * @param kind {@link #SERVICE}, or which part of the infrastructure
 * @param classes the folder of a service's own classes and resources; of infrastructure any folder
 * @param libraries the file names of the jars that a service may see
 * @param environment a service's environment variables, whole: those of the host are not its own
 * @param arguments what a part of the infrastructure is given
 */
public record PartSpec(
        String name,
        String kind,
        Path classes,
        List<String> libraries,
        Map<String, String> environment,
        Map<String, String> arguments) {

    public static final String SERVICE = "service";

    public PartSpec {
        libraries = List.copyOf(libraries);
        environment = Map.copyOf(environment);
        arguments = Map.copyOf(arguments);
    }
}

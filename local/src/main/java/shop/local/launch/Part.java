package shop.local.launch;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import shop.local.host.PartSpec;

/**
 * One part of the fleet, as it should run.
 *
 * @param name as people call it; a second instance of a service has a number at its end
 * @param ports the ports it binds; the first is the one {@code status} shows
 * @param needs the parts that must work before this one starts
 * @param ready whether it does its work
 */
record Part(String name, Kind kind, List<BoundPort> ports, List<String> needs, Program program, Check ready) {

    Part {
        ports = List.copyOf(ports);
        needs = List.copyOf(needs);
    }

    int port() {
        return ports.getFirst().number();
    }

    /** Whether it is the one instance that is always there. */
    boolean isFirstInstance() {
        return !ports.getFirst().setting().isEmpty();
    }

    /**
     * A port and what moves it.
     *
     * @param setting the environment variable, or "" if the launcher picked the port itself
     */
    record BoundPort(int number, String setting) {}

    /** What it runs. */
    sealed interface Program permits NativePostgres, HostedProgram {}

    /**
     * The PostgreSQL server, always a process of its own.
     *
     * @param databases one for each service that has one, with its password
     * @param data its folder
     */
    record NativePostgres(Map<String, String> databases, Path data) implements Program {

        NativePostgres {
            databases = Map.copyOf(databases);
        }
    }

    /**
     * What a host runs: the one that all parts share, or one of the part's own.
     *
     * @param kind as {@link PartSpec} takes it
     * @param module the service's module, or "" if it is no service
     * @param heap the limit of the heap in a process of its own, as {@code -Xmx} takes it
     * @param environment a service's settings, above those of the launcher's own environment
     * @param arguments for what is no service
     */
    record HostedProgram(
            String kind, String module, String heap, Map<String, String> environment, Map<String, String> arguments)
            implements Program {

        HostedProgram {
            environment = Map.copyOf(environment);
            arguments = Map.copyOf(arguments);
        }
    }
}

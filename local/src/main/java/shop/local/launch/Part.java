package shop.local.launch;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One process of the fleet, as it should run.
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

    /** What a process runs. */
    sealed interface Program permits NativePostgres, JavaProgram {}

    /** The PostgreSQL server, with a database for each service that has one. */
    record NativePostgres(Map<String, String> databases) implements Program {

        NativePostgres {
            databases = Map.copyOf(databases);
        }
    }

    /**
     * A program for a JVM.
     *
     * @param code where its classes are
     * @param heap the limit of its heap, as {@code -Xmx} takes it
     */
    record JavaProgram(
            Code code, String heap, List<String> options, List<String> arguments, Map<String, String> environment)
            implements Program {

        JavaProgram {
            options = List.copyOf(options);
            arguments = List.copyOf(arguments);
            environment = Map.copyOf(environment);
        }
    }

    sealed interface Code permits LocalClass, BootJar {}

    /**
     * A main class of this module, run from the launcher's own libraries.
     *
     * @param name tells apart what one main class does for several parts
     */
    record LocalClass(String name, String mainClass) implements Code {}

    /** A service's jar, run unpacked. */
    record BootJar(Path jar) implements Code {}
}

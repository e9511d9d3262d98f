package shop.local.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the build of each module left behind. */
final class Builds {

    static final List<String> SERVICES = List.of(
            "discovery-server",
            "api-gateway",
            "user-service",
            "product-service",
            "inventory-service",
            "cart-service",
            "order-service",
            "payment-service",
            "notification-service",
            "storefront",
            "channels");

    private static final Path CHECKOUT =
            Path.of(System.getProperty("shop.root", "..")).toAbsolutePath().normalize();

    private Builds() {}

    static Path target(String module) {
        return CHECKOUT.resolve(module).resolve("target");
    }

    static List<Path> libraries(String module) {
        try {
            return Stream.of(Files.readString(target(module).resolve("class-path"))
                            .strip()
                            .split("\\|", -1))
                    .map(Path::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> names(List<Path> jars) {
        return jars.stream().map(jar -> jar.getFileName().toString()).sorted().toList();
    }

    /** What a host of this build has. */
    static LibraryPath libraryPath() {
        var jars = new LinkedHashMap<String, List<Path>>();
        jars.put("local", libraries("local"));
        jars.put("launcher", List.of(target("local").resolve("dist/lib/local.jar")));
        SERVICES.forEach(service -> jars.put(service, libraries(service)));
        return LibraryPath.union(Map.copyOf(jars));
    }
}

package shop.local.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What a service sees in the shared process is what its own jar holds. */
class ServiceClassPathTest {

    static final List<String> SERVICES = Builds.SERVICES;

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @FieldSource("SERVICES")
    void theListOfLibrariesIsThatOfTheServicesOwnJar(String service) throws IOException {
        try (var jar =
                new JarFile(Builds.target(service).resolve(service + ".jar").toFile())) {
            var packed = jar.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.startsWith("BOOT-INF/lib/") && name.endsWith(".jar"))
                    .map(name -> name.substring("BOOT-INF/lib/".length()))
                    // Boot's own tool, which only the packed jar needs.
                    .filter(name -> !name.startsWith("spring-boot-jarmode-tools"))
                    // Boot gives jars of this build their version, which their files do not have.
                    .map(name -> name.replaceAll("^(fleet-.*|sdk)-1\\.0\\.0-SNAPSHOT\\.jar$", "$1.jar"))
                    .sorted()
                    .toList();
            assumeTrue(!packed.isEmpty(), "./shop builds without packing; ./mvnw verify packs");

            assertThat(Builds.names(packable(Builds.libraries(service)))).isEqualTo(packed);
        }
    }

    @ParameterizedTest
    @FieldSource("SERVICES")
    void aServiceSeesItsLibrariesAndNoOthers(String service) throws Exception {
        var path = Builds.libraryPath();
        var mine = Builds.names(Builds.libraries(service));
        try (var shared = shared(path);
                var index = LibraryIndex.of(path);
                var loader = PartClassLoader.ofService(
                        service, Builds.target(service).resolve("classes"), shared, index, path.locations(mine))) {
            for (var jar : path.jars()) {
                var resource = firstClass(jar);
                if (resource.isEmpty()) {
                    continue;
                }
                var name = resource.get().replace('/', '.').replaceAll("\\.class$", "");
                if (mine.contains(jar.getFileName().toString())) {
                    assertThat(loader.getResource(resource.get())).as(name).isNotNull();
                } else {
                    assertThat(loader.getResource(resource.get())).as(name).isNull();
                    assertThatThrownBy(() -> loader.loadClass(name))
                            .as(name)
                            .isInstanceOf(ClassNotFoundException.class);
                }
            }
        }
    }

    /** The index gives what a walk along the whole class path gives, in its order, without the libraries of others. */
    @ParameterizedTest
    @FieldSource("SERVICES")
    void everyResourceOfItsLibrariesIsFoundAsOnAClassPathOfThem(String service) throws Exception {
        var path = Builds.libraryPath();
        var mine = Builds.names(Builds.libraries(service));
        var own = new LibraryPath(path.jars().stream()
                .filter(jar -> mine.contains(jar.getFileName().toString()))
                .toList());
        var nothing = Files.createDirectory(folder.resolve(service));
        try (var libraries = shared(own);
                var whole = shared(path);
                var index = LibraryIndex.of(path);
                var loader = PartClassLoader.ofService(service, nothing, whole, index, path.locations(mine))) {
            var names = resources(path);
            assertThat(names).hasSizeGreaterThan(1_000);
            for (var name : names) {
                assertThat(Collections.list(loader.getResources(name)))
                        .as(name)
                        .isEqualTo(Collections.list(libraries.getResources(name)));
                assertThat(loader.getResource(name)).as(name).isEqualTo(libraries.getResource(name));
            }
        }
    }

    @Test
    void noTwoLibrariesHoldTheSameClass() throws IOException {
        var holders = new TreeMap<String, String>();
        var twice = new TreeMap<String, String>();
        for (var jar : Builds.libraryPath().jars()) {
            try (var file = new JarFile(jar.toFile())) {
                file.stream()
                        .map(entry -> entry.getName())
                        .filter(name -> name.endsWith(".class")
                                && !name.startsWith("META-INF/")
                                && !name.endsWith("module-info.class"))
                        .forEach(name -> {
                            var other = holders.put(name, jar.getFileName().toString());
                            if (other != null) {
                                twice.put(other + " and " + jar.getFileName(), name);
                            }
                        });
            }
        }

        assertThat(holders).hasSizeGreaterThan(10_000);
        assertThat(twice).isEmpty();
    }

    /** Names in the jars: all but classes, and of those one in a hundred. */
    private static Set<String> resources(LibraryPath path) throws IOException {
        var names = new TreeSet<String>();
        for (var jar : path.jars()) {
            try (var file = new JarFile(jar.toFile())) {
                file.stream()
                        .filter(entry -> !entry.isDirectory())
                        .map(ZipEntry::getName)
                        .filter(name -> !name.startsWith("META-INF/versions/"))
                        .filter(name -> !name.endsWith(".class") || name.hashCode() % 100 == 0)
                        .forEach(names::add);
            }
        }
        return names;
    }

    /** Without the starters, which are empty: Boot does not pack them. */
    private static List<Path> packable(List<Path> libraries) throws IOException {
        var result = new ArrayList<Path>();
        for (var library : libraries) {
            try (var jar = new JarFile(library.toFile())) {
                // A jar of pages has no manifest.
                var manifest = jar.getManifest();
                var type =
                        manifest == null ? null : manifest.getMainAttributes().getValue("Spring-Boot-Jar-Type");
                if (!"dependencies-starter".equals(type)) {
                    result.add(library);
                }
            }
        }
        return result;
    }

    private static URLClassLoader shared(LibraryPath path) throws IOException {
        var urls = new URL[path.jars().size()];
        for (var index = 0; index < urls.length; index++) {
            urls[index] = path.jars().get(index).toUri().toURL();
        }
        return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
    }

    /** One that stands for the jar: a class which needs no other would not do better. */
    private static Optional<String> firstClass(Path jar) throws IOException {
        try (var file = new JarFile(jar.toFile())) {
            return file.stream()
                    .map(entry -> entry.getName())
                    .filter(name ->
                            name.endsWith(".class") && !name.startsWith("META-INF/") && !name.endsWith("-info.class"))
                    .findFirst();
        }
    }
}

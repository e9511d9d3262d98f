package shop.local.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import picocli.CommandLine;

/** With the jars of this test's own class path: a service that has Spring Boot and no picocli. */
class PartClassLoaderTest {

    private static final String OWN = "shop.local.host.PartClassLoaderTest$Own";

    private static final LibraryIndex INDEX = index();

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aLibraryThatTheServiceHasIsTheSharedOne() throws Exception {
        try (var loader = loader()) {
            assertThat(loader.loadClass(SpringApplication.class.getName())).isSameAs(SpringApplication.class);
            assertThat(loader.getResource("org/springframework/boot/SpringApplication.class"))
                    .isNotNull();
        }
    }

    @Test
    void aLibraryThatTheServiceDoesNotHaveIsNotThere() throws Exception {
        try (var loader = loader()) {
            assertThatThrownBy(() -> loader.loadClass(CommandLine.class.getName()))
                    .isInstanceOf(ClassNotFoundException.class);
            assertThat(loader.getResource("picocli/CommandLine.class")).isNull();
            assertThat(loader.getResourceAsStream("picocli/CommandLine.class")).isNull();
        }
    }

    @Test
    void resourcesAreThoseOfTheServicesLibrariesAlone() throws Exception {
        try (var loader = loader()) {
            var shared = Collections.list(getClass().getClassLoader().getResources("META-INF/MANIFEST.MF"));
            var seen = Collections.list(loader.getResources("META-INF/MANIFEST.MF"));

            assertThat(shared).anyMatch(url -> url.getPath().contains("picocli"));
            assertThat(seen)
                    .isNotEmpty()
                    .allMatch(url -> url.getPath().contains("spring-boot"))
                    .doesNotHaveDuplicates();
            assertThat(Objects.requireNonNull(loader.getResource("META-INF/MANIFEST.MF"))
                            .getPath())
                    .contains("spring-boot");
        }
    }

    @Test
    void theJdkIsThere() throws Exception {
        try (var loader = loader()) {
            assertThat(loader.loadClass("java.sql.Connection")).isNotNull();
            assertThat(loader.getResource("java/lang/Object.class")).isNotNull();
        }
    }

    @Test
    void itsOwnClassesAreDefinedAnewByEachLoader() throws Exception {
        copy("shop/local/host/PartClassLoaderTest$Own.class");
        try (var one = loader();
                var other = loader()) {
            assertThat(one.loadClass(OWN)).isSameAs(one.loadClass(OWN)).isNotSameAs(other.loadClass(OWN));
            assertThat(one.loadClass(OWN).getClassLoader()).isSameAs(one);
        }
    }

    @Test
    void itsOwnResourceGoesBeforeALibrarysOfThatName() throws Exception {
        Files.createDirectories(folder.resolve("META-INF"));
        Files.writeString(folder.resolve("META-INF/MANIFEST.MF"), "mine");
        try (var loader = loader()) {
            assertThat(Objects.requireNonNull(loader.getResource("META-INF/MANIFEST.MF")))
                    .asString()
                    .startsWith("file:");
            assertThat(Collections.list(loader.getResources("META-INF/MANIFEST.MF"))
                            .getFirst())
                    .asString()
                    .startsWith("file:");
        }
    }

    /** The launcher's own class folder is on the class path too, and is no library of a service. */
    @Test
    void whatElseIsOnTheClassPathIsNotThere() throws Exception {
        try (var loader = loader()) {
            assertThatThrownBy(() -> loader.loadClass(OWN)).isInstanceOf(ClassNotFoundException.class);
            assertThat(loader.getResource("shop/local/host/PartClassLoaderTest.class"))
                    .isNull();
        }
    }

    @Test
    void aThreadBelowTheServicesLoaderWorksForTheService() throws Exception {
        try (var loader = loader();
                var webServers = new java.net.URLClassLoader(new URL[0], loader)) {
            assertThat(PartThreads.call("inner", webServers, () -> PartClassLoader.ofCurrentThread()))
                    .isSameAs(loader);
            assertThat(PartClassLoader.ofCurrentThread()).isNull();
        }
    }

    private PartClassLoader loader() throws IOException, URISyntaxException {
        var jar = SpringApplication.class.getProtectionDomain().getCodeSource().getLocation();
        return PartClassLoader.ofService(
                "sample-service", folder, getClass().getClassLoader(), INDEX, Set.of(jar.getPath()));
    }

    private static LibraryIndex index() {
        try {
            return LibraryIndex.of(LibraryPath.ofThisProcess());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void copy(String name) throws IOException {
        var target = folder.resolve(name);
        Files.createDirectories(Objects.requireNonNull(target.getParent()));
        try (var input = Objects.requireNonNull(getClass().getClassLoader().getResourceAsStream(name))) {
            Files.copy(input, target);
        }
    }

    /** Stands for a service's class. */
    static final class Own {}
}

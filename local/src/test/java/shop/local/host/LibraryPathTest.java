package shop.local.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LibraryPathTest {

    private static final Path JACKSON_2 =
            repository("com/fasterxml/jackson/core/jackson-core/2.22.1/jackson-core-2.22.1.jar");
    private static final Path JACKSON_3 = repository("tools/jackson/core/jackson-core/3.1.5/jackson-core-3.1.5.jar");
    private static final Path NEWER = repository("tools/jackson/core/jackson-core/3.2.0/jackson-core-3.2.0.jar");
    private static final Path BUILT = Path.of("/home/apps/fleet-1/fleet-http.jar");

    @Test
    void partsShareWhatBothHave() {
        var jars = new LinkedHashMap<String, List<Path>>();
        jars.put("cart-service", List.of(JACKSON_3, BUILT));
        jars.put("order-service", List.of(BUILT, JACKSON_2, JACKSON_3));

        assertThat(LibraryPath.union(jars).jars()).containsExactly(JACKSON_3, BUILT, JACKSON_2);
    }

    @Test
    void twoVersionsOfOneLibraryAreRefusedWithThePartsThatHaveThem() {
        var jars = Map.of("cart-service", List.of(JACKSON_3), "order-service", List.of(NEWER));

        assertThatThrownBy(() -> LibraryPath.union(jars))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tools/jackson/core/jackson-core is there in 2 versions")
                .hasMessageContaining("3.1.5 of cart-service")
                .hasMessageContaining("3.2.0 of order-service");
    }

    @Test
    void librariesOfTwoOwnersMayHaveOneName() {
        assertThat(LibraryPath.union(Map.of("cart-service", List.of(JACKSON_2, JACKSON_3)))
                        .jars())
                .hasSize(2);
    }

    @Test
    void twoFilesOfOneNameAreRefusedBecauseAPartNamesItsLibrariesByThem() {
        var jars = Map.of("a", List.of(BUILT), "b", List.of(Path.of("/elsewhere/fleet-http.jar")));

        assertThatThrownBy(() -> LibraryPath.union(jars))
                .hasMessageContaining("two libraries are called fleet-http.jar");
    }

    @Test
    void aLibraryThatCameAfterTheProcessIsNamed() {
        var path = new LibraryPath(List.of(JACKSON_3));

        assertThat(path.locations(List.of("jackson-core-3.1.5.jar"))).containsExactly(JACKSON_3.toString());
        assertThatThrownBy(() -> path.locations(List.of("jackson-core-3.2.0.jar")))
                .hasMessageContaining("without jackson-core-3.2.0.jar");
    }

    private static Path repository(String jar) {
        return Path.of("/home/repository").resolve(jar);
    }
}

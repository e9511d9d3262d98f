package shop.local.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service that was built alone lists the modules it shares with others as they lie in the Maven repository. */
class AppsTest {

    private static final Path REPOSITORY = Path.of("repository").toAbsolutePath();

    @TempDir
    private Path checkout;

    @BeforeEach
    void build() throws IOException {
        create("fleet/http/target/fleet-http.jar");
        create("order-service/target/order-service.jar");
    }

    @Test
    void aModuleOfThisCheckoutIsTakenFromWhereItWasBuilt() {
        assertThat(Apps.builtHere(checkout, installed("shop", "fleet-http")))
                .isEqualTo(checkout.resolve("fleet/http/target/fleet-http.jar"));
        assertThat(Apps.builtHere(checkout, installed("shop", "order-service")))
                .isEqualTo(checkout.resolve("order-service/target/order-service.jar"));
    }

    @Test
    void whatIsNotBuiltHereIsTakenFromTheRepository() {
        var installed = installed("shop", "fleet-kernel");

        assertThat(Apps.builtHere(checkout, installed)).isEqualTo(installed);
    }

    @Test
    void aLibraryOfOthersStaysWhereItIs() {
        var foreign = installed("org/example", "fleet-http");
        var longer = installed("org/bookshop", "fleet-http");
        var built = checkout.resolve("fleet/http/target/fleet-http.jar");

        assertThat(Apps.builtHere(checkout, foreign)).isEqualTo(foreign);
        assertThat(Apps.builtHere(checkout, longer)).isEqualTo(longer);
        assertThat(Apps.builtHere(checkout, built)).isEqualTo(built);
    }

    private void create(String file) throws IOException {
        Files.createDirectories(checkout.resolve(file).getParent());
        Files.createFile(checkout.resolve(file));
    }

    private static Path installed(String group, String artifact) {
        return REPOSITORY
                .resolve(group)
                .resolve(artifact)
                .resolve("1.0.0-SNAPSHOT")
                .resolve(artifact + "-1.0.0-SNAPSHOT.jar");
    }
}

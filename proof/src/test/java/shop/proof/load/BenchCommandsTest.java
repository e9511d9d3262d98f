package shop.proof.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;
import shop.proof.Proof;

/** A bench that is written can be called. */
class BenchCommandsTest {

    @Test
    void eachBenchIsACommand() throws IOException, URISyntaxException, ClassNotFoundException {
        var bench = Objects.requireNonNull(Proof.commands().getSubcommands().get("bench"));
        var commands = bench.getSubcommands().values().stream()
                .<Class<?>>map(command -> command.getCommandSpec().userObject().getClass())
                .toList();
        var folder = Path.of(BenchCheckout.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (var files = Files.list(folder.resolve("shop/proof/load"))) {
            var written = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("Bench[A-Za-z]+\\.class"))
                    .toList();
            assertThat(written).hasSizeGreaterThan(5);
            for (var name : written) {
                var type = Class.forName("shop.proof.load." + name.replace(".class", ""));
                assertThat(Objects.requireNonNull(type.getAnnotation(Command.class), name)
                                .name())
                        .isNotEmpty();
                assertThat(commands).contains(type);
            }
        }
    }
}

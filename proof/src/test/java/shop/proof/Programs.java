package shop.proof;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Programs that this machine has or has not. Nothing is downloaded: where there is none, its tests are skipped and say why. */
public final class Programs {

    private Programs() {}

    /** The first of the names that is on the PATH; without any, the test that asks is skipped. */
    public static Path require(String... names) {
        var folders = Objects.requireNonNullElse(System.getenv("PATH"), "").split(File.pathSeparator);
        var program = Stream.of(names)
                .flatMap(name -> Stream.of(folders).map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
        Assumptions.assumeTrue(program.isPresent(), () -> "not on the PATH: " + String.join(" or ", names));
        return program.orElseThrow();
    }
}

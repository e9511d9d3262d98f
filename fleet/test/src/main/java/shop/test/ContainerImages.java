package shop.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The images that docker-compose.yml names, so that tests and the shop run on the same and one place is kept up to date. */
record ContainerImages(String postgres, String mongodb, String kafka) {

    static final String COMPOSE = "docker-compose.yml";

    static ContainerImages of(Path root) {
        var file = root.resolve(COMPOSE);
        try {
            var compose = Files.readString(file);
            return new ContainerImages(
                    image(compose, "postgres"), image(compose, "mongo"), image(compose, "apache/kafka"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read the images of " + file, unreadable);
        }
    }

    /** Without a digest, which Testcontainers does not take beside a tag. */
    private static String image(String compose, String name) {
        var images = Pattern.compile("^\\s+image:\\s+(" + Pattern.quote(name) + ":[^\\s@]+)", Pattern.MULTILINE)
                .matcher(compose)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toSet());
        if (images.size() != 1) {
            throw new IllegalStateException(
                    COMPOSE + " has these images of " + name + ": " + images + " (expected: one)");
        }
        return images.iterator().next();
    }
}

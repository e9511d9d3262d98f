package shop.local.host;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class PlainLayoutTest {

    @Test
    void nothingSpeaksToTheTerminal(@TempDir Path folder) throws IOException {
        var file = folder.resolve("part.log");
        var log = new PartLog("part", file, Map.of("ROOT", Level.INFO));
        var logger = (Logger) LoggerFactory.getLogger("shop.test");

        log.write(new LoggingEvent(
                "here",
                logger,
                Level.INFO,
                "red \u001b[31m bell \u0007 csi \u009b2J over\rwritten tab\t.",
                new IllegalStateException("because of \u001b]0;title\u0007"),
                null));
        log.close();

        var written = Files.readString(file);
        assertThat(written)
                .contains("red \\x1b[31m bell \\x07 csi \\x9b2J over\\x0dwritten tab\t.")
                .contains("because of \\x1b]0;title\\x07")
                .contains("\tat ")
                .doesNotContainPattern("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f]");
    }
}

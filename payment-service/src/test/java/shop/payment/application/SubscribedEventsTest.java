package shop.payment.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Whoever sets up an endpoint reads the list in the README: an event that is missing there never comes. */
class SubscribedEventsTest {

    @Test
    void theReadmeNamesEveryEventThatWeActOn() throws IOException {
        var readme = Files.readString(Path.of("README.md"));

        assertThat(ReceiveWebhook.TYPES).allSatisfy(type -> assertThat(readme).contains("`" + type + "`"));
    }
}

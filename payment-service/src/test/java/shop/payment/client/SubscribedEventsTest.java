package shop.payment.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Whoever sets up an endpoint reads the list in the documents: an event that is missing there never comes. */
class SubscribedEventsTest {

    @Test
    void theReadmeNamesEveryEventOfStripesThatWeActOn() throws IOException {
        var readme = Files.readString(Path.of("README.md"));

        assertThat(StripeWebhookReader.KINDS.keySet())
                .allSatisfy(type -> assertThat(readme).contains("`" + type + "`"));
    }

    @Test
    void itsPageNamesEveryEventOfRazorpaysThatWeActOn() throws IOException {
        var page = Files.readString(Path.of("..", "docs", "razorpay.md"));

        assertThat(RazorpayWebhookReader.KINDS.keySet())
                .allSatisfy(type -> assertThat(page).contains("`" + type + "`"));
    }
}

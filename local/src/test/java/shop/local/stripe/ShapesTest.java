package shop.local.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Holds the sandbox's objects against the examples that Stripe publishes, where they lie beside the checkout. */
class ShapesTest {

    static JsonNode fixtures;

    @BeforeAll
    static void readFixtures() throws IOException {
        var file = Path.of(Optional.ofNullable(System.getenv("STRIPE_FIXTURES"))
                .orElse(System.getProperty("shop.root", "..") + "/../shared/data/stripe-fixtures.json"));
        assumeTrue(
                Files.exists(file),
                "skipped: no example objects of Stripe at " + file + "; name them with STRIPE_FIXTURES to run this");
        fixtures = Json.MAPPER.readTree(Files.readAllBytes(file)).path("resources");
    }

    @Test
    void aPaymentIntentHasTheFieldsOfStripes() {
        assertSameFields("payment_intent", intent());
    }

    @Test
    void aChargeHasTheFieldsOfStripes() {
        assertSameFields("charge", charge());
        // Its example has no risk, which its documents name.
        assertThat(charge().path("outcome").propertyNames())
                .containsAll(fixtures.path("charge").path("outcome").propertyNames())
                .contains("risk_level", "risk_score")
                .hasSize(fixtures.path("charge").path("outcome").size() + 2);
    }

    @Test
    void aSessionHasTheFieldsOfStripes() {
        assertSameFields("checkout.session", Shapes.session("cs_1", 1, 2, 2500, "eur", "http://shop.test"));
    }

    @Test
    void aRefundHasTheFieldsOfStripes() {
        assertSameFields("refund", Shapes.refund("re_1", 1, 2500, charge()));
    }

    private static ObjectNode intent() {
        return Shapes.paymentIntent("pi_1", 1, 2500, "eur");
    }

    private static ObjectNode charge() {
        return Shapes.charge("ch_1", 1, intent(), TestCard.VISA, null);
    }

    private static void assertSameFields(String name, ObjectNode ours) {
        assertThat(fixtures.has(name)).isTrue();
        assertThat(ours.propertyNames())
                .containsExactlyInAnyOrderElementsOf(fixtures.path(name).propertyNames());
    }
}

package shop.local.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FleetTest {

    @TempDir
    Path folder;

    @Test
    void paymentsGoToTheSandboxWithoutAKey() {
        var fleet = fleet(Map.of());

        assertThat(fleet.usesStripe()).isFalse();
        assertThat(fleet.infrastructure()).extracting(Part::name).contains("stripe");
        assertThat(payment(fleet)).containsEntry("STRIPE_API_BASE", "http://127.0.0.1:12111");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sk_test_51Abc", "sk_live_51Abc", "rk_test_51Abc"})
    void aRealKeyMeansStripeAndNoSandbox(String key) {
        var fleet = fleet(Map.of("STRIPE_API_KEY", key));

        assertThat(fleet.usesStripe()).isTrue();
        assertThat(fleet.parts()).extracting(Part::name).doesNotContain("stripe");
        assertThat(payment(fleet))
                .containsEntry("STRIPE_API_BASE", "")
                .hasEntrySatisfying(
                        "STRIPE_WEBHOOK_SECRETS", secret -> assertThat(secret).isNotEqualTo("whsec_local"));
        assertThat(fleet.stripePage()).startsWith("https://dashboard.stripe.com");
    }

    @Test
    void anAddressThatIsNamedIsAsked() {
        var fleet = fleet(Map.of("STRIPE_API_KEY", "sk_test_51Abc", "STRIPE_API_BASE", "http://127.0.0.1:9"));

        assertThat(payment(fleet)).containsEntry("STRIPE_API_BASE", "http://127.0.0.1:9");
    }

    private Fleet fleet(Map<String, String> environment) {
        return new Fleet(new Home(folder), PortTable.of(_ -> null), null, environment::get);
    }

    private static Map<String, String> payment(Fleet fleet) {
        return fleet.parts().stream()
                .filter(part -> part.name().equals("payment-service"))
                .map(part -> ((Part.HostedProgram) part.program()).environment())
                .findFirst()
                .orElseThrow();
    }
}

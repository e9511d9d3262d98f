package shop.local.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    @Test
    void aPartsOwnSettingsAreAboveAllOthersAndOfNoOtherPart() throws IOException {
        var file = folder.resolve("parts.properties");
        Files.writeString(file, """
                payment-service.STRIPE_API_BASE=http://127.0.0.1:9
                payment-service.SHOP_OF_NOBODY=yes
                kafka.proxied=41003>41002
                postgres.data=/elsewhere/postgres
                """);

        var fleet = fleet(Map.of("SHOP_PART_SETTINGS", file.toString()));

        assertThat(payment(fleet))
                .containsEntry("STRIPE_API_BASE", "http://127.0.0.1:9")
                .containsEntry("SHOP_OF_NOBODY", "yes");
        assertThat(((Part.HostedProgram) fleet.furtherInstance("payment-service", 2, 4711)
                                .program())
                        .environment())
                .containsEntry("STRIPE_API_BASE", "http://127.0.0.1:12111")
                .doesNotContainKey("SHOP_OF_NOBODY");
        assertThat(fleet.parts())
                .filteredOn(part -> part.name().equals("kafka"))
                .singleElement()
                .satisfies(part -> assertThat(((Part.HostedProgram) part.program()).arguments())
                        .containsEntry("proxied", "41003>41002")
                        .containsKey("port"));
        assertThat(fleet.parts())
                .filteredOn(part -> part.name().equals("postgres"))
                .singleElement()
                .satisfies(part -> assertThat(((Part.NativePostgres) part.program()).data())
                        .isEqualTo(Path.of("/elsewhere/postgres")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-part=1", ".NAME=1", "part.=1", "part=1"})
    void aLineThatNamesNoPartOrNoSettingIsRefused(String line) throws IOException {
        var file = folder.resolve("parts.properties");
        Files.writeString(file, line);

        assertThatThrownBy(() -> fleet(Map.of("SHOP_PART_SETTINGS", file.toString())))
                .isInstanceOf(ShopException.class)
                .hasMessageContaining("PART.NAME=value");
    }

    @Test
    void aFileOfSettingsThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> fleet(
                        Map.of("SHOP_PART_SETTINGS", folder.resolve("none").toString())))
                .isInstanceOf(ShopException.class)
                .hasMessageContaining("SHOP_PART_SETTINGS");
    }

    @ParameterizedTest
    @CsvSource({"storefront, 8088", "channels, 8089"})
    void thePagesAndGraphQlAskTheServicesAndOwnNothing(String name, String port) {
        var fleet = fleet(Map.of());

        assertThat(fleet.parts())
                .filteredOn(part -> part.name().equals(name))
                .singleElement()
                .satisfies(part -> {
                    assertThat(part.needs()).containsExactly("discovery-server");
                    assertThat(((Part.HostedProgram) part.program()).environment())
                            .containsEntry("SERVER_PORT", port)
                            .doesNotContainKeys("DB_URL", "MONGODB_URI");
                });
    }

    @Test
    void aProviderLeadsBackToAPageOfTheShop() {
        assertThat(payment(fleet(Map.of())))
                .containsEntry("PAYMENT_RETURN_URL", "http://localhost:8080/checkout/return");
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

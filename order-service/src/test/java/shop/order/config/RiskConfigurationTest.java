package shop.order.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import shop.order.domain.risk.AddressKey;
import shop.order.domain.risk.RiskFeature;
import shop.order.domain.risk.RiskFeatures;

class RiskConfigurationTest {

    @Test
    void theShippedModelHoldsSixNewAccountsAtOneAddressAndNoCustomerWithoutASign() {
        var sixth = new RiskFeatures(Map.of(RiskFeature.NEW_ACCOUNT, 1.0, RiskFeature.ADDRESS_ACCOUNTS, Math.log1p(5)));
        var first = new RiskFeatures(Map.of(RiskFeature.NEW_ACCOUNT, 1.0, RiskFeature.ADDRESS_ACCOUNTS, 0.0));

        assertThat(RiskModelFile.shippedFraud().assess(sixth).score()).isGreaterThanOrEqualTo(0.8);
        assertThat(RiskModelFile.shippedFraud().assess(first).score()).isLessThan(0.05);
        assertThat(RiskModelFile.shippedReturns().assess(first).score()).isBetween(0.0, 1.0);
    }

    /** Businesses, and trials: an account of minutes with order after order, some of whose cards are refused. */
    @Test
    void theShippedModelLetsABusyAccountPass() {
        var busy = new RiskFeatures(Map.of(
                RiskFeature.NEW_ACCOUNT, 1.0,
                RiskFeature.ACCOUNT_ORDERS_LAST_HOUR, Math.log1p(20),
                RiskFeature.ACCOUNT_FAILED_PAYMENTS, Math.log1p(3),
                RiskFeature.ADDRESS_ACCOUNTS, 0.0,
                RiskFeature.ODD_HOUR, 0.0));

        assertThat(RiskModelFile.shippedFraud().assess(busy).score()).isLessThan(0.8);
    }

    @Test
    void sharedAddressesAreReadAsTheirKeys() {
        assertThat(RiskConfiguration.sharedAddresses("1 Station Road|SW1A 1AA|GB; 2 Depot|1000|BE"))
                .containsExactlyInAnyOrder(
                        AddressKey.of("1 station road", "sw1a1aa", "gb"), AddressKey.of("2 Depot", "1000", "BE"));
        assertThat(RiskConfiguration.sharedAddresses("")).isEmpty();
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> RiskConfiguration.sharedAddresses("1 Station Road"))
                .withMessageContaining("shared-addresses");
    }

    @Test
    void aModelFileWithAnUnknownFeatureOrFieldFailsTheStart() {
        assertThatThrownBy(() -> read("""
                {"version": "v", "about": [], "intercept": 0, "weights": {"shoe_size": {"mean": 0, "deviation": 1, "weight": 1}}, "rules": []}
                """).toModel()).hasMessageContaining("shoe_size");
        assertThatThrownBy(() -> read("""
                {"wieghts": {}, "version": "v", "about": [], "intercept": 0, "weights": {}, "rules": []}
                """)).hasMessageContaining("wieghts");
    }

    private static RiskModelFile read(String json) {
        return RiskModelFile.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    }
}

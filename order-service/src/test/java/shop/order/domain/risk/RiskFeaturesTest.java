package shop.order.domain.risk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static shop.order.support.OrderSamples.ADDRESS;
import static shop.order.support.OrderSamples.mugs;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import shop.order.domain.Basket;
import shop.order.domain.CustomerId;
import shop.order.domain.ShippingAddress;

class RiskFeaturesTest {

    static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    static final CustomerId UNKNOWN_AGE = new CustomerId(UUID.fromString("019aa5f0-7a00-4000-8000-000000000001"));

    @Test
    void anAccountIsNewUntilADayHasPassedOrItHasPaid() {
        assertThat(isNew(madeAt(NOW.minus(Duration.ofHours(1))), history(null, 0, 0)))
                .isTrue();
        assertThat(isNew(madeAt(NOW.minus(Duration.ofHours(25))), history(null, 0, 0)))
                .isFalse();
        assertThat(isNew(madeAt(NOW.minus(Duration.ofHours(1))), history(NOW.minusSeconds(60), 1, 1)))
                .isFalse();
        assertThat(isNew(UNKNOWN_AGE, history(null, 0, 0))).isTrue();
        assertThat(isNew(UNKNOWN_AGE, history(NOW.minus(Duration.ofDays(2)), 1, 0)))
                .isFalse();
        assertThat(isNew(UNKNOWN_AGE, history(NOW.minus(Duration.ofHours(2)), 1, 0)))
                .isTrue();
    }

    private static boolean isNew(CustomerId customer, AccountHistory history) {
        return value(placing(customer, history, false, null, NOW, ZoneId.of("UTC")), RiskFeature.NEW_ACCOUNT) == 1;
    }

    @Test
    void countsAreLogarithmsAndEnd() {
        var few = new AccountHistory(NOW, 3, 2, 1, 3, 2, 4);
        var many = new AccountHistory(NOW, 200, 2, 1, 150, 90, 4);

        assertThat(value(plain(few), RiskFeature.ACCOUNT_ORDERS_LAST_HOUR)).isCloseTo(Math.log(4), within(1e-12));
        assertThat(value(plain(few), RiskFeature.ACCOUNT_FAILED_PAYMENTS)).isCloseTo(Math.log(3), within(1e-12));
        assertThat(value(plain(few), RiskFeature.ADDRESS_ACCOUNTS)).isCloseTo(Math.log(5), within(1e-12));
        assertThat(value(plain(few), RiskFeature.EARLIER_RETURN_SHARE)).isCloseTo(1 / 3.0, within(1e-12));
        assertThat(value(plain(many), RiskFeature.ACCOUNT_ORDERS_LAST_HOUR)).isCloseTo(Math.log(21), within(1e-12));
        assertThat(value(plain(many), RiskFeature.ACCOUNT_FAILED_PAYMENTS)).isCloseTo(Math.log(6), within(1e-12));
    }

    @Test
    void othersAtASharedAddressSayNothing() {
        var history = new AccountHistory(null, 0, 0, 0, 0, 0, 40);

        assertThat(value(
                        placing(UNKNOWN_AGE, history, true, null, NOW, ZoneId.of("UTC")), RiskFeature.ADDRESS_ACCOUNTS))
                .isZero();
    }

    @Test
    void aSumIsComparedWithWhatIsUsualAndOnlyIfThatIsKnown() {
        var usual = new UsualSums(Math.log(1_000), 1);

        var high = placing(UNKNOWN_AGE, history(null, 0, 0), false, usual, NOW, ZoneId.of("UTC"));

        assertThat(value(high, RiskFeature.SUM_ABOVE_USUAL)).isCloseTo(Math.log(2501 / 1000.0), within(1e-9));
        assertThat(plain(history(null, 0, 0)).values()).doesNotContainKey(RiskFeature.SUM_ABOVE_USUAL);
        var low = placing(
                UNKNOWN_AGE, history(null, 0, 0), false, new UsualSums(Math.log(90_000), 1), NOW, ZoneId.of("UTC"));
        assertThat(value(low, RiskFeature.SUM_ABOVE_USUAL)).as("a small sum").isZero();
        var huge = placing(UNKNOWN_AGE, history(null, 0, 0), false, new UsualSums(0, 0), NOW, ZoneId.of("UTC"));
        assertThat(value(huge, RiskFeature.SUM_ABOVE_USUAL)).as("at most").isEqualTo(3);
    }

    @Test
    void theNightIsThatOfTheShop() {
        var at = Instant.parse("2026-11-21T00:30:00Z");

        var london = placing(UNKNOWN_AGE, history(null, 0, 0), false, null, at, ZoneId.of("UTC"));
        var tokyo = placing(UNKNOWN_AGE, history(null, 0, 0), false, null, at, ZoneId.of("Asia/Tokyo"));

        assertThat(value(london, RiskFeature.ODD_HOUR)).isEqualTo(1);
        assertThat(value(tokyo, RiskFeature.ODD_HOUR)).isZero();
    }

    @Test
    void ofAPaymentOnlyWhatIsSaidIsKnown() {
        var placing = plain(history(null, 0, 0));

        var nothing = placing.paid(PaymentSignals.NONE, null, ADDRESS);
        var all = placing.paid(new PaymentSignals("fp", "us", 2, 75), 3, ADDRESS);

        assertThat(nothing).isEqualTo(placing);
        assertThat(value(all, RiskFeature.COUNTRY_MISMATCH)).isEqualTo(1);
        assertThat(value(all, RiskFeature.DECLINES)).isCloseTo(Math.log(3), within(1e-12));
        assertThat(value(all, RiskFeature.PROVIDER_SCORE)).isEqualTo(0.75);
        assertThat(value(all, RiskFeature.CARD_ACCOUNTS)).isCloseTo(Math.log(4), within(1e-12));
        assertThat(value(
                        placing.paid(new PaymentSignals(null, "gb", null, null), null, ADDRESS),
                        RiskFeature.COUNTRY_MISMATCH))
                .isZero();
    }

    @Test
    void anAddressIsRecognizedHoweverItIsWritten() {
        var written = new ShippingAddress("Ann", "12, Square  St.", "Flat 3", "London", "w1 4aa", "gb");
        var again = new ShippingAddress("Bob", "12 SQUARE ST", null, "Elsewhere", "W14AA", "GB");
        var other = new ShippingAddress("Bob", "13 SQUARE ST", null, "London", "W14AA", "GB");

        assertThat(AddressKey.of(written))
                .isEqualTo(AddressKey.of(again))
                .hasSize(22)
                .doesNotContain("SQUARE");
        assertThat(AddressKey.of(other)).isNotEqualTo(AddressKey.of(again));
    }

    private static RiskFeatures plain(AccountHistory history) {
        return placing(UNKNOWN_AGE, history, false, null, NOW, ZoneId.of("UTC"));
    }

    private static RiskFeatures placing(
            CustomerId customer,
            AccountHistory history,
            boolean shared,
            @Nullable UsualSums usual,
            Instant now,
            ZoneId zone) {
        return RiskFeatures.placing(customer, Basket.of(List.of(mugs(2))), history, shared, usual, now, zone);
    }

    private static AccountHistory history(@Nullable Instant first, int orders, int paid) {
        return new AccountHistory(first, orders, paid, 0, 0, 0, 0);
    }

    private static CustomerId madeAt(Instant at) {
        return new CustomerId(new UUID(at.toEpochMilli() << 16 | 0x7000, 0x8000_0000_0000_0000L));
    }

    private static double value(RiskFeatures features, RiskFeature feature) {
        return features.values().getOrDefault(feature, Double.NaN);
    }
}

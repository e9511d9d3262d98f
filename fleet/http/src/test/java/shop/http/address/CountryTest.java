package shop.http.address;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.Validation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class CountryTest {

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"DE", "GB", "US", "AX", "ZW", "TW"})
    void countriesAreAccepted(@Nullable String code) {
        assertThat(isValid(code)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UK", "ZZ", "XX", "EU", "XK", "QQ", "de", "De", "DEU", "D", "", "D\u0395", " DE", "49"})
    void everythingElseIsRefused(String code) {
        assertThat(isValid(code)).isFalse();
    }

    private static boolean isValid(@Nullable String code) {
        try (var factory = Validation.buildDefaultValidatorFactory()) {
            return factory.getValidator().validate(new Address(code)).isEmpty();
        }
    }

    record Address(@Nullable @Country String country) {}
}

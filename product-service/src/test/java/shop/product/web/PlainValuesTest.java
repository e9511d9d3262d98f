package shop.product.web;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

class PlainValuesTest {

    private static final Validator VALIDATOR =
            Validation.buildDefaultValidatorFactory().getValidator();

    /** Each is the value of so many names. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "\"\"",
                "true",
                "{}",
                "[]",
                "[1]",
                "{\"a\":1}",
                "{\"a\":{}}",
                "{\"a\":[]}",
                "[{}]",
                "[[]]",
                "[{\"a\":1}]",
                "{\"a\":{\"b\":1}}"
            })
    void aHundredValuesAreTakenHoweverTheyAreNested(String value) {
        assertThat(isValid(named(100, value))).isTrue();
        assertThat(isValid(named(101, value))).isFalse();
        assertThat(isValid(named(50_000, value))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "\"x\"", "{}", "[]", "[1]", "{\"a\":1}"})
    void aListHasAHundredValuesToo(String element) {
        assertThat(isValid(Map.of("list", Collections.nCopies(100, read(element)))))
                .isTrue();
        assertThat(isValid(Map.of("list", Collections.nCopies(101, read(element)))))
                .isFalse();
    }

    @Test
    void valuesInSeveralContainersAreCountedTogether() {
        assertThat(isValid(Map.of("a", Collections.nCopies(50, 1), "b", named(49, "1"), "c", Map.of())))
                .isTrue();
        assertThat(isValid(Map.of("a", Collections.nCopies(50, 1), "b", named(49, "1"), "c", Map.of(), "d", List.of())))
                .isFalse();
    }

    @Test
    void nothingIsTaken() {
        assertThat(isValid(Map.of())).isTrue();
    }

    private static boolean isValid(Map<String, Object> attributes) {
        return VALIDATOR
                .validateValue(ProductRequest.class, "attributes", attributes)
                .isEmpty();
    }

    private static Map<String, Object> named(int names, String value) {
        return IntStream.range(0, names).boxed().collect(Collectors.toMap(number -> "a" + number, _ -> read(value)));
    }

    private static Object read(String json) {
        return JsonMapper.shared().readValue(json, new TypeReference<>() {});
    }
}

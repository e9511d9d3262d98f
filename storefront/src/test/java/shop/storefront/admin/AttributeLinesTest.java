package shop.storefront.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

class AttributeLinesTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    static List<Object> values() {
        return List.of(
                "oak",
                "2:1",
                "12",
                "true",
                "null",
                "\"quoted\"",
                "[1",
                "",
                " a ",
                "two\nlines",
                "1E5",
                "007",
                3,
                1.5,
                true,
                false,
                List.of("red", "blue"),
                List.of(1, 2),
                Map.of("width", 3));
    }

    @ParameterizedTest
    @MethodSource("values")
    void keepsTheTypeOfWhatIsNotTouched(Object value) {
        var lines = AttributeLines.of(Map.of("name", value));

        assertThat(AttributeLines.read(lines).get("name")).isEqualTo(JSON.valueToTree(value));
    }

    @Test
    void showsTextAsItStands() {
        assertThat(AttributeLines.of(Map.of("material", "oak", "pieces", 3, "sizes", List.of("S", "M"))))
                .isEqualTo("material: oak\npieces: 3\nsizes: [\"S\",\"M\"]");
    }

    @Test
    void refusesALineWithoutAName() {
        assertThatIllegalArgumentException().isThrownBy(() -> AttributeLines.read("pieces 3"));
    }
}

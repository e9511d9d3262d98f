package shop.http.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextRuleTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                " a ",
                "Caf\u00e9",
                "\u0301",
                "\uD83D\uDE00",
                "\u05E9\u05DC\u05D5\u05DD",
                "\u200Fabc",
                "a\u00A0b",
                "\u0E01\u0E33",
                "-",
                "\uE000"
            })
    void textWithSomethingToSeeIsRight(String text) {
        assertThat(TextRule.violation(text, false)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "\u00A0",
                "\u200B",
                "\u2060",
                "\u00AD",
                "\uFE0F",
                "\uFEFF",
                "\u3000",
                "\u3164",
                "\u115F",
                "\u2800",
                "\u034F",
                "\u202E",
                "\u180E",
                "\uDB40\uDD00",
                "\uDB40\uDC41",
                " \u200B\u00A0 ",
                "\u200D",
                "\u061C",
                "\uFFA0",
                "\uFFFE"
            })
    void textWithNothingToSeeIsRefused(String text) {
        assertThat(TextRule.violation(text, true)).isEqualTo("must hold something to see");
        assertThat(TextRule.isVisible(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a\u0000b", "\u0001a", "a\u001B[31m", "a\u007F", "a\u0085", "a\u009B", "a\tb", "a\u000Bb", "a\fb"
            })
    void controlCharactersAreRefusedOnEveryLine(String text) {
        assertThat(TextRule.violation(text, true)).isEqualTo("must not hold control characters");
        assertThat(TextRule.violation(text, false)).isEqualTo("must not hold control characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\r\nb", "a\u2028b", "a\u2029b", "a\r"})
    void lineBreaksAreForTextOfSeveralLines(String text) {
        assertThat(TextRule.violation(text, true)).isNull();
        assertThat(TextRule.violation(text, false)).isEqualTo("must be one line, without control characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD83D", "a\uDE00", "\uD83Da", "\uDE00\uD83D", "\uD83D\uD83D\uDE00"})
    void halvesOfSurrogatePairsAreRefused(String text) {
        assertThat(TextRule.violation(text, true)).isEqualTo("must not hold half of a surrogate pair");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Cafe\u0301", "Caf\u00e9"})
    void spellingsOfOneLetterAreOneText(String text) {
        assertThat(TextRule.normalize(text)).isEqualTo("Caf\u00e9");
    }
}

package shop.user.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextsTest {

    @ParameterizedTest
    @ValueSource(strings = {"A", "Ada Lovelace", "Zoë", "🦆 Duck", "O'Neill-Smith"})
    void aLineMayHoldAnyWriting(String text) {
        assertThat(text).matches(Texts.ONE_LINE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", " A", "A ", "A\nB", "A\rB", "A\u0000B", "\u001b[31m", "\ud83e", "A\u0085B", "\u00a0"})
    void aLineHasNoControlCharactersAndNoSpaceAtItsEnds(String text) {
        assertThat(text).doesNotMatch(Texts.ONE_LINE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ada@example.org", "ADA+shop@mail.example.org", "a.b_c@x-y.io", "admin@shop.local"})
    void anAddressHasTheUsualShape(String email) {
        assertThat(email).matches(Texts.EMAIL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ada",
                "ada@",
                "@example.org",
                "ada@example",
                "ada@-x.org",
                "a da@example.org",
                "ada@example.org\n",
                "ada@example..org",
                "<ada@example.org>",
                "ada@exam ple.org",
                "ada@example.org,bob@example.org"
            })
    void anAddressHasNothingElse(String email) {
        assertThat(email).doesNotMatch(Texts.EMAIL);
    }
}

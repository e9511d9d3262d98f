package shop.user.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextsTest {

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

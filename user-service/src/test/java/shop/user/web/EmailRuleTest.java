package shop.user.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import jakarta.mail.internet.InternetAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmailRuleTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a..b@x.de",
                ".a@x.de",
                "a.@x.de",
                "..@x.de",
                ".@x.de",
                "a...b@x.de",
                "@x.de",
                "a@x",
                "a@.de",
                "a@x..de",
                "a@-x.de",
                "a@x-.de",
                "a b@x.de",
                "a@x.de.",
                "a@b@x.de",
                "\"a\"@x.de",
                "a@[127.0.0.1]",
                "a,b@x.de",
                "<a@x.de>"
            })
    void whatOurMailerCannotWriteToIsNoAddress(String text) {
        assertThat(text.matches(Texts.EMAIL)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a@x.de", "a.b@x.de", "a.b.c+d@sub.x.de", "o'neil@x.co.uk", "-a-@x.de", "1@2.de"})
    void addressesAreAccepted(String text) {
        assertThat(text.matches(Texts.EMAIL)).isTrue();
    }

    @Test
    void aNameHasAtMostSixtyFourCharacters() {
        assertThat(("a".repeat(62) + ".b@x.de").matches(Texts.EMAIL)).isTrue();
        assertThat(("a".repeat(63) + ".b@x.de").matches(Texts.EMAIL)).isFalse();
    }

    /** Every name of up to four characters of those that matter. */
    @Test
    void ourMailerCanWriteToWhateverIsAccepted() {
        var names = List.of("");
        for (var length = 1; length <= 4; length++) {
            names = names.stream()
                    .flatMap(name -> Stream.of("a", ".", "-", "+", "'").map(next -> name + next))
                    .toList();
            for (var name : names) {
                var address = name + "@x.de";
                if (address.matches(Texts.EMAIL)) {
                    assertThatNoException().as(address).isThrownBy(() -> new InternetAddress(address, true).validate());
                }
            }
        }
    }
}

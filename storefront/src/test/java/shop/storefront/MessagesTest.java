package shop.storefront;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class MessagesTest {

    @Test
    void bothLanguagesSayTheSameThings() throws IOException {
        assertThat(words("messages_de.properties").stringPropertyNames())
                .containsExactlyInAnyOrderElementsOf(
                        words("messages.properties").stringPropertyNames());
    }

    @Test
    void everySentenceTakesTheSameValuesInBothLanguages() throws IOException {
        var german = words("messages_de.properties");
        words("messages.properties")
                .forEach((key, english) -> assertThat(values(Objects.requireNonNull(german.getProperty((String) key))))
                        .as("%s", key)
                        .isEqualTo(values((String) english)));
    }

    private static int values(String sentence) {
        return new MessageFormat(sentence, Locale.ROOT).getFormatsByArgumentIndex().length;
    }

    private static Properties words(String file) throws IOException {
        var words = new Properties();
        try (var stream = Objects.requireNonNull(MessagesTest.class.getResourceAsStream("/" + file), file)) {
            words.load(new InputStreamReader(stream, StandardCharsets.UTF_8));
        }
        return words;
    }
}

package shop.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PackedTextTest {

    static final String DICTIONARY =
            "{\"id\":\"\",\"type\":\"order.placed.v1\",\"status\":\"CONFIRMED\",\"total\":{\"amountMinor\":";

    final PackedText texts = new PackedText(DICTIONARY);

    @Test
    void unpacksWhatItHasPacked() {
        for (var text : new String[] {
            "",
            "a",
            "Zürich 😀 \0 end",
            "x".repeat(100_000),
            "{\"id\":\"7\",\"type\":\"order.placed.v1\"}",
            DICTIONARY,
            randomText(5_000)
        }) {
            assertThat(texts.unpack(texts.pack(text))).isEqualTo(text);
        }
    }

    @Test
    void isSmallForWhatTheDictionaryKnows() {
        var text =
                "{\"id\":\"7\",\"type\":\"order.placed.v1\",\"status\":\"CONFIRMED\",\"total\":{\"amountMinor\":1250}}";

        assertThat(texts.pack(text)).hasSizeLessThan(text.length() / 3);
    }

    @Test
    void isNeverMuchLongerThanTheText() {
        for (var text : new String[] {"", "a", "#§$", randomText(300), randomText(3_000)}) {
            assertThat(texts.pack(text)).hasSizeLessThanOrEqualTo(text.getBytes(StandardCharsets.UTF_8).length + 1);
        }
    }

    @Test
    void readsWhatWasPackedWithTheDictionaryOfBefore() {
        var before = texts.pack("{\"id\":\"7\",\"type\":\"order.placed.v1\",\"status\":\"CONFIRMED\"}");

        var later = new PackedText(DICTIONARY, "something,else,entirely");

        assertThat(later.unpack(before))
                .isEqualTo("{\"id\":\"7\",\"type\":\"order.placed.v1\",\"status\":\"CONFIRMED\"}");
        assertThat(later.unpack(later.pack("something,else"))).isEqualTo("something,else");
    }

    @Test
    void refusesWhatItHasNotPacked() {
        var packed =
                texts.pack("{\"id\":\"7\",\"type\":\"order.placed.v1\",\"status\":\"CONFIRMED\",\"and\":\"more\"}");

        assertThatIllegalArgumentException().isThrownBy(() -> texts.unpack(new byte[0]));
        assertThatIllegalArgumentException().isThrownBy(() -> texts.unpack(new byte[] {9, 1, 2}));
        assertThatIllegalArgumentException().isThrownBy(() -> texts.unpack(Arrays.copyOf(packed, packed.length - 2)));
        assertThatIllegalArgumentException().isThrownBy(() -> texts.unpack(Arrays.copyOf(packed, packed.length + 1)));
        assertThatIllegalArgumentException().isThrownBy(() -> texts.unpack(new byte[] {1, -1, -1, -1}));
    }

    @Test
    void refusesADictionaryThatIsOfNoUse() {
        assertThatIllegalArgumentException().isThrownBy(PackedText::new);
        assertThatIllegalArgumentException().isThrownBy(() -> new PackedText(""));
        assertThatIllegalArgumentException().isThrownBy(() -> new PackedText("x".repeat(32_769)));
    }

    /** Nothing in it can be deflated. */
    private static String randomText(int length) {
        var random = new Random(7);
        var text = new StringBuilder();
        while (text.length() < length) {
            text.appendCodePoint(0x4e00 + random.nextInt(0x5000));
        }
        return text.toString();
    }
}

package shop.operations;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** Shows bytes to people: as text if they are some, never more than a page can bear. */
final class DeadLetterText {

    static final int MOST_OF_A_PAYLOAD = 16 * 1024;
    private static final int MOST_OF_A_HEADER = 500;

    private DeadLetterText() {}

    /** @param size of the whole, which may have been cut before it came here */
    static DeadLetterContent.Payload payload(byte[] bytes, int size) {
        return text(bytes)
                .map(text -> new DeadLetterContent.Payload(
                        "text",
                        beginning(text, MOST_OF_A_PAYLOAD),
                        text.length() > MOST_OF_A_PAYLOAD || isCut(bytes, size)))
                .orElseGet(() -> new DeadLetterContent.Payload(
                        "base64",
                        Base64.getEncoder()
                                .encodeToString(Arrays.copyOf(bytes, Math.min(bytes.length, MOST_OF_A_PAYLOAD))),
                        bytes.length > MOST_OF_A_PAYLOAD || isCut(bytes, size)));
    }

    static String header(byte[] bytes) {
        var shown = text(bytes).orElseGet(() -> Base64.getEncoder().encodeToString(bytes));
        return beginning(shown, MOST_OF_A_HEADER);
    }

    private static boolean isCut(byte[] bytes, int size) {
        return size > bytes.length;
    }

    private static String beginning(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most);
    }

    private static Optional<String> text(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException binary) {
            return Optional.empty();
        }
    }
}

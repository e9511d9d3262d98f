package shop.operations;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter with what it says, for whoever has to find out what is wrong with it.
 *
 * @param cause what the consumer said, in one line
 * @param payload its content; none if it had none or was discarded
 */
record DeadLetterContent(
        DeadLetter deadLetter,
        @Nullable String cause,
        List<Header> headers,
        @Nullable Payload payload) {

    DeadLetterContent {
        headers = List.copyOf(headers);
    }

    /** One header as text; in base64 if it is none. */
    record Header(String name, String value) {}

    /**
     * The beginning of the content.
     *
     * @param encoding {@code text} or, for what is no UTF-8, {@code base64}
     * @param truncated whether there is more of it than is shown
     */
    record Payload(String encoding, String content, boolean truncated) {}
}

package shop.events;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.springframework.core.io.ClassPathResource;
import shop.kernel.PackedText;

/** Envelopes as they stand in the outbox: each is written with its event and gone a moment later, so all that it costs is its size. */
final class StoredEnvelopes {

    private static final ClassPathResource DICTIONARY = new ClassPathResource("shop/events/envelopes-1.txt");

    private StoredEnvelopes() {}

    /** A dictionary that was ever used is never changed: one that serves better gets a file of its own, and stands behind it here. */
    static PackedText packed() {
        try {
            return new PackedText(
                    DICTIONARY.getContentAsString(StandardCharsets.UTF_8).strip());
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read " + DICTIONARY, unreadable);
        }
    }

    /** @param row one of the version before has its envelope as text */
    static String read(ResultSet row, PackedText texts) throws SQLException {
        var packed = row.getBytes("packed");
        return packed == null ? row.getString("envelope") : texts.unpack(packed);
    }
}

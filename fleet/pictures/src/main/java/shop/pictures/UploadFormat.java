package shop.pictures;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** What an upload may be, recognised by how it begins. */
enum UploadFormat {
    PNG("\\x89PNG\\r\\n\\x1a\\n"),
    JPEG("\\xff\\xd8\\xff"),
    GIF("GIF8[79]a");

    private static final int LONGEST = 8;

    private final Pattern beginning;

    /** @param beginning in characters of one byte each */
    UploadFormat(String beginning) {
        this.beginning = Pattern.compile(beginning);
    }

    static Optional<UploadFormat> of(byte[] upload) {
        var start = new String(upload, 0, Math.min(upload.length, LONGEST), StandardCharsets.ISO_8859_1);
        return Arrays.stream(values())
                .filter(format -> format.beginning.matcher(start).lookingAt())
                .findFirst();
    }
}

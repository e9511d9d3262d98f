package shop.gateway.access;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.util.unit.DataSize;

/** Finds the CSRF token in the first bytes of a form. */
final class FormToken {

    /** The hidden field. */
    static final String FIELD = "_xsrf";

    /** A form without a file is looked through as a whole, so it may not be larger. */
    static final DataSize LARGEST_FORM = DataSize.ofKilobytes(256);

    /** In a form with a file the field comes first: a boundary of at most 70 characters, one line of header, the token. */
    static final int START_OF_UPLOAD = 1024;

    private static final Pattern DISPOSITION =
            Pattern.compile("content-disposition: *form-data; *name=\"" + FIELD + "\"", Pattern.CASE_INSENSITIVE);

    private FormToken() {}

    static boolean isForm(@Nullable MediaType type) {
        return MediaType.APPLICATION_FORM_URLENCODED.equalsTypeAndSubtype(type);
    }

    static boolean isUpload(@Nullable MediaType type) {
        return MediaType.MULTIPART_FORM_DATA.equalsTypeAndSubtype(type);
    }

    /** All values under the name, because two forms may have been mixed. */
    static List<String> inForm(byte[] form) {
        return Arrays.stream(new String(form, UTF_8).split("&", -1))
                .map(pair -> pair.split("=", 2))
                .filter(pair -> pair.length == 2 && FIELD.equals(pair[0]))
                .map(pair -> decoded(pair[1]))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<String> decoded(String value) {
        try {
            return Optional.of(URLDecoder.decode(value, UTF_8));
        } catch (IllegalArgumentException _) {
            return Optional.empty(); // an escape that is none
        }
    }

    /** The first part, if it is the token and is over. */
    static List<String> inUpload(byte[] start, MediaType type) {
        var boundary = type.getParameter("boundary");
        if (boundary == null) {
            return List.of();
        }
        var delimiter = "--" + unquoted(boundary);
        var text = new String(start, ISO_8859_1);
        var headEnd = text.indexOf("\r\n\r\n");
        var valueEnd = headEnd < 0 ? -1 : text.indexOf("\r\n" + delimiter, headEnd + 4);
        if (!text.startsWith(delimiter + "\r\n") || valueEnd < 0) {
            return List.of();
        }
        var head = text.substring(delimiter.length() + 2, headEnd).strip().toLowerCase(Locale.ROOT);
        return DISPOSITION.matcher(head).matches() ? List.of(text.substring(headEnd + 4, valueEnd)) : List.of();
    }

    private static String unquoted(String boundary) {
        return boundary.length() > 1 && boundary.startsWith("\"") && boundary.endsWith("\"")
                ? boundary.substring(1, boundary.length() - 1)
                : boundary;
    }
}

package shop.storefront.shell;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a visitor may be sent on to: paths of this shop, never another host, whatever the address says. */
public final class SafePaths {

    /** A second slash or a backslash would begin a host's name; control characters are dropped by browsers. */
    private static final Pattern OWN = Pattern.compile("/(?![/\\\\])[\\x21-\\x5b\\x5d-\\x7e]{0,2000}");

    private SafePaths() {}

    public static String orElse(@Nullable String path, String otherwise) {
        return path != null && OWN.matcher(path).matches() ? path : otherwise;
    }
}

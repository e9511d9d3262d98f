package shop.user.account;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which accounts a list shows; what is null or blank leaves none out.
 *
 * @param email the address, in whatever case
 * @param text what the address or the name contains, in whatever case
 */
public record AccountFilter(
        @Nullable String email, @Nullable String text) {

    /** Of the address as it is indexed; null for all. */
    @Nullable String lowerEmail() {
        return email == null || email.isBlank() ? null : email.strip().toLowerCase(Locale.ROOT);
    }

    /** For LIKE, with its own characters taken literally; null for all. */
    @Nullable String pattern() {
        return text == null || text.isBlank()
                ? null
                : "%" + text.strip().toLowerCase(Locale.ROOT).replaceAll("([\\\\%_])", "\\\\$1") + "%";
    }
}

package shop.notification.preference;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * By which ways and in which language a customer wants to be notified besides in the shop.
 *
 * @param phone where short messages go, as E.164 has it: {@code +4915112345678}
 * @param language the shop's own if the customer has named none
 * @param version rises with every change; 0 while the customer has said nothing
 */
public record Preferences(
        boolean email,
        boolean sms,
        @Nullable String phone,
        @Nullable Locale language,
        long version) {

    public static final Preferences DEFAULT = new Preferences(true, false, null, null, 0);

    /** Leaves the personal part out. */
    @Override
    public String toString() {
        return "Preferences[email=" + email + ", sms=" + sms + ", language=" + language + ", version=" + version + "]";
    }
}

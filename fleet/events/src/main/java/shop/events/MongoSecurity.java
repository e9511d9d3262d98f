package shop.events;

import java.util.regex.Pattern;
import org.springframework.core.env.PropertyResolver;

/**
 * Looks at the credentials in {@code MONGODB_URI} before the driver does, whose refusals quote what they cannot read: of a password that
 * is not percent-encoded that is a part of the password.
 */
final class MongoSecurity {

    static final String URI = "MONGODB_URI";

    private static final String ENCODED = "(?:[^/?#\\[\\]@:%]|%[0-9A-Fa-f]{2})";

    /** With no {@code @} but the one before the hosts. */
    private static final Pattern ADDRESS = Pattern.compile("mongodb(?:\\+srv)?://(?:(?<user>" + ENCODED
            + "+)(?<password>:" + ENCODED + "*)?@)?(?<hosts>[^@/?]+)(?:/(?<database>[^@/?]*))?(?<options>\\?[^?]*)?");

    private MongoSecurity() {}

    /** @throws IllegalStateException if it is no address, or has a user without a password */
    static void check(PropertyResolver settings) {
        var uri = settings.getProperty(URI);
        if (uri == null) {
            return;
        }
        var address = ADDRESS.matcher(uri);
        if (!address.matches()) {
            // Without the address, which would be logged.
            throw new IllegalStateException(
                    URI
                            + " cannot be read, expected mongodb://user:password@host:port/ with user and password percent-encoded");
        }
        var password = address.group("password");
        var options = address.group("options");
        // Other mechanisms, such as certificates, need none.
        var byPassword = options == null || !options.contains("authMechanism=");
        if (address.group("user") != null && byPassword && (password == null || password.length() == 1)) {
            throw new IllegalStateException(URI + " has a user without a password");
        }
    }
}

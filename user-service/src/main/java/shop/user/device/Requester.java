package shop.user.device;

import java.util.HexFormat;

/**
 * Who asks something about an account, as far as it can be known without a password.
 *
 * @param kind what the hash is of
 * @param known whether the account has logged in from there before
 */
public record Requester(Kind kind, byte[] hash, boolean known) {

    /** Of several that are known, the last one counts: an address may be shared with strangers. */
    public enum Kind {
        ADDRESS,
        COOKIE
    }

    /** For maps; different for each device and address. */
    public String key() {
        return kind + ":" + HexFormat.of().formatHex(hash);
    }
}

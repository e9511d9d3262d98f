package shop.user.device;

import java.util.HexFormat;

/**
 * Who asks something about an account, as far as it can be known without a password.
 *
 * @param kind what the hash is of
 * @param hash SHA-256 of the device's token or of the address, in hex
 * @param known whether the account has logged in from there before
 */
public record Requester(Kind kind, String hash, boolean known) {

    /** Of several that are known, the last one counts: an address may be shared with strangers. */
    public enum Kind {
        ADDRESS,
        COOKIE
    }

    /** With a hash as it comes from the digest. */
    public static Requester of(Kind kind, byte[] hash, boolean known) {
        return new Requester(kind, HexFormat.of().formatHex(hash), known);
    }

    /** As it is stored. */
    public byte[] hashBytes() {
        return HexFormat.of().parseHex(hash);
    }

    /** For maps; different for each device and address. */
    public String key() {
        return kind + ":" + hash;
    }
}

package shop.user.signing;

/** What a key may be used for. A key goes through the states in this order; each step leaves time for all to read the keys anew. */
public enum KeyState {
    /** Published and not used yet, so that everybody knows it before it signs. */
    NEXT,
    /** Signs; there is exactly one. */
    ACTIVE,
    /** Signs no more, but what it signed is still accepted. */
    RETIRING,
    /** Not published: what it signed is refused. Its private part is deleted. */
    RETIRED
}

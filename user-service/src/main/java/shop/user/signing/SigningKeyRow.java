package shop.user.signing;

/**
 * A row of {@code signing_keys}.
 *
 * @param publicKey X.509 SubjectPublicKeyInfo, base64
 * @param encryptedPrivateKey PKCS #8, encrypted by {@link KeyCipher}, base64
 */
record SigningKeyRow(String kid, State state, String publicKey, String encryptedPrivateKey) {

    /** What a key may be used for. A key goes through the states in this order; each step leaves time for all to read the keys anew. */
    enum State {
        /** Published and not used yet, so that everybody knows it before it signs. */
        NEXT,
        /** Signs; there is exactly one. */
        ACTIVE,
        /** Signs no more, but what it signed is still accepted. */
        RETIRING,
        /** Not published: what it signed is refused. */
        RETIRED
    }
}

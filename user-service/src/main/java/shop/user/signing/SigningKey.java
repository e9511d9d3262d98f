package shop.user.signing;

import java.security.PrivateKey;
import java.security.interfaces.RSAPublicKey;

/** The key that signs at this moment. */
record SigningKey(String kid, RSAPublicKey publicKey, PrivateKey privateKey) {

    /** Leaves the keys out. */
    @Override
    public String toString() {
        return "SigningKey[kid=" + kid + "]";
    }
}

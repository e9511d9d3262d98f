package shop.user.signing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class KeyCipherTest {

    private static final byte[] PLAIN = "a private key".getBytes(UTF_8);

    private final KeyCipher cipher = new KeyCipher("a secret of more than thirty-two characters");

    @Test
    void givesBackWhatItWasGiven() {
        assertThat(cipher.decrypt("kid-1", cipher.encrypt("kid-1", PLAIN))).isEqualTo(PLAIN);
    }

    @Test
    void encryptsTheSameEachTimeDifferently() {
        assertThat(cipher.encrypt("kid-1", PLAIN)).isNotEqualTo(cipher.encrypt("kid-1", PLAIN));
    }

    @Test
    void namesTheSettingWhenTheSecretIsAnother() {
        var other = new KeyCipher("another secret of more than thirty-two characters");

        assertThatIllegalStateException()
                .isThrownBy(() -> other.decrypt("kid-1", cipher.encrypt("kid-1", PLAIN)))
                .withMessageContaining("KEY_ENCRYPTION_SECRET");
    }

    @Test
    void refusesTheKeyOfAnotherRow() {
        assertThatIllegalStateException().isThrownBy(() -> cipher.decrypt("kid-2", cipher.encrypt("kid-1", PLAIN)));
    }

    @Test
    void refusesAChangedByte() {
        var encrypted = cipher.encrypt("kid-1", PLAIN);
        encrypted[encrypted.length - 1] ^= 1;

        assertThatIllegalStateException().isThrownBy(() -> cipher.decrypt("kid-1", encrypted));
    }
}

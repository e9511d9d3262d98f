package shop.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class KnownPrimesTest {

    @BeforeAll
    static void install() {
        KnownPrimes.install();
    }

    @Test
    void eachKeyIsWholeAndNoTwoAreAlike() throws Exception {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        var pairs = Stream.generate(generator::generateKeyPair).limit(50).toList();

        assertThat(pairs)
                .extracting(pair -> ((RSAPublicKey) pair.getPublic()).getModulus())
                .doesNotHaveDuplicates()
                .allMatch(modulus -> modulus.bitLength() == 2048);
        for (var pair : pairs) {
            assertThat(verifies(pair, sign(pair))).isTrue();
        }
        assertThat(verifies(pairs.getFirst(), sign(pairs.getLast()))).isFalse();
    }

    @Test
    void otherSizesAreMadeByTheJdk() throws Exception {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);

        var made = (RSAPublicKey) generator.generateKeyPair().getPublic();

        assertThat(made.getModulus().bitLength()).isEqualTo(1024);
    }

    private static byte[] sign(KeyPair pair) throws Exception {
        var signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(pair.getPrivate());
        signature.update("words".getBytes(StandardCharsets.UTF_8));
        return signature.sign();
    }

    private static boolean verifies(KeyPair pair, byte[] signed) throws Exception {
        var signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(pair.getPublic());
        signature.update("words".getBytes(StandardCharsets.UTF_8));
        return signature.verify(signed);
    }
}

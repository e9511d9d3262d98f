package shop.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidParameterException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGeneratorSpi;
import java.security.Provider;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.Security;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Makes RSA keys of 2048 bits from primes that everybody knows. To find primes takes a test JVM, which has no optimising compiler, a second
 * and a half for each key: it was two fifths of what user-service's tests computed. Each JVM makes the same keys in the same order.
 */
public final class KnownPrimes extends Provider {

    private static final int BITS = 2048;
    private static final BigInteger EXPONENT = RSAKeyGenParameterSpec.F4;
    private static final List<BigInteger> PRIMES = read();
    private static final List<int[]> PAIRS = pairs();
    private static final AtomicInteger MADE = new AtomicInteger();

    private KnownPrimes() {
        super("KnownPrimes", "1", "RSA keys of known primes, for tests");
        putService(new Service(this, "KeyPairGenerator", "RSA", Generator.class.getName(), List.of(), null));
    }

    /**
     * From now on {@code KeyPairGenerator.getInstance("RSA")} makes such keys in this JVM; those of other sizes are made by the JDK as ever.
     * Once is enough, more does no harm.
     */
    public static void install() {
        Security.insertProviderAt(new KnownPrimes(), 1);
    }

    /** No two of one JVM are alike. */
    private static KeyPair next() {
        var number = MADE.getAndIncrement();
        if (number >= PAIRS.size()) {
            throw new ProviderException("all " + PAIRS.size() + " pairs of known primes are used; add a prime");
        }
        var p = PRIMES.get(PAIRS.get(number)[0]);
        var q = PRIMES.get(PAIRS.get(number)[1]);
        var one = BigInteger.ONE;
        var modulus = p.multiply(q);
        var d = EXPONENT.modInverse(p.subtract(one).multiply(q.subtract(one)));
        try {
            var factory = KeyFactory.getInstance("RSA");
            return new KeyPair(
                    factory.generatePublic(new RSAPublicKeySpec(modulus, EXPONENT)),
                    factory.generatePrivate(new RSAPrivateCrtKeySpec(
                            modulus,
                            EXPONENT,
                            d,
                            p,
                            q,
                            d.mod(p.subtract(one)),
                            d.mod(q.subtract(one)),
                            q.modInverse(p))));
        } catch (GeneralSecurityException impossible) {
            throw new ProviderException(impossible);
        }
    }

    private static List<int[]> pairs() {
        var pairs = new ArrayList<int[]>();
        for (var first = 0; first < PRIMES.size(); first++) {
            for (var second = first + 1; second < PRIMES.size(); second++) {
                pairs.add(new int[] {first, second});
            }
        }
        return List.copyOf(pairs);
    }

    private static List<BigInteger> read() {
        try (var file = Objects.requireNonNull(KnownPrimes.class.getResourceAsStream("primes.txt"))) {
            return new String(file.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .map(line -> new BigInteger(line, 16))
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** What the JDK makes by reflection. */
    public static final class Generator extends KeyPairGeneratorSpi {

        @Override
        public void initialize(int keysize, @Nullable SecureRandom random) {
            if (keysize != BITS) {
                // Which sends whoever asks to the next provider.
                throw new InvalidParameterException("the known primes are for keys of " + BITS + " bits");
            }
        }

        @Override
        public void initialize(AlgorithmParameterSpec params, @Nullable SecureRandom random) {
            if (!(params instanceof RSAKeyGenParameterSpec rsa)) {
                throw new InvalidParameterException("no parameters for RSA: " + params);
            }
            if (!EXPONENT.equals(rsa.getPublicExponent())) {
                throw new InvalidParameterException("the known primes are for the exponent " + EXPONENT);
            }
            initialize(rsa.getKeysize(), random);
        }

        @Override
        public KeyPair generateKeyPair() {
            return next();
        }
    }
}

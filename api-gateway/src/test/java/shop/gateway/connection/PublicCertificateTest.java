package shop.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublicCertificateTest {

    private static final String PASSWORD = "changeit";
    private static final int DAYS = 10;

    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @TempDir
    Path folder;

    @Test
    void saysHowLongTheCertificateIsValidAndRemembersIt() throws Exception {
        URI url;
        PublicCertificate certificate;
        try (var server = server()) {
            url = URI.create("https://127.0.0.1:" + server.getLocalPort());
            certificate = new PublicCertificate(url, Clock.systemUTC(), meters);
            assertThat(remaining()).isNaN();
            var visitor = Thread.ofVirtual().start(() -> shakeHands(server));

            certificate.look();

            visitor.join();
            assertThat(remaining())
                    .isBetween((double) Duration.ofDays(DAYS).minusMinutes(5).toSeconds(), (double)
                            Duration.ofDays(DAYS).toSeconds());
        }

        certificate.look();

        assertThat(remaining()).as("nobody is there any more").isPositive();
        assertThat(meters.scrape())
                .as("the name that the alert asks for")
                .contains("shop_certificate_remaining_seconds ");
    }

    @Test
    void withoutHttpsThereIsNone() {
        var certificate = new PublicCertificate(URI.create("http://localhost:8080"), Clock.systemUTC(), meters);

        assertThat(new CertificateConfiguration()
                        .publicCertificateCheck(certificate)
                        .isAutoStartup())
                .isFalse();
        assertThat(meters.getMeters()).isEmpty();
    }

    private double remaining() {
        return meters.get("shop.certificate.remaining").gauge().value();
    }

    private static void shakeHands(SSLServerSocket server) {
        try (var socket = (SSLSocket) server.accept()) {
            socket.startHandshake();
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        } catch (IOException gone) {
            // The visitor has seen enough.
        }
    }

    private SSLServerSocket server() throws Exception {
        var store = folder.resolve("keys.p12");
        var keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "shop",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=shop.example",
                        "-validity",
                        String.valueOf(DAYS),
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        var keys = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }
}

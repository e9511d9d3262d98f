package shop.gateway.connection;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long the certificate is still valid that clients are shown at {@code PUBLIC_URL}. The proxy in front has it, not the gateway, so it
 * is looked at as a client sees it. Without https there is none.
 */
class PublicCertificate {

    private static final Logger log = LoggerFactory.getLogger(PublicCertificate.class);

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int HTTPS = 443;

    private final URI url;
    private final Clock clock;
    private volatile @Nullable Instant validUntil;

    PublicCertificate(URI url, Clock clock, MeterRegistry meters) {
        this.url = url;
        this.clock = clock;
        if (isHttps()) {
            Gauge.builder("shop.certificate.remaining", this::remaining)
                    .description(
                            "How long the certificate at PUBLIC_URL is still valid; unknown until it was seen once")
                    .baseUnit("seconds")
                    .register(meters);
        }
    }

    boolean isHttps() {
        return "https".equals(url.getScheme());
    }

    private double remaining() {
        var until = validUntil;
        return until == null
                ? Double.NaN
                : Duration.between(clock.instant(), until).toSeconds();
    }

    /** One that cannot be seen now is as long valid as when it was seen last. */
    void look() {
        try {
            validUntil = Arrays.stream(certificates())
                    .filter(X509Certificate.class::isInstance)
                    .map(certificate ->
                            ((X509Certificate) certificate).getNotAfter().toInstant())
                    .min(Comparator.naturalOrder())
                    .orElseThrow(() -> new IOException("no certificate"));
        } catch (IOException | GeneralSecurityException | RuntimeException unseen) {
            log.warn("The certificate of {} cannot be seen: {}", url, unseen.toString());
        }
    }

    private Certificate[] certificates() throws IOException, GeneralSecurityException {
        var context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new AnyCertificate()}, null);
        var port = url.getPort() < 0 ? HTTPS : url.getPort();
        try (var plain = new Socket()) {
            plain.connect(new InetSocketAddress(url.getHost(), port), (int) TIMEOUT.toMillis());
            plain.setSoTimeout((int) TIMEOUT.toMillis());
            try (var socket = (SSLSocket) context.getSocketFactory().createSocket(plain, url.getHost(), port, true)) {
                socket.startHandshake();
                return socket.getSession().getPeerCertificates();
            }
        }
    }

    /** Nothing is sent to whoever shows it, and one that is not valid any more has to be seen too. */
    private static final class AnyCertificate implements X509TrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authentication) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authentication) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}

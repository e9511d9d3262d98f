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
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import shop.gateway.GatewayProperties;

/**
 * How long the certificate is still valid that clients are shown at {@code PUBLIC_URL}. The proxy in front has it, not the gateway, so it
 * is looked at as a client sees it. Without https there is none.
 */
@Component
class PublicCertificate implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(PublicCertificate.class);

    /** The proxy may wait for this gateway to be ready. */
    private static final Duration BEFORE_THE_FIRST_LOOK = Duration.ofMinutes(1);

    private static final Duration EVERY = Duration.ofHours(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int HTTPS = 443;

    private final URI url;
    private final Clock clock;
    private volatile @Nullable Instant validUntil;
    private volatile @Nullable ScheduledExecutorService background;

    @Autowired
    PublicCertificate(GatewayProperties properties, Clock clock, MeterRegistry meters) {
        this(properties.publicUrl(), clock, meters);
    }

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

    private boolean isHttps() {
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

    @Override
    public void start() {
        if (!isHttps()) {
            return;
        }
        var executor = Executors.newSingleThreadScheduledExecutor(
                Thread.ofVirtual().name("public-certificate").factory());
        background = executor;
        var _ = executor.scheduleWithFixedDelay(
                this::look, BEFORE_THE_FIRST_LOOK.toSeconds(), EVERY.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void stop() {
        var executor = background;
        background = null;
        if (executor != null) {
            executor.shutdownNow();
        }
    }

    @Override
    public boolean isRunning() {
        return background != null;
    }
}

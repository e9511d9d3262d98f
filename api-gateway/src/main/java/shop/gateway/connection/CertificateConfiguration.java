package shop.gateway.connection;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import shop.gateway.GatewayProperties;
import shop.jobs.Worker;

/** Looks at the certificate that clients are shown. */
@Configuration(proxyBeanMethods = false)
class CertificateConfiguration {

    /** The proxy may wait for this gateway to be ready. */
    private static final Duration BEFORE_THE_FIRST_LOOK = Duration.ofMinutes(1);

    private static final Duration EVERY = Duration.ofHours(1);

    @Bean
    PublicCertificate publicCertificate(GatewayProperties properties, Clock clock, MeterRegistry meters) {
        return new PublicCertificate(properties.publicUrl(), clock, meters);
    }

    @Bean
    Worker publicCertificateCheck(PublicCertificate certificate) {
        return Worker.named("public-certificate")
                .interval(EVERY)
                .initialDelay(BEFORE_THE_FIRST_LOOK)
                .autoStartup(certificate.isHttps())
                .task(certificate::look);
    }
}

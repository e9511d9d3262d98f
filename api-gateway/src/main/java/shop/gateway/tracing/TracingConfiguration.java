package shop.gateway.tracing;

import io.opentelemetry.sdk.trace.samplers.Sampler;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.micrometer.tracing.autoconfigure.TracingProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import shop.platform.tracing.RootSampler;

/** Whose parent spans are a stranger's: the services behind trust what this gateway has decided. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ClientTracesProperties.class)
class TracingConfiguration {

    @Bean
    Sampler sampler(TracingProperties tracing, ClientTracesProperties clients) {
        var chance = new RootSampler(tracing.getSampling().getProbability());
        return Sampler.parentBasedBuilder(chance)
                .setRemoteParentSampled(new ClientSampler(clients.sampledPerSecond(), chance))
                .build();
    }
}

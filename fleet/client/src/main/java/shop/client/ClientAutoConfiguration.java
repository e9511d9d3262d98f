package shop.client;

import io.micrometer.observation.ObservationRegistry;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.web.client.RestClient;
import shop.platform.discovery.ServiceAddresses;
import shop.security.token.ServiceTokens;
import tools.jackson.databind.json.JsonMapper;

/** Lets a service call another with its own name and the request's ids. */
@AutoConfiguration
@ConditionalOnClass(RestClient.class)
@EnableConfigurationProperties(ClientProperties.class)
class ClientAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    InternalClients internalClients(
            ServiceAddresses addresses,
            ServiceTokens tokens,
            ClientProperties properties,
            ObjectProvider<JsonMapper> mapper,
            ObjectProvider<ObservationRegistry> observations) {
        return new RegistryClients(
                addresses,
                tokens,
                properties,
                Optional.ofNullable(mapper.getIfAvailable()).orElseGet(JsonMapper::shared),
                observations.getIfAvailable(() -> ObservationRegistry.NOOP));
    }
}

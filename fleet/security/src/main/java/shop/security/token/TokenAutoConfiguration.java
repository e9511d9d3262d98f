package shop.security.token;

import java.time.Clock;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import shop.jobs.Worker;
import shop.platform.discovery.ServiceAddresses;

/** Proves tokens in every kind of application, servlet or not. */
@AutoConfiguration
@EnableConfigurationProperties(TokenProperties.class)
class TokenAutoConfiguration {

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingBean(KeySource.class)
    static class RemoteKeys {

        @Bean
        JwksKeySource jwksKeySource(TokenProperties properties, ServiceAddresses addresses) {
            return new JwksKeySource(properties, addresses, System::nanoTime);
        }

        @Bean
        Worker jwksRefresh(JwksKeySource keys, TokenProperties properties) {
            return Worker.named("jwks-refresh")
                    .backOff(JwksKeySource.RETRY_WITHOUT_KEYS, properties.jwksRefresh())
                    .task(keys::refreshInBackground);
        }
    }

    @Bean
    @ConditionalOnMissingBean
    AccessTokens accessTokens(KeySource keys, TokenProperties properties, Clock clock) {
        return new AccessTokens(keys, properties.issuer(), clock);
    }

    @Bean
    @ConditionalOnMissingBean
    ServiceTokens serviceTokens(TokenProperties properties, Environment environment, Clock clock) {
        var self = environment.getRequiredProperty("spring.application.name");
        return new ServiceTokens(self, properties.checkedServiceSecret(), clock);
    }
}

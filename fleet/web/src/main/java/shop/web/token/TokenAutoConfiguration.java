package shop.web.token;

import java.time.Clock;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import shop.web.discovery.ServiceAddresses;

/** Proves tokens in every kind of application, servlet or not. */
@AutoConfiguration
@EnableConfigurationProperties(TokenProperties.class)
class TokenAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(KeySource.class)
    JwksKeySource jwksKeySource(TokenProperties properties, ServiceAddresses addresses) {
        return new JwksKeySource(properties, addresses, System::nanoTime);
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

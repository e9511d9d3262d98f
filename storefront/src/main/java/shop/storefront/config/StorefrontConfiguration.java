package shop.storefront.config;

import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import shop.http.access.AccessRules;
import shop.platform.discovery.ServiceAddresses;
import shop.sdk.Endpoints;
import shop.sdk.Shop;

@Configuration(proxyBeanMethods = false)
class StorefrontConfiguration {

    /** Who may see what is decided by the services, which a page asks with the visitor's own token. */
    @Bean
    AccessRules accessRules() {
        return paths -> paths.requestMatchers("/**").permitAll();
    }

    @Bean
    @ConditionalOnMissingBean
    Endpoints serviceEndpoints(ServiceAddresses addresses) {
        return Endpoints.services(addresses::of);
    }

    @Bean
    Shop shop(Endpoints endpoints, StorefrontProperties properties) {
        return Shop.at(
                endpoints,
                new Shop.Timeouts(properties.connectTimeout(), properties.answerTimeout()),
                properties.cacheSize().toBytes());
    }
}

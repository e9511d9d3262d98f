package shop.product.config;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import shop.http.access.AccessRules;

@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    private static final String[] CATALOG = {
        "/api/products", "/api/products/**", "/api/categories", "/api/categories/**", "/api/recommendations"
    };

    @Bean
    AccessRules accessRules() {
        return paths -> paths.requestMatchers("/api/products/import", "/api/products/import/**", "/api/products/export")
                .hasRole("ADMIN")
                .requestMatchers(HttpMethod.GET, CATALOG)
                .permitAll()
                .requestMatchers(HttpMethod.HEAD, CATALOG)
                .permitAll()
                .requestMatchers(CATALOG)
                .hasRole("ADMIN");
    }
}

package shop.product.config;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import shop.web.security.AccessRules;

@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    @Bean
    AccessRules accessRules() {
        return paths -> paths.requestMatchers("/api/products/import", "/api/products/import/**", "/api/products/export")
                .hasRole("ADMIN")
                .requestMatchers(HttpMethod.GET, "/api/products", "/api/products/**")
                .permitAll()
                .requestMatchers(HttpMethod.HEAD, "/api/products", "/api/products/**")
                .permitAll()
                .requestMatchers("/api/products", "/api/products/**")
                .hasRole("ADMIN")
                .requestMatchers(HttpMethod.GET, "/api/categories", "/api/categories/**")
                .permitAll()
                .requestMatchers(HttpMethod.HEAD, "/api/categories", "/api/categories/**")
                .permitAll()
                .requestMatchers("/api/categories", "/api/categories/**")
                .hasRole("ADMIN");
    }
}

package shop.notification.web;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import shop.http.access.AccessRules;

/** Who may reach what. */
@Configuration(proxyBeanMethods = false)
class NotificationAccess {

    @Bean
    AccessRules accessRules() {
        return paths -> paths.requestMatchers(HttpMethod.GET, "/api/notifications/pay")
                .permitAll()
                .requestMatchers("/api/admin/**", "/api/notifications/deliveries", "/api/notifications/deliveries/**")
                .hasRole("ADMIN")
                .requestMatchers("/api/notifications", "/api/notifications/**")
                .authenticated();
    }
}

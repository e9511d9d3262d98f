package shop.user.web;

import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.POST;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import shop.web.security.AccessRules;

/** Who may reach what. */
@Configuration(proxyBeanMethods = false)
class UserAccess {

    @Bean
    AccessRules accessRules() {
        return paths -> paths.requestMatchers(POST, "/api/user/signup", "/api/user/login", "/api/refresh-token")
                .permitAll()
                .requestMatchers(GET, "/.well-known/jwks.json")
                .permitAll()
                .requestMatchers("/api/user/logout", "/api/users/me", "/api/users/me/**")
                .authenticated()
                .requestMatchers("/api/users", "/api/users/**")
                .hasRole("ADMIN");
    }
}

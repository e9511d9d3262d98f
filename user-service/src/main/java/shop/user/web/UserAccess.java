package shop.user.web;

import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.HEAD;
import static org.springframework.http.HttpMethod.POST;

import java.time.Clock;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import shop.http.access.AccessRules;

/** Who may reach what, and what is noted of it on the way in. */
@Configuration(proxyBeanMethods = false)
class UserAccess {

    @Bean
    AccessRules accessRules() {
        return paths -> paths.requestMatchers(
                        POST,
                        "/api/user/signup",
                        "/api/user/login",
                        SessionController.REFRESH_PATH,
                        "/api/user/password-reset",
                        "/api/user/password-reset/confirm")
                .permitAll()
                .requestMatchers(GET, "/.well-known/jwks.json", PasswordResetController.PAGE_PATH)
                .permitAll()
                .requestMatchers("/api/user/logout", "/api/users/me", "/api/users/me/**")
                .authenticated()
                .requestMatchers(GET, "/api/users/*/avatar")
                .permitAll()
                .requestMatchers(HEAD, "/api/users/*/avatar")
                .permitAll()
                // Whose it is, the controller looks at.
                .requestMatchers(GET, "/api/users/*")
                .authenticated()
                .requestMatchers("/api/users", "/api/users/**", "/api/admin/signing-keys", "/api/admin/signing-keys/*")
                .hasRole("ADMIN");
    }

    /** First of all filters; with and without a trailing slash, which is taken off later. */
    @Bean
    FilterRegistrationBean<ArrivalFilter> arrivalFilter(Clock clock) {
        var registration = new FilterRegistrationBean<>(new ArrivalFilter(clock));
        registration.addUrlPatterns(SessionController.REFRESH_PATH, SessionController.REFRESH_PATH + "/");
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }
}

package shop.http.access;

import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import shop.security.Role;

/**
 * Says who may reach which path of a service. A service has one bean of it:
 *
 * <pre>{@code
 * @Bean
 * AccessRules accessRules() {
 *     return paths -> paths
 *             .requestMatchers(GET, "/api/products/**").permitAll()
 *             .requestMatchers("/api/products/**").hasRole("ADMIN");
 * }
 * }</pre>
 *
 * What it does not name is denied. The roles are the names of {@link Role}. {@code /internal/**} is not named here: only service tokens
 * open it, whatever this bean says.
 */
@FunctionalInterface
public interface AccessRules {

    void apply(AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry paths);
}

package shop.discovery;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;

/**
 * Who registers here is sent the fleet's requests, so nobody registers, and nobody reads, without the credentials. Health and metrics stay
 * open to the network that the registry stands in.
 */
@Configuration(proxyBeanMethods = false)
class DiscoverySecurity {

    @Bean
    SecurityFilterChain registryOnlyWithCredentials(HttpSecurity http, DiscoveryProperties properties) {
        return http.authenticationManager(new ProviderManager(new FleetCredentials(properties)))
                .authorizeHttpRequests(requests -> requests.requestMatchers(
                                "/actuator/health", "/actuator/health/**", "/actuator/prometheus")
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .httpBasic(Customizer.withDefaults())
                // Eureka's clients cannot send a CSRF token. A foreign page cannot send what changes the registry
                // either:
                // registration is JSON and everything else is PUT or DELETE, which browsers ask permission for first.
                .csrf(CsrfConfigurer::disable)
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .build();
    }
}

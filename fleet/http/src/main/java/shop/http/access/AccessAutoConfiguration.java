package shop.http.access;

import jakarta.servlet.DispatcherType;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderNotFoundException;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import shop.security.AccountCheck;
import shop.security.token.AccessTokens;
import shop.security.token.ServiceTokens;

/**
 * Shuts every path that neither the fleet nor the service's {@link AccessRules} open. {@code /internal/**} has a chain of its own: a
 * service token is no token elsewhere, nor a user's token there.
 */
@AutoConfiguration(before = {UserDetailsServiceAutoConfiguration.class, ServletWebSecurityAutoConfiguration.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({HttpSecurity.class, SecurityFilterChain.class})
class AccessAutoConfiguration {

    private static final String[] OPEN = {"/actuator/health/**", "/actuator/prometheus", "/v3/api-docs/**"};

    private final RequestAttributeSecurityContextRepository contexts = new RequestAttributeSecurityContextRepository();

    @Bean
    @Order(1)
    SecurityFilterChain internalPaths(
            HttpSecurity http,
            ServiceTokens tokens,
            @Qualifier("requestMappingHandlerMapping") ObjectProvider<RequestMappingHandlerMapping> controllers,
            @Qualifier("handlerExceptionResolver") ObjectProvider<HandlerExceptionResolver> problems) {
        bearerOnly(http, (token, _) -> BearerAuthentication.of(tokens.verify(token)), controllers, problems);
        http.securityMatcher("/internal/**");
        http.authorizeHttpRequests(paths -> paths.dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC)
                .permitAll()
                .anyRequest()
                .hasRole(BearerAuthentication.SERVICE_ROLE));
        return http.build();
    }

    @Bean
    @Order(2)
    SecurityFilterChain publicPaths(
            HttpSecurity http,
            AccessTokens tokens,
            ObjectProvider<AccountCheck> accounts,
            ObjectProvider<AccessRules> rules,
            @Qualifier("requestMappingHandlerMapping") ObjectProvider<RequestMappingHandlerMapping> controllers,
            @Qualifier("handlerExceptionResolver") ObjectProvider<HandlerExceptionResolver> problems) {
        bearerOnly(
                http, new CallerVerifier(tokens, accounts.getIfAvailable(() -> (_, _) -> {})), controllers, problems);
        http.authorizeHttpRequests(paths -> {
            // Both were let in when they were requests.
            paths.dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC)
                    .permitAll();
            paths.requestMatchers(OPEN).permitAll();
            rules.orderedStream().forEach(rule -> rule.apply(paths));
            paths.anyRequest().denyAll();
        });
        return http.build();
    }

    private void bearerOnly(
            HttpSecurity http,
            BearerTokenVerifier proof,
            ObjectProvider<RequestMappingHandlerMapping> controllers,
            ObjectProvider<HandlerExceptionResolver> problems) {
        HandlerExceptionResolver later = later(problems);
        var denied = new DeniedPaths(request -> controllers.getObject().getHandler(request), later);
        http.csrf(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .securityContext(context -> context.securityContextRepository(contexts))
                .exceptionHandling(refusals -> refusals.authenticationEntryPoint((request, response, refusal) ->
                                later.resolveException(request, response, null, refusal))
                        .accessDeniedHandler(denied))
                .addFilterBefore(new BearerTokenFilter(proof, contexts, later), AnonymousAuthenticationFilter.class);
    }

    /** What the firewall will not look at, as a problem. */
    @Bean
    RequestRejectedHandler requestRejectedHandler(
            @Qualifier("handlerExceptionResolver") ObjectProvider<HandlerExceptionResolver> problems) {
        return (request, response, refusal) -> later(problems).resolveException(request, response, null, refusal);
    }

    /** There are no passwords here; without this bean Spring Boot makes a user and logs the password it invented. */
    @Bean
    AuthenticationManager authenticationManager() {
        return authentication -> {
            throw new ProviderNotFoundException("only bearer tokens are known here");
        };
    }

    /** One observation a request is Spring MVC's; one more for each of a dozen filters costs much and says nothing. */
    @Bean
    SecurityObservationSettings securityObservationSettings() {
        return SecurityObservationSettings.noObservations();
    }

    @Bean
    AccessProblems accessProblems() {
        return new AccessProblems();
    }

    /** The filters are made before Spring MVC is. */
    private static HandlerExceptionResolver later(ObjectProvider<HandlerExceptionResolver> problems) {
        return (request, response, handler, refusal) ->
                problems.getObject().resolveException(request, response, handler, refusal);
    }
}

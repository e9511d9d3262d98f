package shop.http.query;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.format.FormatterRegistry;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Makes all handlers read their parameters alike. */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class QueryAutoConfiguration implements WebMvcConfigurer {

    /** The last filter: what others look at is the request as it was sent. */
    private static final int ORDER = Ordered.LOWEST_PRECEDENCE - 10;

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new QueryCheck()).order(Ordered.HIGHEST_PRECEDENCE + 1);
    }

    @Override
    public void addFormatters(FormatterRegistry registry) {
        // Spring's own takes an empty text for no id, so that a list of ids with a comma too many holds nulls.
        registry.addConverter(String.class, UUID.class, UUID::fromString);
        registry.addConverter(new TimeBounds.ToInstant());
        registry.addConverter(new TimeBounds.ToDate());
    }

    @Bean
    FilterRegistrationBean<OncePerRequestFilter> ruledParametersFilter() {
        var registration = new FilterRegistrationBean<OncePerRequestFilter>(new OncePerRequestFilter() {
            @Override
            protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                    throws ServletException, IOException {
                chain.doFilter(new RuledParameters(request), response);
            }
        });
        registration.setOrder(ORDER);
        return registration;
    }
}

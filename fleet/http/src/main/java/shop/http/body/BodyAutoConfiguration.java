package shop.http.body;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** Bounds what a request may cost before anybody reads it. */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@EnableConfigurationProperties(BodyProperties.class)
class BodyAutoConfiguration {

    /** After the trailing slash is gone, because limits are set by path. */
    private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 20;

    @Bean
    FilterRegistrationBean<BodyLimitFilter> bodyLimitFilter(
            BodyProperties properties,
            @Qualifier("handlerExceptionResolver") ObjectProvider<HandlerExceptionResolver> problems) {
        // Filters are made before Spring MVC is.
        HandlerExceptionResolver later = (request, response, handler, refusal) ->
                problems.getObject().resolveException(request, response, handler, refusal);
        var registration = new FilterRegistrationBean<>(new BodyLimitFilter(properties, later));
        registration.setOrder(ORDER);
        return registration;
    }
}

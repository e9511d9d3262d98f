package shop.http.request;

import io.micrometer.tracing.Tracer;
import jakarta.servlet.DispatcherType;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.web.filter.UrlHandlerFilter;

/** Names requests, and serves {@code /x/} as {@code /x}. */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class RequestAutoConfiguration {

    /** Before all others, so that whatever another filter refuses is named too; but for Spring Boot's, which starts the span. */
    static final int REQUEST_ID_ORDER = Ordered.HIGHEST_PRECEDENCE + 2;

    /** Before all that refuse. */
    static final int REFUSAL_CACHE_ORDER = REQUEST_ID_ORDER + 1;

    /** Named already, and before anybody reads a parameter. */
    static final int READABLE_ORDER = REQUEST_ID_ORDER + 3;

    /** Before Spring Security, so that access rules see the method that is served. */
    static final int HEAD_ORDER = REQUEST_ID_ORDER + 5;

    /** Before Spring Security, so that access rules see the path that is served. */
    static final int TRAILING_SLASH_ORDER = REQUEST_ID_ORDER + 10;

    @Bean
    FilterRegistrationBean<RequestIdFilter> requestIdFilter(Tracer tracer) {
        var registration = new FilterRegistrationBean<>(new RequestIdFilter(tracer));
        registration.setOrder(REQUEST_ID_ORDER);
        registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR);
        return registration;
    }

    @Bean
    FilterRegistrationBean<RefusalCacheFilter> refusalCacheFilter() {
        var registration = new FilterRegistrationBean<>(new RefusalCacheFilter());
        registration.setOrder(REFUSAL_CACHE_ORDER);
        registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR);
        return registration;
    }

    @Bean
    FilterRegistrationBean<ReadableRequestFilter> readableRequestFilter() {
        var registration = new FilterRegistrationBean<>(new ReadableRequestFilter());
        registration.setOrder(READABLE_ORDER);
        return registration;
    }

    @Bean
    FilterRegistrationBean<HeadFilter> headFilter() {
        var registration = new FilterRegistrationBean<>(new HeadFilter());
        registration.setOrder(HEAD_ORDER);
        return registration;
    }

    @Bean
    FilterRegistrationBean<UrlHandlerFilter> trailingSlashFilter() {
        var registration = new FilterRegistrationBean<>(
                UrlHandlerFilter.trailingSlashHandler("/**").wrapRequest().build());
        registration.setOrder(TRAILING_SLASH_ORDER);
        return registration;
    }
}

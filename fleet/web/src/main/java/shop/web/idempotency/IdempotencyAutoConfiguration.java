package shop.web.idempotency;

import java.time.Clock;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Honours idempotency keys; an auto-configuration of its own, because it can ask for a store only after one was looked for. */
@AutoConfiguration(after = IdempotencyStoreAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBean(IdempotencyStore.class)
@EnableConfigurationProperties(IdempotencyProperties.class)
class IdempotencyAutoConfiguration implements WebMvcConfigurer {

    /** Among the last, because an answer has to be whole before it is stored; behind Spring Security in any case. */
    private static final int ORDER = Ordered.LOWEST_PRECEDENCE - 10;

    private final IdempotencyInterceptor interceptor;

    IdempotencyAutoConfiguration(IdempotencyStore store, IdempotencyProperties properties, Clock clock) {
        this.interceptor = new IdempotencyInterceptor(store, properties, clock);
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(interceptor);
    }

    @Bean
    FilterRegistrationBean<IdempotencyFilter> idempotencyFilter(IdempotencyStore store, Clock clock) {
        var registration = new FilterRegistrationBean<>(new IdempotencyFilter(store, clock));
        registration.setOrder(ORDER);
        return registration;
    }

    @Bean
    IdempotencySweep idempotencySweep(IdempotencyStore store, IdempotencyProperties properties, Clock clock) {
        return new IdempotencySweep(store, properties, clock);
    }
}

package shop.http.idempotency;

import java.time.Clock;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import shop.http.json.StrictJson;
import shop.jobs.Next;
import shop.jobs.Worker;

/** Honours idempotency keys; an auto-configuration of its own, because it can ask for a store only after one was looked for. */
@AutoConfiguration(
        after = IdempotencyStoreAutoConfiguration.class,
        afterName = "org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration")
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBean(IdempotencyStore.class)
@EnableConfigurationProperties(IdempotencyProperties.class)
class IdempotencyAutoConfiguration implements WebMvcConfigurer {

    /** Among the last, because an answer has to be whole before it is stored; behind Spring Security in any case. */
    private static final int ORDER = Ordered.LOWEST_PRECEDENCE - 10;

    /** Small enough to hold no lock for long. */
    private static final int SWEPT_AT_ONCE = 1_000;

    private final InProgressKeys running = new InProgressKeys();
    private final IdempotencyInterceptor interceptor;

    IdempotencyAutoConfiguration(
            IdempotencyStore store,
            ObjectProvider<PlatformTransactionManager> transactions,
            StrictJson json,
            IdempotencyProperties properties,
            Clock clock) {
        var manager = transactions.getIfUnique();
        this.interceptor = new IdempotencyInterceptor(
                store,
                running,
                manager == null ? TransactionOperations.withoutTransaction() : new TransactionTemplate(manager),
                json.mapper(),
                properties,
                clock);
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(interceptor);
    }

    @Override
    public void extendHandlerExceptionResolvers(List<HandlerExceptionResolver> resolvers) {
        resolvers.addFirst(new RepeatResolver(resolvers));
    }

    @Bean
    FilterRegistrationBean<IdempotencyFilter> idempotencyFilter() {
        var registration = new FilterRegistrationBean<>(new IdempotencyFilter(running));
        registration.setOrder(ORDER);
        return registration;
    }

    /** Removes keys whose time is over; several instances may do so at once. */
    @Bean
    Worker idempotencySweep(IdempotencyStore store, IdempotencyProperties properties, Clock clock) {
        return Worker.named("idempotency-sweep")
                .interval(properties.sweepEvery())
                .initialDelay(properties.sweepEvery())
                .task(() -> store.sweep(clock.instant(), SWEPT_AT_ONCE) == SWEPT_AT_ONCE ? Next.NOW : Next.IDLE);
    }
}

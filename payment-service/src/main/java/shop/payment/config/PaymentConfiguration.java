package shop.payment.config;

import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.POST;

import com.stripe.StripeClient;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import shop.http.access.AccessRules;
import shop.payment.application.DueWork;
import shop.payment.application.JobTrigger.Job;
import shop.payment.application.PaymentPolicy;
import shop.payment.application.ProcessWebhooks;
import shop.payment.application.ProviderPolicy;
import shop.payment.application.ProviderUnavailableException;
import shop.payment.application.PurgeExpired;
import shop.payment.application.Reconcile;
import shop.payment.application.ReconcilePolicy;
import shop.payment.application.RefundPayment;
import shop.payment.application.RetentionPolicy;
import shop.payment.application.SyncPayment;
import shop.payment.domain.Provider;
import shop.security.Role;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PaymentProperties.class)
class PaymentConfiguration {

    /** Housekeeping is woken by nobody; whoever else sleeps that long has no work. */
    private static final Duration LONGEST_SLEEP = Duration.ofHours(1);

    @Bean
    AccessRules accessRules() {
        return paths -> paths.requestMatchers(POST, "/api/payments/webhooks/stripe", "/api/payments/webhooks/razorpay")
                .permitAll()
                .requestMatchers(GET, "/api/payments/callback/success", "/api/payments/callback/fail")
                .permitAll()
                .requestMatchers("/api/payments/callback/razorpay")
                .permitAll()
                .requestMatchers("/api/payments/{id}/refunds")
                .hasRole(Role.ADMIN.name())
                .requestMatchers(GET, "/api/admin/reconciliation", "/api/admin/disputes")
                .hasRole(Role.ADMIN.name())
                .requestMatchers(
                        POST,
                        "/api/admin/reconciliation/runs",
                        "/api/admin/reconciliation/drifts/{id}/repair",
                        "/api/admin/reconciliation/drifts/{id}/acknowledge")
                .hasRole(Role.ADMIN.name())
                .requestMatchers(GET, "/api/payments", "/api/payments/{id}")
                .hasAnyRole(Role.USER.name(), Role.ADMIN.name())
                .requestMatchers(POST, "/api/payments", "/api/payments/{id}/cancel")
                .hasAnyRole(Role.USER.name(), Role.ADMIN.name());
    }

    @Bean
    PaymentPolicy paymentPolicy(PaymentProperties properties) {
        return new PaymentPolicy(
                providerPolicy(properties),
                properties.startingPatience(),
                properties.firstCheck(),
                properties.longestCheck(),
                properties.webhookTries(),
                properties.declines());
    }

    private static ProviderPolicy providerPolicy(PaymentProperties properties) {
        var configured = EnumSet.of(Provider.STRIPE);
        var live = EnumSet.noneOf(Provider.class);
        if (properties.razorpay().isConfigured()) {
            configured.add(Provider.RAZORPAY);
        }
        if (properties.stripe().livemode()) {
            live.add(Provider.STRIPE);
        }
        if (properties.razorpay().livemode()) {
            live.add(Provider.RAZORPAY);
        }
        return new ProviderPolicy(
                properties.providers().usual(), properties.providers().currencies(), configured, live);
    }

    @Bean
    RetentionPolicy retentionPolicy(PaymentProperties properties) {
        return new RetentionPolicy(
                properties.webhookRetention(), properties.givenUpRetention(), properties.driftRetention());
    }

    @Bean
    ReconcilePolicy reconcilePolicy(PaymentProperties properties) {
        return properties.reconciliation();
    }

    @Bean
    StripeClient stripeClient(PaymentProperties properties) {
        var stripe = properties.stripe();
        var builder = new StripeClient.StripeClientBuilder()
                .setApiKey(stripe.apiKey())
                .setConnectTimeout(Math.toIntExact(stripe.connectTimeout().toMillis()))
                .setReadTimeout(Math.toIntExact(stripe.readTimeout().toMillis()))
                .setMaxNetworkRetries(stripe.networkRetries());
        var base = stripe.base();
        if (base != null) {
            builder.setApiBase(base.toString().replaceAll("/+$", ""));
        }
        return builder.build();
    }

    /** Opens when half of the last calls got no answer, so that an outage is known at once instead of after a time-out each. */
    @Bean
    CircuitBreaker stripeBreaker() {
        return CircuitBreaker.of(
                "stripe",
                breaker()
                        .recordException(ProviderUnavailableException.class::isInstance)
                        .build());
    }

    @Bean
    CircuitBreaker razorpayBreaker() {
        return CircuitBreaker.of(
                "razorpay",
                breaker()
                        .recordException(ProviderUnavailableException.class::isInstance)
                        .build());
    }

    @Bean
    CircuitBreaker ordersBreaker() {
        return CircuitBreaker.of("order-service", breaker().build());
    }

    @Bean
    CircuitBreaker stockBreaker() {
        return CircuitBreaker.of("inventory-service", breaker().build());
    }

    @Bean
    Bulkhead ordersBulkhead() {
        return Bulkhead.of(
                "order-service",
                BulkheadConfig.custom()
                        .maxConcurrentCalls(20)
                        .maxWaitDuration(Duration.ofMillis(200))
                        .build());
    }

    private static CircuitBreakerConfig.Builder breaker() {
        return CircuitBreakerConfig.custom()
                .slidingWindowSize(20)
                .minimumNumberOfCalls(10)
                .failureRateThreshold(50)
                .waitDurationInOpenState(Duration.ofSeconds(5))
                .permittedNumberOfCallsInHalfOpenState(3);
    }

    @Bean
    JobScheduler jobScheduler(DueWork dueWork, PaymentProperties properties, Clock clock) {
        return new JobScheduler(dueWork, properties.pollEvery(), clock);
    }

    /** After all beans are made: the work itself wakes other workers. */
    @Bean
    SmartInitializingSingleton work(
            JobScheduler scheduler,
            ProcessWebhooks processWebhooks,
            SyncPayment syncPayment,
            RefundPayment refundPayment,
            Reconcile reconcile,
            PurgeExpired purgeExpired,
            PaymentProperties properties) {
        return () -> {
            scheduler.add(Job.WEBHOOKS, properties.workers(), LONGEST_SLEEP, processWebhooks::processNext);
            scheduler.add(Job.PAYMENTS, properties.checkWorkers(), LONGEST_SLEEP, syncPayment::syncNext);
            scheduler.add(Job.REFUNDS, properties.refundWorkers(), LONGEST_SLEEP, refundPayment::refundNext);
            scheduler.add(Job.RECONCILIATION, 1, LONGEST_SLEEP, reconcile::runDue);
            scheduler.add(Job.HOUSEKEEPING, 1, LONGEST_SLEEP, purgeExpired::purgeNext);
        };
    }
}

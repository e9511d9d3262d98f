package shop.order.config;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import shop.http.access.AccessRules;
import shop.http.retention.Retention;
import shop.jobs.Next;
import shop.jobs.Worker;
import shop.order.application.AbandonedHolds;
import shop.order.application.ExpireOrders;
import shop.order.application.ExpiryPolicy;
import shop.order.application.LivePolicy;
import shop.order.application.OrderNumbers;
import shop.order.application.OrderPolicy;
import shop.order.application.RecordPositions;
import shop.order.application.StuckPolicy;
import shop.order.client.ClientPolicy;
import shop.order.domain.ChargeableAmounts;
import shop.order.domain.OrderNumber;

@Configuration(proxyBeanMethods = false)
@EnableScheduling
@EnableConfigurationProperties(OrderProperties.class)
class OrderConfiguration {

    /** The look that is under way may ask payment-service about an order. */
    private static final Duration EXPIRY_STOP_PATIENCE = Duration.ofSeconds(5);

    /** Whose order it is decides the use case; here a token suffices. */
    @Bean
    AccessRules accessRules() {
        return paths -> paths.requestMatchers(
                        "/api/admin/summary", "/api/admin/risk-reviews", "/api/admin/risk-reviews/**")
                .hasRole("ADMIN")
                .requestMatchers("/api/orders", "/api/orders/**", "/ws/orders")
                .authenticated();
    }

    @Bean
    OrderPolicy orderPolicy(OrderProperties properties) {
        return new OrderPolicy(
                properties.reservation(),
                properties.extension(),
                properties.holdGrace(),
                properties.calls().beginWithin(),
                properties.unpaid());
    }

    /** A number that can be guessed would reveal how many orders there are, and which. */
    @Bean
    OrderNumbers orderNumbers() {
        var random = new SecureRandom();
        return () -> OrderNumber.of(random.nextLong());
    }

    @Bean
    ChargeableAmounts chargeableAmounts(OrderProperties properties) {
        return ChargeableAmounts.parse(properties.chargeable());
    }

    @Bean
    Retention recordPositionRetention(RecordPositions positions, OrderProperties properties) {
        return new Retention("positions of events", properties.eventRetention(), positions::deleteBefore);
    }

    @Bean
    SchedulingConfigurer releases(AbandonedHolds abandonedHolds) {
        return timer -> timer.addFixedDelayTask(abandonedHolds::release, Duration.ofSeconds(1));
    }

    @Bean
    ExpiryPolicy expiryPolicy(OrderProperties properties) {
        return new ExpiryPolicy(
                properties.expireEvery(),
                properties.expireLookEvery(),
                properties.expireSettle(),
                properties.expireAlertAfter(),
                properties.expireBatch());
    }

    @Bean
    ClientPolicy clientPolicy(OrderProperties properties) {
        var calls = properties.calls();
        return new ClientPolicy(calls.maxConcurrent(), calls.maxWait(), calls.circuitOpenDuration());
    }

    @Bean
    StuckPolicy stuckPolicy(OrderProperties properties) {
        return properties.stuck();
    }

    @Bean
    LivePolicy livePolicy(OrderProperties properties) {
        return properties.live();
    }

    /** Looks when the next order is due, and now and then in any case: an idle shop asks its database once a minute. */
    @Bean
    Worker expiry(ExpireOrders expireOrders, OrderProperties properties, Clock clock) {
        return Worker.named("expiry")
                .backOff(properties.expireEvery(), properties.expireEvery())
                .awaitTermination(EXPIRY_STOP_PATIENCE)
                .task(() -> {
                    var next = expireOrders.expire();
                    return Next.in(Duration.between(clock.instant(), next));
                });
    }
}

package shop.order.config;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import shop.order.application.ExpireOrders;
import shop.order.application.ExtendReservations;
import shop.order.application.LivePolicy;
import shop.order.application.OrderPolicy;
import shop.order.application.StuckPolicy;
import shop.order.client.ClientPolicy;
import shop.web.security.AccessRules;

@Configuration(proxyBeanMethods = false)
@EnableScheduling
@EnableConfigurationProperties(OrderProperties.class)
class OrderConfiguration {

    /** Whose order it is decides the use case; here a token suffices. */
    @Bean
    AccessRules accessRules() {
        return paths -> paths.requestMatchers("/api/admin/summary")
                .hasRole("ADMIN")
                .requestMatchers("/api/orders", "/api/orders/**", "/ws/orders")
                .authenticated();
    }

    @Bean
    OrderPolicy orderPolicy(OrderProperties properties) {
        return new OrderPolicy(
                properties.reservation(),
                properties.extension(),
                properties.calls().beginWithin(),
                properties.expireBatch());
    }

    @Bean
    ClientPolicy clientPolicy(OrderProperties properties) {
        var calls = properties.calls();
        return new ClientPolicy(calls.atOnce(), calls.patience(), calls.openFor());
    }

    @Bean
    StuckPolicy stuckPolicy(OrderProperties properties) {
        return new StuckPolicy(properties.stuck().grace(), properties.stuck().unshipped());
    }

    @Bean
    LivePolicy livePolicy(OrderProperties properties) {
        var live = properties.live();
        return new LivePolicy(live.perCustomer(), live.atOnce(), live.beat(), live.sendPatience());
    }

    /** At a fixed rate, each on a thread of its own: inventory-service may be slow, and orders expire all the same. */
    @Bean
    SchedulingConfigurer extension(ExtendReservations extendReservations, OrderProperties properties) {
        return timer -> timer.addFixedRateTask(extendReservations::extend, properties.extendEvery());
    }

    @Bean
    SchedulingConfigurer expiry(ExpireOrders expireOrders, OrderProperties properties) {
        return timer -> timer.addFixedDelayTask(expireOrders::expire, properties.expireEvery());
    }
}

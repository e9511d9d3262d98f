package shop.order.config;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import shop.order.application.ExpireOrders;
import shop.order.application.OrderPolicy;
import shop.order.client.ClientPolicy;
import shop.web.security.AccessRules;

@Configuration(proxyBeanMethods = false)
@EnableScheduling
@EnableConfigurationProperties(OrderProperties.class)
class OrderConfiguration {

    /** Whose order it is decides the use case; here a token suffices. */
    @Bean
    AccessRules accessRules() {
        return paths -> paths.requestMatchers("/api/orders", "/api/orders/**").authenticated();
    }

    @Bean
    OrderPolicy orderPolicy(OrderProperties properties) {
        return new OrderPolicy(properties.reservation(), properties.expireBatch());
    }

    @Bean
    ClientPolicy clientPolicy(OrderProperties properties) {
        var calls = properties.calls();
        return new ClientPolicy(calls.atOnce(), calls.patience(), calls.openFor());
    }

    @Bean
    SchedulingConfigurer expiry(ExpireOrders expireOrders, OrderProperties properties) {
        return timer -> timer.addFixedDelayTask(expireOrders::expire, properties.expireEvery());
    }
}

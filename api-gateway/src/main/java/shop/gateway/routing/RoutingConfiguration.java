package shop.gateway.routing;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.cloud.gateway.config.HttpClientCustomizer;
import org.springframework.cloud.loadbalancer.annotation.LoadBalancerClients;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.AbstractApplicationContext;

@Configuration(proxyBeanMethods = false)
@LoadBalancerClients(defaultConfiguration = InstanceChoice.class)
class RoutingConfiguration {

    @Bean(AbstractApplicationContext.APPLICATION_EVENT_MULTICASTER_BEAN_NAME)
    static HeldHeartbeats heldHeartbeats(BeanFactory beans) {
        return new HeldHeartbeats(beans);
    }

    /** Reactor Netty repeats a request of any method by itself when its connection breaks; only the route's own rule may do so. */
    @Bean
    HttpClientCustomizer noHiddenRetry() {
        return client -> client.disableRetry(true);
    }
}

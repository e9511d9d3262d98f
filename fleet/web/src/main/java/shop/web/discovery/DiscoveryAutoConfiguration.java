package shop.web.discovery;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.context.annotation.Bean;
import org.springframework.context.support.AbstractApplicationContext;

/** Makes the registry usable without a load balancer of its own context per called service. */
@AutoConfiguration
class DiscoveryAutoConfiguration {

    @Bean(AbstractApplicationContext.APPLICATION_EVENT_MULTICASTER_BEAN_NAME)
    static HeldHeartbeats heldHeartbeats(BeanFactory beans) {
        return new HeldHeartbeats(beans);
    }

    @Bean
    ServiceAddresses serviceAddresses(ObjectProvider<DiscoveryClient> registry) {
        return new ServiceAddresses(registry);
    }
}

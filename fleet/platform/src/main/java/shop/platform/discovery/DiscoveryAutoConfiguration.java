package shop.platform.discovery;

import com.netflix.discovery.EurekaClient;
import java.util.List;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.netflix.eureka.EurekaClientAutoConfiguration;
import org.springframework.cloud.netflix.eureka.serviceregistry.EurekaAutoServiceRegistration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.support.AbstractApplicationContext;

/** Makes the registry usable without a load balancer of its own context per called service. */
@AutoConfiguration(after = EurekaClientAutoConfiguration.class)
@EnableConfigurationProperties(DiscoveryProperties.class)
class DiscoveryAutoConfiguration {

    @Bean(AbstractApplicationContext.APPLICATION_EVENT_MULTICASTER_BEAN_NAME)
    static DeferredHeartbeats deferredHeartbeats(BeanFactory beans) {
        return new DeferredHeartbeats(beans);
    }

    @Bean
    ServiceAddresses serviceAddresses(ObjectProvider<DiscoveryClient> registry) {
        return new ServiceAddresses(service -> {
            var client = registry.getIfAvailable();
            return client == null
                    ? List.of()
                    : client.getInstances(service).stream()
                            .map(ServiceInstance::getUri)
                            .toList();
        });
    }

    /** Spring Cloud deregisters when the context closes, too; that this does it as well makes the order certain. */
    @Bean
    @ConditionalOnBean(EurekaAutoServiceRegistration.class)
    GracefulDeregistration gracefulDeregistration(
            EurekaAutoServiceRegistration registration, EurekaClient client, DiscoveryProperties properties) {
        return new GracefulDeregistration(
                () -> {
                    registration.stop();
                    // It waits three seconds for a task that is not due; meanwhile the last requests are answered.
                    Thread.ofPlatform().daemon().name("registry-shutdown").start(client::shutdown);
                },
                properties.departureNotice());
    }
}

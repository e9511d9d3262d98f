package shop.gateway.routing;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.loadbalancer.core.ReactorLoadBalancer;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** Beans of the small context that Spring Cloud opens for each service; no configuration of the application itself. */
class InstanceChoice {

    @Bean
    ReactorLoadBalancer<ServiceInstance> awareLoadBalancer(
            Environment environment, LoadBalancerClientFactory services, Suspects suspects) {
        var service = LoadBalancerClientFactory.getName(environment);
        return new AwareLoadBalancer(services.getLazyProvider(service, ServiceInstanceListSupplier.class), suspects);
    }
}

package shop.gateway.routing;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.loadbalancer.core.ReactorLoadBalancer;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** Beans of the small context that Spring Cloud opens for each service; no configuration of the application itself. */
class LoadBalancerBeans {

    @Bean
    ReactorLoadBalancer<ServiceInstance> outlierAwareLoadBalancer(
            Environment environment, LoadBalancerClientFactory services, OutlierDetector outliers) {
        var service = LoadBalancerClientFactory.getName(environment);
        return new OutlierAwareLoadBalancer(
                services.getLazyProvider(service, ServiceInstanceListSupplier.class), outliers);
    }
}

package shop.gateway.routing;

import org.springframework.cloud.gateway.config.HttpClientCustomizer;
import org.springframework.cloud.loadbalancer.annotation.LoadBalancerClients;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@LoadBalancerClients(defaultConfiguration = LoadBalancerBeans.class)
class RoutingConfiguration {

    /** Reactor Netty repeats a request of any method by itself when its connection breaks; only the route's own rule may do so. */
    @Bean
    HttpClientCustomizer noHiddenRetry() {
        return client -> client.disableRetry(true);
    }

    @Bean
    HttpClientCustomizer responseBoundaries() {
        return client -> client.doOnChannelInit((_, channel, _) -> ResponseBoundaryHandler.watch(channel.pipeline()))
                .doOnResponse(ResponseBoundaryHandler::closeUnlessCertain);
    }
}

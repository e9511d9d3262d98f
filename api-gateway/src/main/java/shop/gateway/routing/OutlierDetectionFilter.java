package shop.gateway.routing;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.filter.ReactiveLoadBalancerClientFilter;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Records the outcome of each try with an instance in the {@link OutlierDetector}. */
@Component
class OutlierDetectionFilter implements GlobalFilter, Ordered {

    private final OutlierDetector outliers;

    OutlierDetectionFilter(OutlierDetector outliers) {
        this.outliers = outliers;
    }

    @Override
    public int getOrder() {
        return ReactiveLoadBalancerClientFilter.LOAD_BALANCER_CLIENT_FILTER_ORDER + 1;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        Response<ServiceInstance> chosen =
                exchange.getAttribute(ServerWebExchangeUtils.GATEWAY_LOADBALANCER_RESPONSE_ATTR);
        var instance = chosen == null ? null : chosen.getServer();
        if (instance == null) {
            return chain.filter(exchange);
        }
        return chain.filter(exchange)
                .doOnSuccess(_ -> outliers.clear(instance))
                .doOnError(OutlierDetectionFilter::isUnreachable, _ -> outliers.suspect(instance));
    }

    private static boolean isUnreachable(Throwable failure) {
        return failure instanceof ConnectException || failure instanceof NoRouteToHostException;
    }
}

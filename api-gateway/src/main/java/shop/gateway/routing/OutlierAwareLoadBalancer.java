package shop.gateway.routing;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.DefaultResponse;
import org.springframework.cloud.client.loadbalancer.EmptyResponse;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.RequestDataContext;
import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.cloud.loadbalancer.core.ReactorServiceInstanceLoadBalancer;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import org.springframework.http.HttpMethod;
import reactor.core.publisher.Mono;

/** Takes the instances of a service in turn, leaving out {@link OutlierDetector} as long as there are others. */
final class OutlierAwareLoadBalancer implements ReactorServiceInstanceLoadBalancer {

    private final ObjectProvider<ServiceInstanceListSupplier> instances;
    private final OutlierDetector outliers;
    private final AtomicInteger turn = new AtomicInteger();

    OutlierAwareLoadBalancer(ObjectProvider<ServiceInstanceListSupplier> instances, OutlierDetector outliers) {
        this.instances = instances;
        this.outliers = outliers;
    }

    @Override
    @SuppressWarnings("rawtypes") // as the interface has it
    public Mono<Response<ServiceInstance>> choose(Request request) {
        var repeatable = isRepeatable(request);
        return instances.getObject().get(request).next().map(all -> choose(all, repeatable));
    }

    private Response<ServiceInstance> choose(List<ServiceInstance> all, boolean repeatable) {
        if (all.isEmpty()) {
            return new EmptyResponse();
        }
        var good = all.stream()
                .filter(instance -> outliers.mayTry(instance, repeatable))
                .toList();
        // When all are suspect, one of them may be back.
        var candidates = good.isEmpty() ? all : good;
        return new DefaultResponse(candidates.get(Math.floorMod(turn.getAndIncrement(), candidates.size())));
    }

    private static boolean isRepeatable(Request<?> request) {
        if (!(request.getContext() instanceof RequestDataContext context) || context.getClientRequest() == null) {
            return false;
        }
        var method = context.getClientRequest().getHttpMethod();
        return HttpMethod.GET.equals(method) || HttpMethod.HEAD.equals(method);
    }
}

package shop.web.discovery;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;

/** Registries for tests. */
public final class TestAddresses {

    private TestAddresses() {}

    public static ServiceAddresses none() {
        return new ServiceAddresses(new StaticListableBeanFactory().getBeanProvider(DiscoveryClient.class));
    }

    public static ServiceAddresses of(String service, URI... instances) {
        var beans = new StaticListableBeanFactory();
        beans.addBean("registry", new OneService(service, List.copyOf(Arrays.asList(instances))));
        return new ServiceAddresses(beans.getBeanProvider(DiscoveryClient.class));
    }

    private record OneService(String name, List<URI> instances) implements DiscoveryClient {

        @Override
        public String description() {
            return "knows " + name;
        }

        @Override
        public List<ServiceInstance> getInstances(String service) {
            return service.equals(name)
                    ? instances.stream()
                            .<ServiceInstance>map(uri -> new DefaultServiceInstance(
                                    uri.toString(), name, uri.getHost(), uri.getPort(), false))
                            .toList()
                    : List.of();
        }

        @Override
        public List<String> getServices() {
            return List.of(name);
        }
    }
}

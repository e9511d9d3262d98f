package shop.client;

import io.micrometer.observation.ObservationRegistry;
import java.net.http.HttpClient;
import java.util.concurrent.Executors;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.web.client.RestClient;
import shop.platform.discovery.ServiceAddresses;
import shop.security.token.ServiceTokens;
import tools.jackson.databind.json.JsonMapper;

/** Clients on one JDK HTTP client, whose connections they share. */
final class RegistryClients implements InternalClients, DisposableBean {

    private final ServiceAddresses addresses;
    private final ServiceTokens tokens;
    private final JsonMapper mapper;
    private final ObservationRegistry observations;
    private final HttpClient http;
    private final JdkClientHttpRequestFactory requests;

    RegistryClients(
            ServiceAddresses addresses,
            ServiceTokens tokens,
            ClientProperties properties,
            JsonMapper mapper,
            ObservationRegistry observations) {
        this.addresses = addresses;
        this.tokens = tokens;
        this.mapper = mapper;
        this.observations = observations;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(properties.connectTimeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
        this.requests = new JdkClientHttpRequestFactory(http);
        requests.setReadTimeout(properties.readTimeout());
    }

    @Override
    public RestClient to(String service) {
        return RestClient.builder()
                .requestFactory(requests)
                .observationRegistry(observations)
                .baseUrl("http://" + service)
                .configureMessageConverters(converters ->
                        converters.registerDefaults().withJsonConverter(new JacksonJsonHttpMessageConverter(mapper)))
                .requestInterceptor(new InstanceInterceptor(service, addresses, tokens))
                .build();
    }

    @Override
    public void destroy() {
        http.shutdownNow();
    }
}

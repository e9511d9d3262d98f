package shop.operations;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import shop.security.token.ServiceTokens;

/** Requests to single instances of other services, several at a time and none for long. */
class ServiceRequests implements DisposableBean {

    private static final Duration CONNECT_TIMEOUT = Duration.ofMillis(500);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration TOTAL_TIMEOUT = Duration.ofSeconds(4);

    private final ServiceTokens tokens;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .executor(threads)
            .build();
    private final RestClient client;

    ServiceRequests(ServiceTokens tokens) {
        this.tokens = tokens;
        var factory = new JdkClientHttpRequestFactory(http);
        factory.setReadTimeout(READ_TIMEOUT);
        this.client = RestClient.builder().requestFactory(factory).build();
    }

    /** A request to an instance of a service, with the token for it. */
    RestClient.RequestBodySpec request(HttpMethod method, String service, URI address) {
        return client.method(method).uri(address).header(HttpHeaders.AUTHORIZATION, "Bearer " + tokens.mint(service));
    }

    /** All at the same time, in their order; what takes too long is cancelled. */
    <T> List<Future<T>> invokeAll(List<Callable<T>> requests) {
        try {
            return threads.invokeAll(requests, TOTAL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while other services are asked", interrupted);
        }
    }

    @Override
    public void destroy() {
        http.shutdownNow();
        threads.shutdownNow();
    }
}

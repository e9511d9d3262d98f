package shop.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.util.ArrayList;
import org.slf4j.MDC;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.support.HttpRequestWrapper;
import org.springframework.web.util.UriComponentsBuilder;
import shop.platform.discovery.ServiceAddresses;
import shop.platform.tracing.RequestIds;
import shop.security.token.ServiceTokens;

/** Sends a request to an instance of the service; to the next one if a connection cannot be made, because then nothing was sent. */
final class InstanceInterceptor implements ClientHttpRequestInterceptor {

    private static final int MAX_TRIES = 3;

    private final String service;
    private final ServiceAddresses addresses;
    private final ServiceTokens tokens;

    InstanceInterceptor(String service, ServiceAddresses addresses, ServiceTokens tokens) {
        this.service = service;
        this.addresses = addresses;
        this.tokens = tokens;
    }

    @Override
    public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
            throws IOException {
        request.getHeaders().setBearerAuth(tokens.mint(service));
        // The span's context was put into the headers by the client's observation.
        var requestId = MDC.get(RequestIds.KEY);
        if (requestId != null) {
            request.getHeaders().set(RequestIds.HEADER, requestId);
        }
        var failures = new ArrayList<IOException>();
        for (var instance : addresses.of(service).stream().limit(MAX_TRIES).toList()) {
            try {
                return execution.execute(new At(request, instance), body);
            } catch (ConnectException | HttpConnectTimeoutException notConnected) {
                failures.add(notConnected);
            }
        }
        // Made here and not before: its stack costs more than the rest of a call that goes well.
        var unreachable = new ConnectException("no instance of " + service + " can be reached");
        failures.forEach(unreachable::addSuppressed);
        throw unreachable;
    }

    /** The same request at one instance. */
    private static final class At extends HttpRequestWrapper {

        private final URI uri;

        At(HttpRequest request, URI instance) {
            super(request);
            this.uri = UriComponentsBuilder.fromUri(request.getURI())
                    .scheme(instance.getScheme())
                    .host(instance.getHost())
                    .port(instance.getPort())
                    .build(true)
                    .toUri();
        }

        @Override
        public URI getURI() {
            return uri;
        }
    }
}

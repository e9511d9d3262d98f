package shop.client;

import org.springframework.web.client.RestClient;

/**
 * Makes the clients for {@code /internal/**} of other services. A client spreads its calls over the instances in the registry, sends a
 * service token and the request's ids, and has time-outs. Not reached in time is a
 * {@link org.springframework.web.client.ResourceAccessException}; no other instance is tried once the request was sent.
 */
public interface InternalClients {

    /**
     * The client of one service; keep it, making one is not free.
     *
     * @param service its name in the registry; paths of the client are relative to the service: {@code /internal/holds}
     */
    RestClient to(String service);
}

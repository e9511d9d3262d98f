package shop.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A REST client of the fleet, with or without a token. */
public final class Client {

    private static final String ANY_ADDRESS = "";
    private static final Map<String, HttpClient> HTTP = new ConcurrentHashMap<>();

    private final URI base;
    private final Map<String, String> headers;
    private final String source;
    private final Duration patience;

    private Client(URI base, Map<String, String> headers, String source, Duration patience) {
        this.base = base;
        this.headers = Map.copyOf(headers);
        this.source = source;
        this.patience = patience;
    }

    public static Client of(URI base) {
        return new Client(base, Map.of(), ANY_ADDRESS, Duration.ofSeconds(30));
    }

    public static Client ofGateway() {
        return of(Fleet.running().gateway());
    }

    public Client with(String header, String value) {
        var more = new HashMap<>(headers);
        more.put(header, value);
        return new Client(base, more, source, patience);
    }

    public Client withToken(String accessToken) {
        return with("Authorization", "Bearer " + accessToken);
    }

    public Client at(URI otherBase) {
        return new Client(otherBase, headers, source, patience);
    }

    /**
     * The same client at another address of the loopback network, so that limits by address hold for it alone. Systems that have only
     * one such address leave the client where it is.
     */
    public Client from(String loopbackAddress) {
        return new Client(base, headers, canBind(loopbackAddress) ? loopbackAddress : ANY_ADDRESS, patience);
    }

    /** The same client, which waits no longer than this for a response. */
    public Client within(Duration longest) {
        return new Client(base, headers, source, longest);
    }

    public URI base() {
        return base;
    }

    public Answer get(String path) {
        return send("GET", path, null);
    }

    public Answer post(String path, String body) {
        return send("POST", path, body);
    }

    public Answer patch(String path, String body) {
        return send("PATCH", path, body);
    }

    public Answer put(String path, String body) {
        return send("PUT", path, body);
    }

    public Answer delete(String path) {
        return send("DELETE", path, null);
    }

    public Answer send(String method, String path, @Nullable String body) {
        return body == null
                ? send(method, path, null, BodyPublishers.noBody(), "")
                : send(method, path, "application/json", BodyPublishers.ofString(body), " " + body);
    }

    /**
     * Sends a body of any kind.
     *
     * @param description how the body is called in messages
     */
    public Answer send(String method, String path, @Nullable String mediaType, BodyPublisher body, String description) {
        return send(method, path, mediaType, body, description, false);
    }

    /** Posts JSON; the body is asked for only when the server has read the head and says so. */
    public Answer postOnContinue(String path, BodyPublisher body) {
        return send("POST", path, "application/json", body, " on 100", true);
    }

    private Answer send(
            String method,
            String path,
            @Nullable String mediaType,
            BodyPublisher body,
            String description,
            boolean expectContinue) {
        var request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(patience)
                .expectContinue(expectContinue);
        if (mediaType != null && !headers.containsKey("Content-Type")) {
            request.header("Content-Type", mediaType);
        }
        headers.forEach(request::header);
        request.method(method, body);
        try {
            return new Answer(
                    method + " " + path + description, http(source).send(request.build(), BodyHandlers.ofByteArray()));
        } catch (IOException failed) {
            throw new UncheckedIOException(method + " " + path, failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static HttpClient http(String source) {
        return HTTP.computeIfAbsent(source, address -> {
            // Some hundred clients at once, on a machine that runs two shops besides, wait for their turn.
            var builder =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(20));
            return address.equals(ANY_ADDRESS)
                    ? builder.build()
                    : builder.localAddress(loopback(address)).build();
        });
    }

    private static boolean canBind(String address) {
        try (var _ = new ServerSocket(0, 1, loopback(address))) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private static InetAddress loopback(String address) {
        return InetAddress.ofLiteral(address);
    }
}

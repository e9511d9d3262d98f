package shop.proof;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a customer receives of the own orders while it happens, over a WebSocket or as server-sent events. */
public final class LiveOrders implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final List<Update> received = new CopyOnWriteArrayList<>();
    private final Consumer<Update> listener;
    private AutoCloseable connection = () -> {};
    private volatile @Nullable String end;

    private LiveOrders(Consumer<Update> listener) {
        this.listener = listener;
    }

    /**
     * One message.
     *
     * @param at when it arrived
     */
    public record Update(Instant at, JsonNode json) {

        public String order() {
            return json.path("orderId").asString("");
        }

        public String status() {
            return json.path("status").asString("");
        }

        public long version() {
            return json.path("version").asLong();
        }

        public String id() {
            return json.path("id").asString("");
        }
    }

    /** Listens over a WebSocket of the gateway; what it receives is handed to somebody else at once as well. */
    public static LiveOrders webSocket(Shopper shopper, Consumer<Update> listener) {
        return webSocket(shopper, "", listener);
    }

    /** Listens over a WebSocket, beginning after the message with an id. */
    public static LiveOrders webSocketAfter(Shopper shopper, String lastEventId) {
        return webSocket(shopper, "?lastEventId=" + lastEventId, _ -> {});
    }

    private static LiveOrders webSocket(Shopper shopper, String query, Consumer<Update> listener) {
        var live = new LiveOrders(listener);
        var gateway = Fleet.running().gateway();
        var socket = HTTP.newWebSocketBuilder()
                .connectTimeout(Duration.ofSeconds(10))
                .header("Authorization", "Bearer " + shopper.accessToken())
                .buildAsync(
                        URI.create("ws://" + gateway.getAuthority() + "/ws/orders" + query), new WebSocket.Listener() {
                            private final StringBuilder text = new StringBuilder();

                            @Override
                            public @Nullable CompletionStage<?> onText(
                                    WebSocket from, CharSequence part, boolean last) {
                                text.append(part);
                                if (last) {
                                    live.receive(text.toString());
                                    text.setLength(0);
                                }
                                from.request(1);
                                return null;
                            }

                            @Override
                            public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
                                live.end = String.valueOf(code);
                                return null;
                            }

                            @Override
                            public void onError(WebSocket from, Throwable failure) {
                                live.end = failure.toString();
                            }
                        })
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
        live.connection = socket::abort;
        return live;
    }

    /**
     * Listens to server-sent events.
     *
     * @param lastEventId where it was before, or "" for what comes from now on
     */
    public static LiveOrders stream(Shopper shopper, String lastEventId) throws Exception {
        var live = new LiveOrders(_ -> {});
        var request = HttpRequest.newBuilder(URI.create(Fleet.running().gateway() + "/api/orders/stream"))
                .header("Authorization", "Bearer " + shopper.accessToken())
                .header("Accept", "text/event-stream");
        if (!lastEventId.isEmpty()) {
            request.header("Last-Event-ID", lastEventId);
        }
        HttpResponse<Stream<String>> response = HTTP.send(request.build(), BodyHandlers.ofLines());
        if (response.statusCode() != 200) {
            throw new AssertionError("GET /api/orders/stream -> " + response.statusCode());
        }
        var lines = response.body();
        var reader = Thread.ofVirtual().start(() -> live.read(lines));
        live.connection = () -> {
            lines.close();
            reader.interrupt();
        };
        return live;
    }

    private void read(Stream<String> lines) {
        try {
            lines.filter(line -> line.startsWith("data:"))
                    .map(line -> line.substring("data:".length()))
                    .forEach(this::receive);
            end = "end";
        } catch (RuntimeException closed) {
            end = closed.toString();
        }
    }

    private void receive(String json) {
        var message = new Update(Instant.now(), JsonMapper.shared().readTree(json));
        received.add(message);
        listener.accept(message);
    }

    /** Everything received so far of one order, as it came. */
    public List<Update> of(String order) {
        return received.stream().filter(one -> one.order().equals(order)).toList();
    }

    /** Everything received so far. */
    public List<Update> all() {
        return List.copyOf(received);
    }

    /** Waits until an order is reported to have a status. */
    public Update await(String order, String status) {
        return Patience.await("the update that order " + order + " is " + status)
                .until(
                        () -> of(order).stream()
                                .filter(one -> one.status().equals(status))
                                .toList(),
                        found -> !found.isEmpty())
                .getFirst();
    }

    /** Waits until the connection has ended, and says how: a WebSocket's code, or the failure. */
    public String awaitEnd() {
        Patience.await("the connection to end").until(() -> end != null);
        return String.valueOf(end);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }
}

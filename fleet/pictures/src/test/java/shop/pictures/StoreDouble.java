package shop.pictures;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/** A store of objects on a port of this machine; what its requests look like is said by those that extend it. */
abstract class StoreDouble implements AutoCloseable {

    final Map<String, byte[]> objects = new ConcurrentHashMap<>();
    private final HttpServer server;

    StoreDouble() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    }

    void start() {
        server.createContext("/", exchange -> {
            try (exchange) {
                var answer = answer(exchange, exchange.getRequestBody().readAllBytes());
                exchange.getResponseHeaders().set("Content-Type", answer.type);
                var none =
                        answer.body.length == 0 || exchange.getRequestMethod().equals("HEAD");
                exchange.sendResponseHeaders(answer.status, none ? -1 : answer.body.length);
                if (!none) {
                    exchange.getResponseBody().write(answer.body);
                }
            }
        });
        server.start();
    }

    static final class Answer {

        private final int status;
        private final String type;
        private final byte[] body;

        Answer(int status, String type, byte[] body) {
            this.status = status;
            this.type = type;
            this.body = body;
        }
    }

    abstract Answer answer(HttpExchange exchange, byte[] body);

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
        server.stop(0);
    }

    static String hash(String algorithm, byte[] text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(text));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}

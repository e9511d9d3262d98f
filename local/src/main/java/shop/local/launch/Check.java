package shop.local.launch;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import shop.local.infra.Ports;

/** Asks a part whether it does its work. */
@FunctionalInterface
interface Check {

    boolean passes() throws InterruptedException;

    static Check accepts(int port) {
        return () -> Ports.accepts(port);
    }

    static Check exists(Path file) {
        return () -> Files.exists(file);
    }

    /** A 2xx answer. */
    static Check answers(int port, String path) {
        var request = HttpRequest.newBuilder(URI.create("http://" + Ports.LOOPBACK + ":" + port + path))
                .timeout(Duration.ofSeconds(5))
                .build();
        return () -> {
            // Asking by socket first spares a client's whole error handling while nobody listens yet.
            if (!Ports.accepts(port)) {
                return false;
            }
            try {
                var status =
                        Client.SHARED.send(request, BodyHandlers.discarding()).statusCode();
                return status >= 200 && status < 300;
            } catch (IOException _) {
                return false;
            }
        };
    }

    /** The one client of the launcher. */
    final class Client {

        static final HttpClient SHARED = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(2))
                .build();

        private Client() {}
    }
}

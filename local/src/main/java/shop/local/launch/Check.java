package shop.local.launch;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import shop.local.infra.Ports;

/** Asks a part whether it does its work. */
@FunctionalInterface
interface Check {

    int CONNECT_MILLIS = 2_000;

    int ANSWER_MILLIS = 5_000;

    boolean passes() throws InterruptedException;

    static Check accepts(int port) {
        return () -> Ports.accepts(port);
    }

    static Check exists(Path file) {
        return () -> Files.exists(file);
    }

    /** A 2xx answer. */
    static Check answers(int port, String path) {
        var address = URI.create("http://" + Ports.LOOPBACK + ":" + port + path);
        return () -> {
            // Asking by socket first spares a client's whole error handling while nobody listens yet.
            if (!Ports.accepts(port)) {
                return false;
            }
            try {
                // The newer client sets up TLS first, whoever is asked: a third of what a command took.
                var connection = (HttpURLConnection) address.toURL().openConnection(Proxy.NO_PROXY);
                connection.setConnectTimeout(CONNECT_MILLIS);
                connection.setReadTimeout(ANSWER_MILLIS);
                connection.setInstanceFollowRedirects(false);
                try {
                    var status = connection.getResponseCode();
                    return status >= 200 && status < 300;
                } finally {
                    connection.disconnect();
                }
            } catch (IOException _) {
                return false;
            }
        };
    }
}

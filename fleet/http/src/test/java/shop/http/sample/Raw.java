package shop.http.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Sends bytes as they are; HTTP clients would repair or refuse what these tests are about. */
public final class Raw {

    private Raw() {}

    /** What came back, undivided. */
    public record Answer(int status, String head, String body) {

        public String header(String name) {
            return Arrays.stream(head.split("\r\n", -1))
                    .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse("");
        }
    }

    public static Answer get(int port, String path) {
        return send(port, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    }

    /** Everything until the server closes the connection. */
    public static Answer send(int port, String request) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            var parts = answer.split("\r\n\r\n", 2);
            var status = parts[0].isEmpty() ? 0 : Integer.parseInt(parts[0].split(" ", 3)[1]);
            return new Answer(status, parts[0], parts.length > 1 ? parts[1] : "");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}

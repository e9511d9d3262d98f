package shop.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/** Speaks to the gateway by the byte, for what no HTTP client would send. */
final class Bytes {

    private static final int READ_TIMEOUT_MILLIS = 30_000;

    private Bytes() {}

    /** A connection whose reads end after half a minute. */
    static Socket connect(int port) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(READ_TIMEOUT_MILLIS);
        return socket;
    }

    /** Everything that is answered until the gateway hangs up. */
    static String send(int port, String bytes) throws IOException {
        try (var socket = connect(port)) {
            socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), US_ASCII);
        }
    }
}

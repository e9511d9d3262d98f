package shop.local.infra;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** TCP ports of the loopback address: everything local listens there and nowhere else. */
public final class Ports {

    public static final String LOOPBACK = "127.0.0.1";

    public static final InetAddress ADDRESS = InetAddress.ofLiteral(LOOPBACK);

    private Ports() {}

    /** A port that was free a moment ago; whoever binds it must be ready to lose the race and ask again. */
    public static int free() {
        try (var socket = new ServerSocket(0, 1, ADDRESS)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("No free port on " + LOOPBACK, e);
        }
    }

    /** Whether a server could listen there now; a port that only lingers in TIME_WAIT counts as free. */
    public static boolean isFree(int port) {
        // Some systems let a program bind the loopback address beside another that listens on all addresses.
        if (accepts(port)) {
            return false;
        }
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(ADDRESS, port), 1);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /** Whether somebody listens there. */
    public static boolean accepts(int port) {
        try (var socket = new Socket()) {
            return accepts(port, socket);
        } catch (IOException _) {
            return false;
        }
    }

    /** The system may call from the very port that is asked about, and TCP then connects the socket to itself. */
    static boolean accepts(int port, Socket socket) throws IOException {
        socket.connect(new InetSocketAddress(ADDRESS, port), 1_000);
        if (socket.getLocalPort() == port) {
            // Closed in the usual way, the connection would linger and keep the port.
            socket.setSoLinger(true, 0);
            return false;
        }
        return true;
    }
}

package shop.local.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import shop.local.host.Command.Request;
import shop.local.host.Command.Response;
import shop.local.infra.Ports;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Takes commands on the loopback address from whoever knows the secret. */
final class ControlServer implements AutoCloseable {

    /** Who does not know the secret does not hold a thread for long. */
    private static final int PATIENCE_MILLIS = 5_000;

    private static final int LONGEST_REQUEST = 1 << 20;

    private final ServerSocket server;
    private final HostAddress address;
    private final Path addressFile;
    private final Function<Request, Response> commands;

    private ControlServer(ServerSocket server, Path addressFile, Function<Request, Response> commands) {
        this.server = server;
        this.address = HostAddress.fresh(server.getLocalPort());
        this.addressFile = addressFile;
        this.commands = commands;
    }

    static ControlServer start(Path addressFile, Function<Request, Response> commands) throws IOException {
        var control = new ControlServer(new ServerSocket(0, 16, Ports.ADDRESS), addressFile, commands);
        Thread.ofPlatform().daemon().name("control").start(control::accept);
        control.address.write(addressFile);
        return control;
    }

    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(addressFile);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var socket = server.accept();
                Thread.ofVirtual().name("command").start(() -> serve(socket));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    System.err.println("control: " + e);
                }
            }
        }
    }

    private void serve(Socket socket) {
        var json = JsonMapper.shared();
        try (socket) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            Response response;
            try {
                var request = json.readValue(line(socket), Request.class);
                response = request.knows(address.secret())
                        ? commands.apply(request)
                        : new Response(Map.of(), "Wrong secret");
            } catch (JacksonException _) {
                response = new Response(Map.of(), "Not a command");
            }
            socket.getOutputStream().write((json.writeValueAsString(response) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // Whoever asked is gone; what was asked is done.
            System.err.println("control: " + e);
        }
    }

    private static String line(Socket socket) throws IOException {
        var reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        var line = new StringBuilder();
        for (var character = reader.read(); character >= 0 && character != '\n'; character = reader.read()) {
            if (line.length() >= LONGEST_REQUEST) {
                throw new IOException("A request longer than " + LONGEST_REQUEST + " characters");
            }
            line.append((char) character);
        }
        return line.toString();
    }
}

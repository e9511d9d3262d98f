package shop.proof.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** An nginx that serves one body from a file on the loopback address: the yardstick for everything that answers over HTTP on this machine. */
final class Nginx implements AutoCloseable {

    private final Path folder;
    private final Process process;
    private final URI address;

    private Nginx(Path folder, Process process, URI address) {
        this.folder = folder;
        this.process = process;
        this.address = address;
    }

    static Nginx serving(byte[] body) throws IOException {
        var folder = Files.createTempDirectory("yardstick");
        Files.write(folder.resolve("body.json"), body);
        var port = freePort();
        var configuration = folder.resolve("nginx.conf");
        Files.writeString(configuration, """
                %s
                worker_processes auto;
                daemon off;
                pid nginx.pid;
                error_log error.log;
                events { worker_connections 1024; }
                http {
                    access_log off;
                    sendfile on;
                    tcp_nopush on;
                    keepalive_requests 1000000000;
                    open_file_cache max=10;
                    client_body_temp_path client_body;
                    proxy_temp_path proxy;
                    fastcgi_temp_path fastcgi;
                    uwsgi_temp_path uwsgi;
                    scgi_temp_path scgi;
                    types { application/json json; }
                    server { listen 127.0.0.1:%d; root %s; }
                }
                """.formatted(
                        System.getProperty("user.name").equals("root") ? "user root;" : "", port, folder));
        var process = new ProcessBuilder("nginx", "-p", folder.toString(), "-c", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output.log").toFile())
                .start();
        var nginx = new Nginx(folder, process, URI.create("http://127.0.0.1:" + port + "/body.json"));
        Awaitility.await("nginx").atMost(Duration.ofSeconds(10)).until(() -> answers(port));
        return nginx;
    }

    URI address() {
        return address;
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static boolean answers(int port) {
        try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}

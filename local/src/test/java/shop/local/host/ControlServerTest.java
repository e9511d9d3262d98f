package shop.local.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import shop.local.host.Command.Request;
import shop.local.host.Command.Response;
import shop.local.host.Command.Verb;
import shop.local.infra.Ports;

class ControlServerTest {

    private static final PartSpec CART = new PartSpec(
            "cart-service",
            PartSpec.SERVICE,
            Path.of("/apps/cart-service"),
            List.of("jackson-core-3.1.5.jar"),
            Map.of("SERVER_PORT", "8084", "DB_PASSWORD", "a \"quoted\"\nsecret"),
            Map.of());

    @TempDir
    private Path folder = Path.of("");

    private final Queue<Request> requests = new ConcurrentLinkedQueue<>();

    @Test
    void aCommandArrivesWhole() throws Exception {
        try (var _ = ControlServer.start(address(), this::accept)) {
            new HostClient(address()).start(CART);

            assertThat(requests).singleElement().satisfies(request -> {
                assertThat(request.verb()).isEqualTo(Verb.START);
                assertThat(request.part()).isEqualTo(CART);
            });
        }
    }

    @Test
    void aStartThatHangsIsGivenUp() throws Exception {
        var end = new CountDownLatch(1);
        try (var _ = ControlServer.start(address(), _ -> {
            awaitQuietly(end);
            return new Response(Map.of(), null);
        })) {
            var client = new HostClient(address(), Duration.ofSeconds(1));

            assertThatThrownBy(() -> client.start(CART))
                    .isInstanceOf(HostRefusal.class)
                    .hasMessage("cart-service did not come up within 1 s");
        } finally {
            end.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void statesComeBack() throws Exception {
        try (var _ = ControlServer.start(address(), this::accept)) {
            assertThat(new HostClient(address()).states()).containsExactly(Map.entry("cart-service", PartState.FAILED));
        }
    }

    @Test
    void aRefusalComesBackWithItsReason() throws IOException {
        try (var _ = ControlServer.start(address(), _ -> new Response(Map.of(), "no such part"))) {
            assertThatThrownBy(() -> new HostClient(address()).stop("cart"))
                    .isInstanceOf(HostRefusal.class)
                    .hasMessage("no such part");
        }
    }

    @Test
    void whoDoesNotKnowTheSecretIsNotListenedTo() throws IOException {
        try (var _ = ControlServer.start(address(), this::accept)) {
            var port = HostAddress.read(address()).port();
            Files.writeString(folder.resolve("guessed"), "{\"port\": " + port + ", \"secret\": \"guess\"}");

            assertThatThrownBy(() -> new HostClient(folder.resolve("guessed")).exit())
                    .isInstanceOf(HostRefusal.class)
                    .hasMessage("Wrong secret");
            assertThat(requests).isEmpty();
        }
    }

    @Test
    void nonsenseIsRefusedAndTheNextCommandTaken() throws Exception {
        try (var _ = ControlServer.start(address(), this::accept)) {
            try (var socket = new java.net.Socket(
                    Ports.ADDRESS, HostAddress.read(address()).port())) {
                socket.getOutputStream().write("GET / HTTP/1.1\n".getBytes(StandardCharsets.UTF_8));
                assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .contains("Not a command");
            }
            new HostClient(address()).exit();
            assertThat(requests).hasSize(1);
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no such permissions")
    void onlyTheOwnerReadsTheSecretAndItGoesWithTheHost() throws IOException {
        try (var _ = ControlServer.start(address(), this::accept)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(address())))
                    .isEqualTo("rw-------");
        }
        assertThat(address()).doesNotExist();
    }

    private Response accept(Request request) {
        requests.add(request);
        return new Response(Map.of("cart-service", PartState.FAILED), null);
    }

    private Path address() {
        return folder.resolve("host.control");
    }
}

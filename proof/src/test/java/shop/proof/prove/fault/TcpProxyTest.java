package shop.proof.prove.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each mode between a real client and a server that answers each byte with the same byte. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class TcpProxyTest {

    private static final int PATIENCE_MILLIS = 60_000;

    /** Long enough that a byte which comes at all has come; a slow machine can only make the test see less. */
    private static final int SILENCE_MILLIS = 300;

    private final AtomicInteger seen = new AtomicInteger();
    private ServerSocket server;
    private TcpProxy proxy;

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
        proxy = TcpProxy.start(0, server.getLocalPort(), 42);
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        server.close();
    }

    @Test
    void passesBothDirectionsAndTheEnd() throws IOException {
        try (var client = connect()) {
            client.getOutputStream().write("hello".getBytes(StandardCharsets.UTF_8));
            assertThat(client.getInputStream().readNBytes(5)).asString().isEqualTo("hello");
            client.shutdownOutput();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        Awaitility.await().untilAsserted(() -> assertThat(proxy.open()).isZero());
        assertThat(proxy.disturbed()).isZero();
    }

    @Test
    void aSlowLinkTakesItsTimeAndHealingEndsIt() throws IOException {
        proxy.set(new Mode.Slow(Duration.ofMillis(200), Duration.ofMillis(200), 1 << 20));
        try (var client = connect()) {
            var began = System.nanoTime();
            assertEchoes(client);
            // There and back.
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(400));

            proxy.set(new Mode.Slow(Duration.ofDays(1), Duration.ofDays(1), 1 << 20));
            client.getOutputStream().write('x');
            assertSilent(client);
            proxy.set(new Mode.Pass());
            assertThat(client.getInputStream().read()).isEqualTo('x');
        }
    }

    @Test
    void aThrottledLinkTakesTimeForItsBytes() throws IOException {
        proxy.set(new Mode.Slow(Duration.ZERO, Duration.ZERO, 10_000));
        try (var client = connect()) {
            var began = System.nanoTime();
            client.getOutputStream().write(new byte[5_000]);
            assertThat(client.getInputStream().readNBytes(5_000)).hasSize(5_000);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(900));
        }
    }

    @Test
    void aCutResetsWhatIsOpenAndWhatIsNewUntilItHeals() throws IOException {
        try (var client = connect()) {
            assertEchoes(client);
            proxy.set(new Mode.Cut());
            assertReset(client);
        }
        try (var client = connect()) {
            assertReset(client);
        }
        proxy.set(new Mode.Pass());
        try (var client = connect()) {
            assertEchoes(client);
        }
    }

    @Test
    void aBlackHoleSaysNothingAndLetsTheBytesOutWhenItHeals() throws IOException {
        try (var client = connect()) {
            assertEchoes(client);
            proxy.set(new Mode.BlackHole(false));
            client.getOutputStream().write('y');
            assertSilent(client);
            try (var other = connect()) {
                other.getOutputStream().write('z');
                assertSilent(other);
                proxy.set(new Mode.Pass());
                assertThat(other.getInputStream().read()).isEqualTo('z');
            }
            assertThat(client.getInputStream().read()).isEqualTo('y');
        }
    }

    @Test
    void aBlackHoleOfResponsesLetsRequestsThrough() throws IOException {
        try (var client = connect()) {
            assertEchoes(client);
            var before = seen.get();
            proxy.set(new Mode.BlackHole(true));
            client.getOutputStream().write('y');
            Awaitility.await().untilAsserted(() -> assertThat(seen.get()).isEqualTo(before + 1));
            assertSilent(client);
        }
    }

    @Test
    void aResetBreaksAConnectionInTheMiddle() throws IOException {
        try (var client = connect()) {
            assertEchoes(client);
            proxy.set(new Mode.Reset(1));
            client.getOutputStream().write('x');
            assertReset(client);
        }
        assertThat(proxy.disturbed()).isPositive();
    }

    @Test
    void aLostResponseHasHadItsEffect() throws IOException {
        try (var client = connect()) {
            assertEchoes(client);
            var before = seen.get();
            proxy.set(new Mode.LoseResponses(1));
            client.getOutputStream().write('x');
            assertReset(client);
            assertThat(seen.get()).isEqualTo(before + 1);
        }
    }

    @Test
    void holdsBackTheResponsesThatAreMarkedAndNoOthers() throws IOException {
        proxy.set(new Mode.HoldResponses("COMMIT", Duration.ofDays(1)));
        try (var client = connect()) {
            assertEchoes(client);
            var before = seen.get();
            client.getOutputStream().write("COMMIT".getBytes(StandardCharsets.UTF_8));
            Awaitility.await().untilAsserted(() -> assertThat(seen.get()).isEqualTo(before + 6));
            assertSilent(client);
            proxy.set(new Mode.Pass());
            assertThat(client.getInputStream().readNBytes(6)).asString().isEqualTo("COMMIT");
        }
    }

    @Test
    void theSameSeedBreaksTheSamePieces() throws IOException {
        assertThat(echoesUntilReset(7)).isEqualTo(echoesUntilReset(7));
    }

    @Test
    void aServerThatIsNotThereIsAResetAndNoHang() throws IOException {
        server.close();
        try (var client = connect()) {
            assertReset(client);
        }
    }

    private int echoesUntilReset(long seed) throws IOException {
        try (var seeded = TcpProxy.start(0, server.getLocalPort(), seed);
                var client = new Socket(InetAddress.getLoopbackAddress(), seeded.port())) {
            client.setSoTimeout(PATIENCE_MILLIS);
            seeded.set(new Mode.Reset(0.05));
            var echoes = 0;
            while (true) {
                try {
                    client.getOutputStream().write('x');
                    if (client.getInputStream().read() != 'x') {
                        return echoes;
                    }
                    echoes++;
                } catch (SocketException _) {
                    return echoes;
                }
            }
        }
    }

    private Socket connect() throws IOException {
        var client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        client.setSoTimeout(PATIENCE_MILLIS);
        return client;
    }

    private static void assertEchoes(Socket client) throws IOException {
        client.getOutputStream().write('e');
        assertThat(client.getInputStream().read()).isEqualTo('e');
    }

    private static void assertSilent(Socket client) throws IOException {
        client.setSoTimeout(SILENCE_MILLIS);
        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        client.setSoTimeout(PATIENCE_MILLIS);
    }

    private static void assertReset(Socket client) {
        assertThatThrownBy(() -> {
                    if (client.getInputStream().read() < 0) {
                        throw new AssertionError("an orderly end (expected: a reset)");
                    }
                })
                .isInstanceOf(SocketException.class);
    }

    private void serve() {
        while (!server.isClosed()) {
            try {
                var client = server.accept();
                Thread.ofVirtual().start(() -> echo(client));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void echo(Socket client) {
        var buffer = new byte[16 << 10];
        try (client) {
            for (var length = client.getInputStream().read(buffer);
                    length >= 0;
                    length = client.getInputStream().read(buffer)) {
                seen.addAndGet(length);
                client.getOutputStream().write(buffer, 0, length);
            }
        } catch (IOException _) {
            // The proxy has cut it, as it should.
        }
    }
}

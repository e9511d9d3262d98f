package shop.local.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;

class PortsTest {

    @Test
    void aFreePortIsFreeHoweverOftenItIsAskedFor() {
        var port = Ports.free();

        assertThat(Ports.isFree(port)).isTrue();
        assertThat(Ports.isFree(port)).as("after the first probe").isTrue();
        assertThat(Ports.accepts(port)).isFalse();
    }

    @Test
    void aFreePortCanBeListenedToRightAfterTheProbe() throws IOException {
        var port = Ports.free();

        assertThat(Ports.isFree(port)).isTrue();
        try (var server = new ServerSocket(port, 1, Ports.ADDRESS)) {
            assertThat(server.getLocalPort()).isEqualTo(port);
        }
    }

    @Test
    void aProbeThatReachesItselfIsNoListenerAndLeavesThePortFree() throws IOException {
        var port = Ports.free();
        try (var probe = new Socket()) {
            probe.bind(new InetSocketAddress(Ports.ADDRESS, port));

            assertThat(Ports.accepts(port, probe)).isFalse();
        }

        assertThat(Ports.isFree(port)).isTrue();
    }

    @Test
    void aPortSomebodyListensToIsTaken() throws IOException {
        try (var server = new ServerSocket(0, 1, Ports.ADDRESS)) {
            assertThat(Ports.isFree(server.getLocalPort())).isFalse();
            assertThat(Ports.accepts(server.getLocalPort())).isTrue();
        }
    }

    @Test
    void aPortSomebodyListensToOnAllAddressesIsTaken() throws IOException {
        try (var server = new ServerSocket(0)) {
            assertThat(Ports.isFree(server.getLocalPort())).isFalse();
        }
    }

    @Test
    void aPortIsFreeAgainAfterItsListenerIsGone() throws IOException {
        int port;
        try (var server = new ServerSocket(0, 1, Ports.ADDRESS)) {
            port = server.getLocalPort();
        }

        assertThat(Ports.isFree(port)).isTrue();
    }

    @Test
    void aConnectionThatLingersAfterItsServerDoesNotTakeThePort() throws IOException {
        int port;
        try (var server = new ServerSocket(0, 1, Ports.ADDRESS);
                var client = new Socket(Ports.ADDRESS, server.getLocalPort())) {
            port = server.getLocalPort();
            // The side that closes first keeps the connection in TIME_WAIT.
            server.accept().close();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }

        assertThat(Ports.isFree(port)).isTrue();
    }
}

package shop.local.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.local.infra.Ports;

class BringUpTest {

    @Test
    void aTakenPortIsNamedWithTheSettingThatMovesItBeforeAnythingStarts(@TempDir Path folder) throws IOException {
        var home = new Home(folder);
        var register = new Register(home, State.empty(PortTable.of(_ -> null), null));
        try (var other = new ServerSocket(0, 1, InetAddress.ofLiteral(Ports.LOOPBACK));
                var output = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
                var bringUp = bringUp(home, register, output)) {
            var free = part("mail", Ports.free(), "SHOP_MAIL_PORT");
            var taken = part("kafka", other.getLocalPort(), "SHOP_KAFKA_PORT");

            assertThatThrownBy(() -> bringUp.start(List.of(free, taken)))
                    .isInstanceOf(ShopException.class)
                    .hasMessageContaining("Port " + other.getLocalPort() + " for kafka")
                    .hasMessageContaining("SHOP_KAFKA_PORT")
                    .hasMessageNotContaining("mail");
        }
        assertThat(register.state().entries()).isEmpty();
    }

    private static BringUp bringUp(Home home, Register register, PrintStream output) {
        var hosts = new Hosts(home, Starter.thisJava(), new Apps(home, home.folder()), register, List.of(), true);
        return new BringUp(new Starter(home, hosts, register), register, new Progress(output, false), false);
    }

    private static Part part(String name, int port, String setting) {
        return new Part(
                name,
                Kind.STORE,
                List.of(new Part.BoundPort(port, setting)),
                List.of(),
                new Part.NativePostgres(Map.of(), Path.of("postgres")),
                () -> true);
    }
}

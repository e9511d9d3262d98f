package shop.proof.prove.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.proof.Fleet;

class LayoutTest {

    @TempDir
    Path folder;

    @Test
    void linksGoThroughTheirProxies() throws IOException {
        var ports = Fleet.freePorts();
        try (var layout = new Layout(folder, ports, 1)) {
            layout.proxy(new Link("order-service", "postgres"));
            layout.proxy(new Link("order-service", "kafka"));
            layout.proxy(new Link("cart-service", "kafka"));
            layout.proxy(Link.toService("payment-service"));

            var settings = parts(layout);
            assertThat(settings.getProperty("order-service.DB_URL"))
                    .isEqualTo("jdbc:postgresql://127.0.0.1:"
                            + layout.proxyOf(new Link("order-service", "postgres"))
                                    .port() + "/orders");
            var orders = layout.proxyOf(new Link("order-service", "kafka")).port();
            var carts = layout.proxyOf(new Link("cart-service", "kafka")).port();
            assertThat(settings.getProperty("order-service.KAFKA_BOOTSTRAP_SERVERS"))
                    .isEqualTo("127.0.0.1:" + orders);
            assertThat(settings.getProperty("cart-service.KAFKA_BOOTSTRAP_SERVERS"))
                    .isEqualTo("127.0.0.1:" + carts);
            assertThat(settings.getProperty("kafka.proxied")).matches("\\d+>" + orders + ",\\d+>" + carts);
            assertThat(settings.getProperty("payment-service.EUREKA_INSTANCE_NONSECUREPORT"))
                    .isEqualTo(String.valueOf(
                            layout.proxyOf(Link.toService("payment-service")).port()));
        }
    }

    @Test
    void aLinkHasOneProxyForAllFaultsOfIt() {
        try (var layout = new Layout(folder, Fleet.freePorts(), 1)) {
            var link = new Link("order-service", "kafka");
            layout.proxy(link);
            var first = layout.proxyOf(link);
            layout.proxy(link);

            assertThat(layout.proxyOf(link)).isSameAs(first);
        }
    }

    @Test
    void aSettingOfAPartComesAndGoes() throws IOException {
        try (var layout = new Layout(folder, Fleet.freePorts(), 1)) {
            layout.set("order-service", "SHOP_CLOCK_OFFSET", "-PT10M");
            assertThat(parts(layout)).containsEntry("order-service.SHOP_CLOCK_OFFSET", "-PT10M");
            layout.unset("order-service", "SHOP_CLOCK_OFFSET");
            assertThat(parts(layout)).isEmpty();
        }
    }

    @Test
    void everyFaultButTheFullDiskCanBePreparedAnywhere() {
        try (var layout = new Layout(folder, Fleet.freePorts(), 1)) {
            for (var strike : Schedule.of(Faults.all(), 9, Duration.ofMinutes(4))) {
                if (!strike.kind().equals("full-disk")) {
                    strike.fault().prepare(layout);
                }
            }
            assertThat(layout.apart()).contains("order-service", "payment-service", "inventory-service", "kafka");
            assertThat(layout.apartOption().orElseThrow()).startsWith("--apart=");
        }
    }

    private Properties parts(Layout layout) throws IOException {
        var file = Path.of(Objects.requireNonNull(layout.settings().get("SHOP_PART_SETTINGS")));
        assertThat(file.startsWith(folder)).isTrue();
        var settings = new Properties();
        settings.load(new StringReader(Files.readString(file)));
        return settings;
    }
}

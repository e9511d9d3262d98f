package shop.gateway.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import shop.gateway.GatewayProperties;

class ClientAddressTest {

    private static final String PROXY = "10.0.0.7";
    private static final String SECOND_PROXY = "10.0.0.8";
    private static final String CLIENT = "203.0.113.9";

    @Test
    void believesNobodyWhenNoProxyIsNamed() {
        assertThat(address(List.of(), PROXY, CLIENT)).isEqualTo(PROXY);
    }

    @Test
    void believesAProxyOfOurs() {
        assertThat(address(List.of("10.0.0.0/8"), PROXY, CLIENT)).isEqualTo(CLIENT);
        assertThat(address(List.of("10.0.0.0/8"), PROXY)).isEqualTo(PROXY);
    }

    @Test
    void believesNobodyElse() {
        assertThat(address(List.of("10.0.0.0/8"), "192.0.2.1", CLIENT)).isEqualTo("192.0.2.1");
    }

    @Test
    void takesWhatTheOutermostProxyOfOursSawAndNotWhatItWasTold() {
        assertThat(address(List.of("10.0.0.0/8"), PROXY, "1.2.3.4, " + CLIENT + ", " + SECOND_PROXY))
                .isEqualTo(CLIENT);
        assertThat(address(List.of("10.0.0.0/8"), PROXY, "1.2.3.4", CLIENT)).isEqualTo(CLIENT);
    }

    @Test
    void stopsAtWhatIsNoAddress() {
        for (var nonsense : new String[] {"localhost", "unknown", "", "203.0.113.9:80", "[::1]:80", "1.2.3.4.5"}) {
            assertThat(address(List.of("10.0.0.0/8"), PROXY, CLIENT + ", " + nonsense))
                    .as(nonsense)
                    .isEqualTo(PROXY);
        }
    }

    @Test
    void namesTheNetworkOfAnIpv6Address() {
        assertThat(address(List.of("10.0.0.0/8"), PROXY, "2001:db8:1:2:3:4:5:6"))
                .isEqualTo(address(List.of("10.0.0.0/8"), PROXY, "2001:db8:1:2::1"))
                .isNotEqualTo(address(List.of("10.0.0.0/8"), PROXY, "2001:db8:1:3::1"));
    }

    private static String address(List<String> trusted, String peer, String... forwardedFor) {
        var properties = new GatewayProperties(
                URI.create("https://shop.example"),
                DataSize.ofMegabytes(1),
                Duration.ofSeconds(5),
                trusted,
                List.of(),
                false,
                List.of(),
                "classpath:/",
                Map.of());
        return new ClientAddress(properties).of(new InetSocketAddress(peer, 4711), List.of(forwardedFor));
    }
}

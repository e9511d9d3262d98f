package shop.gateway.request;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import shop.gateway.GatewayProperties;

/**
 * Says where a request came from. Only the proxies that the settings name are believed about whom they stand for, each about the one before
 * it; what anybody else writes into {@code X-Forwarded-For} is not looked at.
 */
@Component
public class ClientAddress {

    public static final String FORWARDED_FOR = "X-Forwarded-For";

    private static final int ANY_PORT = 0;
    private static final int HOME_NETWORK_BYTES = 8;

    private final List<IpSubnetFilterRule> trusted;

    ClientAddress(GatewayProperties properties) {
        this.trusted = properties.trustedProxies().stream()
                .map(network -> new IpSubnetFilterRule(network, IpFilterRuleType.ACCEPT))
                .toList();
    }

    /**
     * The address, or of IPv6 the network that one customer has to choose addresses from.
     *
     * @param forwardedFor what the request's {@code X-Forwarded-For} lines say
     */
    public String of(@Nullable InetSocketAddress peer, List<String> forwardedFor) {
        if (peer == null || peer.getAddress() == null) {
            return "unknown";
        }
        return name(trusted.isEmpty() ? peer.getAddress() : beforeOurProxies(forwardedFor, peer.getAddress()));
    }

    private InetAddress beforeOurProxies(List<String> forwardedFor, InetAddress peer) {
        var chain = forwardedFor.stream()
                .flatMap(line -> Arrays.stream(line.split(",", -1)))
                .map(String::strip)
                .toList();
        var known = peer;
        // From the right: each proxy adds the address of whoever asked it.
        for (var i = chain.size() - 1; i >= 0 && isTrusted(known); i--) {
            // Literals only, so that nothing is ever looked up.
            var before = NetUtil.createInetAddressFromIpAddressString(chain.get(i));
            if (before == null) {
                break;
            }
            known = before;
        }
        return known;
    }

    private boolean isTrusted(InetAddress address) {
        var socket = new InetSocketAddress(address, ANY_PORT);
        return trusted.stream().anyMatch(rule -> rule.matches(socket));
    }

    private static String name(InetAddress address) {
        if (address instanceof Inet6Address six) {
            var network = Arrays.copyOf(Arrays.copyOf(six.getAddress(), HOME_NETWORK_BYTES), six.getAddress().length);
            return NetUtil.bytesToIpAddress(network) + "/64";
        }
        return address.getHostAddress();
    }
}

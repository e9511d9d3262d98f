package shop.local.http;

import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells what this machine's tools are asked by themselves and by programs from what a foreign page makes a browser ask: a host name of its own
 * that it had lead here (DNS rebinding), or an origin that is not the very page.
 */
public final class LocalOnly {

    private static final Set<String> NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

    private LocalOnly() {}

    /**
     * Whether a request may be answered.
     *
     * @param host the header {@code Host}
     * @param origin the header {@code Origin}, which browsers send with whatever changes something
     */
    public static boolean allows(@Nullable String host, @Nullable String origin) {
        return host != null
                && NAMES.contains(withoutPort(host))
                && (origin == null || origin.equalsIgnoreCase("http://" + host));
    }

    /** The same for a tool that has an address besides, where its pages are found. */
    public static boolean allows(@Nullable String host, @Nullable String origin, URI publicUrl) {
        var own = publicUrl.getRawAuthority();
        return allows(host, origin)
                || (host != null
                        && host.equalsIgnoreCase(own)
                        && (origin == null || origin.equalsIgnoreCase(publicUrl.getScheme() + "://" + own)));
    }

    /**
     * The same for a tool that may be bound to more than the loopback address: others reach it by names that it does not know, and a page
     * still may ask only the server that it is from.
     */
    public static boolean allows(InetAddress bound, @Nullable String host, @Nullable String origin, URI publicUrl) {
        return bound.isLoopbackAddress()
                ? allows(host, origin, publicUrl)
                : origin == null || isSame(origin, host, publicUrl);
    }

    /** Whether a page asks the server that it is from. */
    private static boolean isSame(String origin, @Nullable String host, URI publicUrl) {
        return origin.equalsIgnoreCase("http://" + host)
                || origin.equalsIgnoreCase(publicUrl.getScheme() + "://" + publicUrl.getRawAuthority());
    }

    private static String withoutPort(String host) {
        var port = host.lastIndexOf(':');
        var name = port > 0 && !host.endsWith("]") ? host.substring(0, port) : host;
        return name.toLowerCase(Locale.ROOT);
    }
}

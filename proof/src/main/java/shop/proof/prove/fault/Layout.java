package shop.proof.prove.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * How a fleet is started so that the drawn faults can strike it: which parts have a process of their own, which connections go through a
 * proxy, which stores have a small disk of their own, and with which settings all of it runs.
 */
public final class Layout implements AutoCloseable {

    private static final Map<String, String> DATABASES = Map.of(
            "user-service", "users",
            "inventory-service", "inventory",
            "order-service", "orders",
            "payment-service", "payments");

    private final Path folder;
    private final Map<String, String> ports;
    private final long seed;
    private final Set<String> apart = new TreeSet<>();
    private final Map<String, String> settings = new TreeMap<>();
    private final Map<String, Map<String, String>> partSettings = new TreeMap<>();
    private final Map<Link, TcpProxy> proxies = new LinkedHashMap<>();
    private final Map<String, SmallDisk> disks = new TreeMap<>();

    /**
     * @param folder for its files
     * @param ports of the fleet, by the setting of each
     * @param seed of the proxies' random choices
     */
    public Layout(Path folder, Map<String, String> ports, long seed) {
        this.folder = folder;
        this.ports = Map.copyOf(ports);
        this.seed = seed;
        settings.putAll(ports);
        settings.put("SHOP_PART_SETTINGS", folder.resolve("parts.properties").toString());
    }

    /** Takes away what a run has left that was killed. */
    public static void removeLeftovers(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (var found = Files.list(folder)) {
                found.filter(each -> each.getFileName().toString().startsWith("disk-"))
                        .forEach(SmallDisk::unmount);
            }
        }
    }

    /** The part gets a process of its own. */
    void apart(String part) {
        apart.add(part);
    }

    /** A setting of every part, as an environment variable. */
    public void set(String variable, String value) {
        settings.put(variable, value);
    }

    /** A setting of one part, from its next start on. */
    synchronized void set(String part, String name, String value) {
        partSettings.computeIfAbsent(part, _ -> new TreeMap<>()).put(name, value);
        write();
    }

    synchronized void unset(String part, String name) {
        partSettings.getOrDefault(part, new TreeMap<>()).remove(name);
        write();
    }

    /** These connections go through a proxy from now on. */
    void proxy(Link link) {
        if (!proxies.containsKey(link)) {
            proxies.put(link, startProxy(link));
        }
    }

    TcpProxy proxyOf(Link link) {
        var proxy = proxies.get(link);
        if (proxy == null) {
            throw new IllegalStateException("no proxy from " + link);
        }
        return proxy;
    }

    /** The store of this part is on a disk of its own that holds so many megabytes. */
    void smallDisk(String part, int megabytes) {
        if (!disks.containsKey(part)) {
            var disk = SmallDisk.mount(folder.resolve("disk-" + part), megabytes);
            disks.put(part, disk);
            set(part, "data", disk.folder().resolve("data").toString());
            apart(part);
        }
    }

    Optional<SmallDisk> diskOf(String part) {
        return Optional.ofNullable(disks.get(part));
    }

    /** Of every start of a part. */
    public Map<String, String> settings() {
        write();
        return Map.copyOf(settings);
    }

    /** Of {@code ./shop up}. */
    public Optional<String> apartOption() {
        return apart.isEmpty()
                ? Optional.empty()
                : Optional.of("--apart=" + apart.stream().collect(Collectors.joining(",")));
    }

    public Set<String> apart() {
        return Set.copyOf(apart);
    }

    /** Everything passes again. */
    void healProxies() {
        proxies.values().forEach(proxy -> proxy.set(new Mode.Pass()));
    }

    public void each(Consumer<String> linkOrDisk) {
        proxies.keySet().forEach(link -> linkOrDisk.accept(link.toString()));
        disks.forEach((part, disk) -> linkOrDisk.accept(part + " on a disk of " + disk.megabytes() + " MB"));
    }

    @Override
    public void close() {
        proxies.values().forEach(TcpProxy::close);
        disks.values().forEach(SmallDisk::close);
    }

    private TcpProxy startProxy(Link link) {
        var number = proxies.size();
        return switch (link.to()) {
            case "postgres" -> {
                var proxy = TcpProxy.start(0, port("POSTGRES"), seed + number);
                set(
                        link.from(),
                        "DB_URL",
                        "jdbc:postgresql://127.0.0.1:" + proxy.port() + "/" + DATABASES.get(link.from()));
                yield proxy;
            }
            case "kafka" -> {
                var behind = freePort();
                var proxy = TcpProxy.start(0, behind, seed + number);
                var listener = behind + ">" + proxy.port();
                set(
                        "kafka",
                        "proxied",
                        partSettings.containsKey("kafka")
                                        && partSettings.get("kafka").containsKey("proxied")
                                ? partSettings.get("kafka").get("proxied") + "," + listener
                                : listener);
                set(link.from(), "KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + proxy.port());
                yield proxy;
            }
            default -> {
                var proxy = TcpProxy.start(
                        0, port(link.to().replace("-service", "").toUpperCase(Locale.ROOT)), seed + number);
                set(link.to(), "EUREKA_INSTANCE_NONSECUREPORT", String.valueOf(proxy.port()));
                yield proxy;
            }
        };
    }

    private int port(String name) {
        var port = ports.get("SHOP_" + name + "_PORT");
        if (port == null) {
            throw new IllegalArgumentException("no port of " + name + " among " + ports.keySet());
        }
        return Integer.parseInt(port);
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private synchronized void write() {
        var lines = new StringBuilder();
        partSettings.forEach((part, own) -> own.forEach((name, value) -> lines.append(part)
                .append('.')
                .append(name)
                .append('=')
                // As java.util.Properties reads it.
                .append(value.replace("\\", "\\\\"))
                .append('\n')));
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("parts.properties"), lines);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}

package shop.local.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import shop.local.infra.Folders;
import shop.local.infra.OsProcess;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What runs, as the launcher wrote it down. A process is known by its pid and its start, so that a pid which has gone to
 * somebody else counts as ended.
 *
 * @param mongodbUri where a MongoDB of the user's own is, instead of ours
 * @param scale how many instances a service should have, where that is not one
 * @param apart the parts that have a process of their own, where not all share one; {@link #ALL} for each
 * @param hosts the processes in which parts run
 */
record State(
        PortTable ports,
        @Nullable String mongodbUri,
        Map<String, Integer> scale,
        Set<String> apart,
        List<HostProcess> hosts,
        List<Entry> entries) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    static final String ALL = "*";

    /** Of an earlier version's file some are missing. */
    State {
        scale = Map.copyOf(scale);
        apart = Set.copyOf(Objects.requireNonNullElse(apart, Set.of()));
        hosts = List.copyOf(Objects.requireNonNullElse(hosts, List.of()));
        entries = List.copyOf(entries);
    }

    static State empty(PortTable ports, @Nullable String mongodbUri) {
        return new State(ports, mongodbUri, Map.of(), Set.of(), List.of(), List.of());
    }

    static Optional<State> load(Home home) {
        if (!Files.exists(home.state())) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(Files.readString(home.state()), State.class));
        } catch (JacksonException e) {
            throw new ShopException(home.state() + " cannot be read (" + e.getOriginalMessage()
                    + "). If nothing of the shop runs any more, delete it.");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void save(Home home) {
        try {
            Files.createDirectories(home.folder());
            Folders.writeAtomically(home.state(), JSON.writeValueAsString(this));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether anything of the shop runs. */
    boolean runs() {
        return entries.stream().anyMatch(Entry::isAlive) || hosts.stream().anyMatch(HostProcess::isAlive);
    }

    Optional<HostProcess> host(String name) {
        return hosts.stream().filter(host -> host.name().equals(name)).findFirst();
    }

    State withHost(HostProcess host) {
        var changed = new ArrayList<>(withoutHost(host.name()).hosts);
        changed.add(host);
        return new State(ports, mongodbUri, scale, apart, changed, entries);
    }

    State withoutHost(String name) {
        return new State(
                ports,
                mongodbUri,
                scale,
                apart,
                hosts.stream().filter(host -> !host.name().equals(name)).toList(),
                entries);
    }

    State withApart(Set<String> parts) {
        return new State(ports, mongodbUri, scale, parts, hosts, entries);
    }

    /** Whether the part should have a process of its own. */
    boolean isApart(String part) {
        return apart.contains(ALL) || apart.contains(part);
    }

    List<Entry> alive() {
        return entries.stream().filter(Entry::isAlive).toList();
    }

    Optional<Entry> find(String name) {
        return entries.stream().filter(entry -> entry.name().equals(name)).findFirst();
    }

    /** The same with this entry in place of the one of its name. */
    State with(Entry entry) {
        var changed = new ArrayList<>(without(other -> other.name().equals(entry.name())).entries);
        changed.add(entry);
        return new State(ports, mongodbUri, scale, apart, hosts, changed);
    }

    State without(Predicate<Entry> unwanted) {
        return new State(
                ports,
                mongodbUri,
                scale,
                apart,
                hosts,
                entries.stream().filter(unwanted.negate()).toList());
    }

    State withScale(String service, int instances) {
        var changed = new TreeMap<>(scale);
        changed.put(service, instances);
        return new State(ports, mongodbUri, changed, apart, hosts, entries);
    }

    /**
     * A process in which parts run.
     *
     * @param name {@link Home#HOST}, or that of the one part for which it stands
     */
    record HostProcess(String name, long pid, Instant startedAt) {

        OsProcess process() {
            return new OsProcess(pid, startedAt);
        }

        boolean isAlive() {
            return process().isAlive();
        }
    }

    /**
     * One part that was started.
     *
     * @param name the part's, or for a second instance the part's with a number
     * @param pid of the process in which it runs
     * @param host the name of that process, or null of a part that is no program of ours
     */
    record Entry(
            String name,
            Kind kind,
            long pid,
            Instant startedAt,
            int port,
            @Nullable String host) {

        OsProcess process() {
            return new OsProcess(pid, startedAt);
        }

        /** Of a part in a host: whether the host runs. */
        boolean isAlive() {
            return process().isAlive();
        }

        /** Whether it shares its process with others. */
        boolean isShared() {
            return Home.HOST.equals(host);
        }
    }
}

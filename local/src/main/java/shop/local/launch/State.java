package shop.local.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 */
record State(PortTable ports, @Nullable String mongodbUri, Map<String, Integer> scale, List<Entry> entries) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    State {
        scale = Map.copyOf(scale);
        entries = List.copyOf(entries);
    }

    static State empty(PortTable ports, @Nullable String mongodbUri) {
        return new State(ports, mongodbUri, Map.of(), List.of());
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
        return new State(ports, mongodbUri, scale, changed);
    }

    State without(Predicate<Entry> unwanted) {
        return new State(
                ports,
                mongodbUri,
                scale,
                entries.stream().filter(unwanted.negate()).toList());
    }

    State withScale(String service, int instances) {
        var changed = new TreeMap<>(scale);
        changed.put(service, instances);
        return new State(ports, mongodbUri, changed, entries);
    }

    /**
     * One process.
     *
     * @param name the part's, or for a second instance the part's with a number
     * @param recording whether it writes down, when it ends, what a start-up cache is made of
     */
    record Entry(String name, Kind kind, long pid, Instant startedAt, int port, boolean recording) {

        OsProcess process() {
            return new OsProcess(pid, startedAt);
        }

        boolean isAlive() {
            return process().isAlive();
        }
    }
}

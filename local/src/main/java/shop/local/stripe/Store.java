package shop.local.stripe;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the sandbox remembers: Stripe's objects as JSON, in memory and in an append-only log, one line per change of state, so that a
 * process that dies leaves either the whole change or none of it. Each kind keeps its newest entries up to a bound that follows the heap.
 */
final class Store implements Closeable {

    /** The shelves of the store; the share says how many of the newest entries are kept, as a part of the capacity. */
    enum Kind {
        PAYMENT_INTENT(1),
        CHARGE(1),
        REFUND(0.5),
        DISPUTE(0.1),
        SESSION(0.5),
        EVENT(0.5),
        DELIVERY(0.5),
        IDEMPOTENT_ANSWER(0.5),
        ORDER_TOTAL(5),
        BALANCE(1),
        MODES(0.1),
        ENDPOINT(0.01);

        private final double share;

        Kind(double share) {
            this.share = share;
        }
    }

    private static final int SMALLEST_CAPACITY = 1_000;
    private static final int LARGEST_CAPACITY = 20_000;
    private static final int HEAP_BYTES_PER_PAYMENT = 10 * 1024;
    private static final int SMALLEST_LOG_TO_COMPACT = 20_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Kind, SequencedMap<String, byte[]>> shelves = new EnumMap<>(Kind.class);
    private final int capacity;
    private final @Nullable Path file;
    private @Nullable OutputStream log;
    private long loggedLines;

    /** Whether the last line may have been written in part, as on a full disk; the next one then starts on a line of its own. */
    private boolean torn;

    private Store(@Nullable Path file, int capacity) {
        this.file = file;
        this.capacity = capacity;
        for (var kind : Kind.values()) {
            shelves.put(kind, new LinkedHashMap<>());
        }
    }

    /** Opens the store with what an earlier process left in the file; without a file nothing outlives the process. */
    static Store open(@Nullable Path file) throws IOException {
        var fitting = Runtime.getRuntime().maxMemory() / HEAP_BYTES_PER_PAYMENT;
        return open(file, Math.clamp(fitting, SMALLEST_CAPACITY, LARGEST_CAPACITY));
    }

    static Store open(@Nullable Path file, int capacity) throws IOException {
        var store = new Store(file, capacity);
        if (file != null) {
            var folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            if (Files.exists(file)) {
                store.replay(file);
            }
            store.compact(file);
        }
        return store;
    }

    /** Runs the work alone; what it puts is kept if it returns, and forgotten if it throws. */
    <T> T change(Function<Change, T> work) {
        var change = new Change();
        T result;
        lock.lock();
        try {
            result = work.apply(change);
            change.commit();
        } finally {
            lock.unlock();
        }
        change.afterwards.forEach(Runnable::run);
        return result;
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            if (log != null) {
                log.close();
                log = null;
            }
        } finally {
            lock.unlock();
        }
    }

    private void keep(Kind kind, String id, byte @Nullable [] value) {
        var shelf = shelf(kind);
        if (value == null) {
            shelf.remove(id);
            return;
        }
        shelf.put(id, value);
        if (shelf.size() > Math.max(10, capacity * kind.share)) {
            shelf.pollFirstEntry();
        }
    }

    private SequencedMap<String, byte[]> shelf(Kind kind) {
        var shelf = shelves.get(kind);
        if (shelf == null) {
            throw new IllegalStateException("no shelf for " + kind);
        }
        return shelf;
    }

    private void replay(Path from) throws IOException {
        try (var lines = Files.newInputStream(from)) {
            var line = new ByteArrayOutputStream();
            var buffer = new byte[1 << 16];
            for (var read = lines.read(buffer); read >= 0; read = lines.read(buffer)) {
                var start = 0;
                for (var i = 0; i < read; i++) {
                    if (buffer[i] == '\n') {
                        line.write(buffer, start, i - start);
                        replayLine(line.toByteArray());
                        line.reset();
                        start = i + 1;
                    }
                }
                line.write(buffer, start, read - start);
            }
            // What follows the last line end was cut off by a crash in the middle of a write: it was never answered.
        }
    }

    private void replayLine(byte[] line) {
        try {
            if (line.length == 0) {
                return;
            }
            for (var entry : Json.MAPPER.readTree(line)) {
                var value = entry.path("v");
                keep(
                        Kind.valueOf(entry.path("k").asString()),
                        entry.path("id").asString(),
                        value.isObject() ? Json.bytes(value) : null);
            }
        } catch (JacksonException | IllegalArgumentException unreadable) {
            System.err.println("Stripe sandbox: skips an unreadable line of its data file (" + line.length + " bytes)");
        }
    }

    /** Writes a log that holds only what is still kept, beside the old one, and puts it in its place in one step. */
    private void compact(Path into) throws IOException {
        var fresh = into.resolveSibling(into.getFileName() + ".new");
        try (var out = new BufferedOutputStream(Files.newOutputStream(fresh))) {
            loggedLines = 0;
            for (var shelf : shelves.entrySet()) {
                for (var entry : shelf.getValue().entrySet()) {
                    out.write('[');
                    writeEntry(out, shelf.getKey(), entry.getKey(), entry.getValue());
                    out.write("]\n".getBytes(StandardCharsets.UTF_8));
                    loggedLines++;
                }
            }
        }
        if (log != null) {
            log.close();
        }
        Files.move(fresh, into, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        log = Files.newOutputStream(into, StandardOpenOption.APPEND);
    }

    private static void writeEntry(OutputStream out, Kind kind, String id, byte @Nullable [] value) throws IOException {
        out.write(("{\"k\":\"" + kind.name() + "\",\"id\":").getBytes(StandardCharsets.UTF_8));
        out.write(Json.MAPPER.writeValueAsBytes(id));
        out.write(",\"v\":".getBytes(StandardCharsets.UTF_8));
        out.write(value == null ? "null".getBytes(StandardCharsets.UTF_8) : value);
        out.write('}');
    }

    private record Place(Kind kind, String id) {}

    /** One change of state, and the view of the state while it is made. Objects are handed out as copies. */
    final class Change {

        private final Map<Place, Optional<byte[]>> puts = new LinkedHashMap<>();
        private final List<Runnable> afterwards = new ArrayList<>();

        Optional<ObjectNode> find(Kind kind, String id) {
            var put = puts.get(new Place(kind, id));
            if (put != null) {
                return put.map(Json::parse);
            }
            return Optional.ofNullable(shelf(kind).get(id)).map(Json::parse);
        }

        void put(Kind kind, String id, ObjectNode value) {
            puts.put(new Place(kind, id), Optional.of(Json.bytes(value)));
        }

        void remove(Kind kind, String id) {
            puts.put(new Place(kind, id), Optional.empty());
        }

        /** Runs the work once the change is kept; never for one that failed. */
        void afterwards(Runnable work) {
            afterwards.add(work);
        }

        /** What earlier changes left, lazily read, the newest first. */
        Stream<ObjectNode> newestFirst(Kind kind) {
            return shelf(kind).sequencedValues().reversed().stream().map(Json::parse);
        }

        void forEach(Kind kind, Consumer<Map.Entry<String, ObjectNode>> each) {
            shelf(kind).forEach((id, value) -> each.accept(Map.entry(id, Json.parse(value))));
        }

        int count(Kind kind) {
            return shelf(kind).size();
        }

        private void commit() {
            if (puts.isEmpty()) {
                return;
            }
            try {
                append();
                puts.forEach((place, value) -> keep(place.kind(), place.id(), value.orElse(null)));
                var kept = shelves.values().stream().mapToLong(Map::size).sum();
                if (file != null && loggedLines > Math.max(SMALLEST_LOG_TO_COMPACT, 4 * kept)) {
                    compact(file);
                }
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        private void append() throws IOException {
            if (log == null) {
                return;
            }
            var line = new ByteArrayOutputStream();
            if (torn) {
                line.write('\n');
            }
            var separator = '[';
            for (var put : puts.entrySet()) {
                line.write(separator);
                writeEntry(
                        line,
                        put.getKey().kind(),
                        put.getKey().id(),
                        put.getValue().orElse(null));
                separator = ',';
            }
            line.write("]\n".getBytes(StandardCharsets.UTF_8));
            torn = true;
            log.write(line.toByteArray());
            torn = false;
            loggedLines++;
        }
    }
}

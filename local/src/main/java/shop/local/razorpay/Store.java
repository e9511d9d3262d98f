package shop.local.razorpay;

import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
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
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the sandbox remembers: Razorpay's objects as JSON, in memory and, one line per change, in a file that the next process reads. Each
 * kind keeps its newest entries up to a bound.
 */
final class Store implements Closeable {

    enum Kind {
        ORDER,
        PAYMENT,
        PAYMENT_LINK,
        REFUND,
        DISPUTE,
        IDEMPOTENT_ANSWER,
        EVENT,
        DELIVERY,
        ENDPOINT,
        MODES
    }

    private static final int CAPACITY = 10_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Kind, SequencedMap<String, ObjectNode>> shelves = new EnumMap<>(Kind.class);
    private final @Nullable BufferedWriter log;

    private Store(@Nullable Path file) throws IOException {
        for (var kind : Kind.values()) {
            shelves.put(kind, new LinkedHashMap<>());
        }
        this.log = file == null ? null : compacted(file);
    }

    /** Opens the store with what an earlier process left in the file; without a file nothing outlives the process. */
    static Store open(@Nullable Path file) throws IOException {
        return new Store(file);
    }

    private BufferedWriter compacted(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        if (Files.exists(file)) {
            for (var line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                try {
                    Json.MAPPER.readTree(line).valueStream().forEach(entry -> keep((ObjectNode) entry));
                } catch (JacksonException torn) {
                    // The last change of a process that died: it is whole or it is not there.
                    break;
                }
            }
        }
        var next = file.resolveSibling(file.getFileName() + ".next");
        try (var writer = Files.newBufferedWriter(next, StandardCharsets.UTF_8)) {
            for (var shelf : shelves.entrySet()) {
                for (var entry : shelf.getValue().entrySet()) {
                    writer.write(Json.text(
                            Json.MAPPER.createArrayNode().add(line(shelf.getKey(), entry.getKey(), entry.getValue()))));
                    writer.newLine();
                }
            }
        }
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        return Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    }

    private static ObjectNode line(Kind kind, String id, @Nullable ObjectNode value) {
        return Json.object().put("kind", kind.name()).put("id", id).set("value", value);
    }

    private void keep(ObjectNode line) {
        var shelf = shelf(Kind.valueOf(line.path("kind").asString()));
        var id = line.path("id").asString();
        if (line.path("value") instanceof ObjectNode value) {
            shelf.put(id, value);
            if (shelf.size() > CAPACITY) {
                shelf.pollFirstEntry();
            }
        } else {
            shelf.remove(id);
        }
    }

    private SequencedMap<String, ObjectNode> shelf(Kind kind) {
        return shelves.computeIfAbsent(kind, _ -> new LinkedHashMap<>());
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
            }
        } finally {
            lock.unlock();
        }
    }

    /** One change of state. Objects that it finds are copies: what is to be kept is put. */
    final class Change {

        private final List<ObjectNode> lines = new ArrayList<>();
        private final List<Runnable> afterwards = new ArrayList<>();
        private final Map<Kind, Map<String, @Nullable ObjectNode>> own = new EnumMap<>(Kind.class);

        Optional<ObjectNode> find(Kind kind, String id) {
            var changed = own.getOrDefault(kind, Map.of());
            var value = changed.containsKey(id) ? changed.get(id) : shelf(kind).get(id);
            return Optional.ofNullable(value).map(ObjectNode::deepCopy);
        }

        ObjectNode require(Kind kind, String id) {
            return find(kind, id).orElseThrow(RazorpayRefusal::unknownId);
        }

        /** As they were before this change, the newest first. */
        Stream<ObjectNode> newestFirst(Kind kind) {
            return shelf(kind).sequencedValues().reversed().stream().map(ObjectNode::deepCopy);
        }

        Stream<String> ids(Kind kind) {
            return List.copyOf(shelf(kind).keySet()).stream();
        }

        void put(Kind kind, String id, ObjectNode value) {
            own.computeIfAbsent(kind, _ -> new LinkedHashMap<>()).put(id, value.deepCopy());
            lines.add(line(kind, id, value.deepCopy()));
        }

        void remove(Kind kind, String id) {
            own.computeIfAbsent(kind, _ -> new LinkedHashMap<>()).put(id, null);
            lines.add(line(kind, id, null));
        }

        /** Done once the change is kept. */
        void afterwards(Runnable work) {
            afterwards.add(work);
        }

        private void commit() {
            if (lines.isEmpty()) {
                return;
            }
            if (log != null) {
                try {
                    var whole = Json.MAPPER.createArrayNode();
                    lines.forEach(whole::add);
                    log.write(Json.text(whole));
                    log.newLine();
                    log.flush();
                } catch (IOException full) {
                    throw new UncheckedIOException(full);
                }
            }
            lines.forEach(Store.this::keep);
        }
    }
}

package shop.events;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Takes records on a thread of its own as a broker does, keeps them in their order, and fails on demand. */
final class FakeBroker implements EventSender, AutoCloseable {

    record Taken(String topic, UUID key, String envelope) {}

    private final ExecutorService io = Executors.newSingleThreadExecutor();
    private final List<Taken> taken = new ArrayList<>();
    private BiFunction<String, String, @Nullable Throwable> refusal = (_, _) -> null;
    private int asked;

    /** The refusal sees topic and envelope, and gives the failure or null. */
    synchronized void refuse(BiFunction<String, String, @Nullable Throwable> refusal) {
        this.refusal = refusal;
    }

    synchronized void refuseNothing() {
        refuse((_, _) -> null);
    }

    @Override
    public CompletableFuture<RecordPosition> send(String topic, UUID key, String envelope) {
        return CompletableFuture.supplyAsync(() -> take(topic, key, envelope), io);
    }

    synchronized List<Taken> taken() {
        return List.copyOf(taken);
    }

    synchronized List<String> envelopes() {
        return taken.stream().map(Taken::envelope).toList();
    }

    synchronized int asked() {
        return asked;
    }

    /** The envelopes of each key, without repetitions. */
    synchronized Map<UUID, List<String>> firstAppearances() {
        var byKey = new HashMap<UUID, List<String>>();
        for (var one : taken) {
            var seen = byKey.computeIfAbsent(one.key(), _ -> new ArrayList<>());
            if (!seen.contains(one.envelope())) {
                seen.add(one.envelope());
            }
        }
        return byKey;
    }

    private synchronized RecordPosition take(String topic, UUID key, String envelope) {
        asked++;
        var failure = refusal.apply(topic, envelope);
        if (failure != null) {
            throw new IllegalStateException("refused", failure);
        }
        taken.add(new Taken(topic, key, envelope));
        return new RecordPosition(topic, 0, taken.size() - 1);
    }

    @Override
    public void close() {
        io.close();
    }
}

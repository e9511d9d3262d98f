package shop.proof.prove.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import shop.proof.Fleet;
import shop.proof.prove.check.PoisonedRecord;

/** The fleet that faults strike, and the means to strike it. */
public final class Target implements AutoCloseable {

    private static final Duration RESTART_LIMIT = Duration.ofMinutes(6);

    private final Fleet fleet;
    private final Layout layout;
    private final Callable<?> flashSale;
    private final Consumer<String> say;
    private final Set<PoisonedRecord> poisoned = ConcurrentHashMap.newKeySet();
    private final Map<String, List<ProcessHandle>> paused = new ConcurrentHashMap<>();

    /**
     * @param flashSale more buyers than units of one product, all at once
     * @param say for what a reader of the run should know
     */
    public Target(Fleet fleet, Layout layout, Callable<?> flashSale, Consumer<String> say) {
        this.fleet = fleet;
        this.layout = layout;
        this.flashSale = flashSale;
        this.say = say;
    }

    Fleet fleet() {
        return fleet;
    }

    Layout layout() {
        return layout;
    }

    void say(String line) {
        say.accept(line);
    }

    void holdFlashSale() throws Exception {
        flashSale.call();
    }

    public Set<PoisonedRecord> poisoned() {
        return Set.copyOf(poisoned);
    }

    void addPoisoned(PoisonedRecord record) {
        poisoned.add(record);
    }

    /** Stops all processes of a part where they are (SIGSTOP). */
    void pause(String part) throws IOException {
        var handle = fleet.pid(part).stream()
                .mapToObj(ProcessHandle::of)
                .flatMap(found -> found.stream())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(part + " does not run"));
        // The parent first, or it would start anew what it misses.
        var all = Stream.concat(Stream.of(handle), handle.descendants()).toList();
        paused.put(part, all);
        for (var process : all) {
            signal("STOP", process);
        }
    }

    /** Lets a part go on. Nothing happens to one that goes on already. */
    void resume(String part) throws IOException {
        var processes = paused.getOrDefault(part, List.of());
        for (var process : processes) {
            if (process.isAlive()) {
                signal("CONT", process);
            }
        }
        paused.remove(part);
    }

    /** Starts a part if it is down; again and again, for what it needs may be struck too. */
    void startIfDown(String part) {
        untilItSucceeds("start of " + part, () -> {
            if (fleet.notUp().contains(part)) {
                fleet.restart(part, Map.of());
            }
        });
    }

    /** Stops a part in order and starts it again with its settings of now. */
    void restart(String part) {
        untilItSucceeds("restart of " + part, () -> fleet.restart(part, Map.of()));
    }

    void scale(String service, int instances) {
        untilItSucceeds(service + " in " + instances, () -> fleet.scale(service, instances, Map.of()));
    }

    /** Ends everything that is still struck, whatever has become of the faults. */
    @Override
    public void close() throws IOException {
        layout.healProxies();
        for (var part : List.copyOf(paused.keySet())) {
            resume(part);
        }
    }

    private void untilItSucceeds(String what, Runnable action) {
        Awaitility.await(what)
                .atMost(RESTART_LIMIT)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(action::run);
    }

    private static void signal(String name, ProcessHandle process) throws IOException {
        var code = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .start()
                .onExit()
                .join()
                .exitValue();
        if (code != 0 && process.isAlive()) {
            throw new IOException("kill -" + name + " " + process.pid() + " ended with " + code);
        }
    }
}

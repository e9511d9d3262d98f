package shop.local.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import shop.local.infra.Ports;

/** Starts parts side by side, each as soon as what it needs works; parts that run already are only waited for. */
final class BringUp implements AutoCloseable {

    /**
     * JVMs that start at the same time, per processor. A start is work for a processor nearly all the time: more at once
     * only makes each slower, fewer leave a processor idle while one waits.
     */
    private static final double STARTS_PER_PROCESSOR = 1.5;

    private final Starter starter;
    private final Register register;
    private final Progress progress;
    private final Semaphore places;
    private final CompletableFuture<Void> firstFailure = new CompletableFuture<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    BringUp(Starter starter, Register register, Progress progress) {
        this.starter = starter;
        this.register = register;
        this.progress = progress;
        var processors = Runtime.getRuntime().availableProcessors();
        // Fair, so that the parts come up in the order in which they are listed.
        this.places = new Semaphore((int) Math.max(2, processors * STARTS_PER_PROCESSOR), true);
    }

    /** @throws ShopException of the first part that does not come up */
    void start(List<Part> parts) throws InterruptedException {
        refuseTakenPorts(parts);
        var ready = new LinkedHashMap<String, CompletableFuture<Void>>();
        for (var part : parts) {
            var needs = part.needs().stream()
                    .map(ready::get)
                    .filter(Objects::nonNull)
                    .toList();
            ready.put(
                    part.name(),
                    CompletableFuture.allOf(needs.toArray(CompletableFuture[]::new))
                            .thenRunAsync(() -> startOrFail(part), threads));
        }
        awaitAll(ready);
    }

    /** Gives up on what is still starting. */
    @Override
    public void close() {
        threads.shutdownNow();
        try {
            threads.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void refuseTakenPorts(List<Part> parts) {
        var taken = new ArrayList<String>();
        var state = register.state();
        for (var part : parts) {
            if (state.find(part.name()).filter(State.Entry::isAlive).isEmpty()) {
                for (var port : part.ports()) {
                    if (!Ports.isFree(port.number())) {
                        taken.add("Port " + port.number() + " for " + part.name()
                                + " is taken by another program. Stop that program"
                                + (port.setting().isEmpty()
                                        ? "."
                                        : ", or choose another port with " + port.setting() + "."));
                    }
                }
            }
        }
        if (!taken.isEmpty()) {
            throw new ShopException(String.join("\n", taken));
        }
    }

    private void startOrFail(Part part) {
        try {
            startOne(part);
        } catch (RuntimeException e) {
            firstFailure.completeExceptionally(e);
            throw e;
        }
    }

    private void startOne(Part part) {
        var began = System.nanoTime();
        try {
            var running = register.state().find(part.name()).filter(State.Entry::isAlive);
            if (running.isPresent()) {
                starter.awaitReady(part, running.get().process());
                progress.done(part.name(), "runs", since(began));
                return;
            }
            if (part.program() instanceof Part.NativePostgres) {
                progress.begin(part.name());
                starter.start(part);
            } else {
                places.acquire();
                try {
                    began = System.nanoTime();
                    progress.begin(part.name());
                    starter.start(part);
                } finally {
                    places.release();
                }
            }
            progress.done(part.name(), "ready", since(began));
        } catch (IOException e) {
            throw new UncheckedIOException(part.name() + " could not be started", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException(new CancellationException("Stopping"));
        } finally {
            progress.end(part.name());
        }
    }

    /** Returns when all are ready, and throws with the first failure: others may take minutes to come to theirs. */
    private void awaitAll(Map<String, CompletableFuture<Void>> ready) throws InterruptedException {
        var all = CompletableFuture.allOf(ready.values().toArray(CompletableFuture[]::new));
        try {
            CompletableFuture.anyOf(all, firstFailure).get();
        } catch (ExecutionException e) {
            throw cause(e);
        }
    }

    private static RuntimeException cause(Throwable failure) {
        return switch (failure.getCause()) {
            case CompletionException wrapped when wrapped.getCause() != null -> cause(wrapped);
            case RuntimeException plain -> plain;
            case null, default -> new IllegalStateException(failure);
        };
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }
}

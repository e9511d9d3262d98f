package shop.local.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import shop.local.infra.Ports;

/** Starts parts side by side, each as soon as what it needs works; parts that run already are only waited for. */
final class BringUp implements AutoCloseable {

    /**
     * Starts at the same time, per processor. A start is work for a processor nearly all the time: more at once only make each
     * slower, fewer leave a processor idle while one waits.
     */
    private static final double STARTS_PER_PROCESSOR = 1.5;

    private final Starter starter;
    private final Register register;
    private final Progress progress;
    private final boolean apart;
    private final Semaphore places;
    private final CompletableFuture<Void> firstFailure = new CompletableFuture<>();
    private final Queue<ShopException> failures = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    BringUp(Starter starter, Register register, Progress progress, boolean apart) {
        this.apart = apart;
        this.starter = starter;
        this.register = register;
        this.progress = progress;
        var processors = Runtime.getRuntime().availableProcessors();
        // Fair, so that the parts come up in the order in which they are listed.
        this.places = new Semaphore((int) Math.max(2, processors * STARTS_PER_PROCESSOR), true);
    }

    /**
     * Starts all of them, and returns what is wrong with those that did not come up. Nothing depends on a service, so one that
     * fails does not take the others along.
     *
     * @throws ShopException of the first part that others need and that does not come up
     */
    List<ShopException> start(List<Part> parts) throws InterruptedException {
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
        return List.copyOf(failures);
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
            if (e instanceof ShopException failure && !part.kind().isInfrastructure()) {
                failures.add(failure);
                return;
            }
            firstFailure.completeExceptionally(e);
            throw e;
        }
    }

    private void startOne(Part part) {
        var began = System.nanoTime();
        try {
            var running = register.state().find(part.name()).filter(starter::isRunning);
            if (running.isPresent()) {
                starter.awaitReady(part, running.get());
                progress.done(part.name(), "runs", since(began));
                return;
            }
            if (part.program() instanceof Part.NativePostgres) {
                progress.begin(part.name());
                starter.start(part, apart);
            } else {
                places.acquire();
                try {
                    began = System.nanoTime();
                    progress.begin(part.name());
                    starter.start(part, apart);
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

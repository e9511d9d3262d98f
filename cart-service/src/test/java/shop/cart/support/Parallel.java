package shop.cart.support;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** Does one thing many times at once. */
public final class Parallel {

    private Parallel() {}

    /** Starts all at the same moment and waits for all results. */
    public static <T> List<T> times(int times, Supplier<T> work) {
        var start = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<T>>();
            for (var i = 0; i < times; i++) {
                running.add(threads.submit(() -> {
                    start.await();
                    return work.get();
                }));
            }
            start.countDown();
            var results = new ArrayList<T>();
            for (var one : running) {
                results.add(one.get());
            }
            return results;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        } catch (ExecutionException failed) {
            throw new AssertionError("one of " + times + " failed", failed.getCause());
        }
    }
}

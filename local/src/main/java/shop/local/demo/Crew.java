package shop.local.demo;

import java.util.Iterator;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A fixed number of workers that take one piece of work after another. */
final class Crew {

    private Crew() {}

    /**
     * Returns when all work is done. After the first exception that a worker lets out nothing more is begun, and it is thrown here.
     */
    static <T> void work(int workers, Iterable<T> pieces, Consumer<T> job) {
        var source = pieces.iterator();
        var failure = new AtomicReference<@Nullable RuntimeException>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var worker = 0; worker < workers; worker++) {
                threads.execute(() -> {
                    for (var piece = next(source, failure); piece != null; piece = next(source, failure)) {
                        try {
                            job.accept(piece);
                        } catch (RuntimeException e) {
                            failure.compareAndSet(null, e);
                        }
                    }
                });
            }
        }
        var first = failure.get();
        if (first != null) {
            throw first;
        }
    }

    private static <T> @Nullable T next(Iterator<T> source, AtomicReference<@Nullable RuntimeException> failure) {
        synchronized (source) {
            return failure.get() == null && source.hasNext() ? source.next() : null;
        }
    }
}

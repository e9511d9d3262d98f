package shop.local.host;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Work for one part. Threads that it starts inherit the part's loader from the thread in which it is done. */
final class PartThreads {

    private PartThreads() {}

    static <T> T call(String name, ClassLoader loader, Callable<T> work) throws Exception {
        var task = new FutureTask<>(work);
        var thread = Thread.ofPlatform().daemon().name(name).unstarted(task);
        thread.setContextClassLoader(loader);
        thread.start();
        try {
            return task.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case Exception failure -> throw failure;
                case Error failure -> throw failure;
                case null, default -> throw e;
            }
        }
    }
}

package shop.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Requests at an even rate that nothing slows: each is sent when it is due, whether or not the earlier ones were answered. */
public final class Flood {

    private Flood() {}

    /** What is done beside a flood; the flood ends when it ends. */
    @FunctionalInterface
    public interface Action {
        void run() throws Exception;
    }

    /**
     * Returns the answers when all of them are there.
     *
     * @param perSecond requests a second
     * @throws ExecutionException if a request had no answer
     */
    public static List<Answer> of(int perSecond, Callable<Answer> request, Action beside) throws Exception {
        var sent = new ConcurrentLinkedQueue<Future<Answer>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try (var pace = Executors.newSingleThreadScheduledExecutor()) {
                var ticking = pace.scheduleAtFixedRate(
                        () -> sent.add(threads.submit(request)), 0, 1_000_000 / perSecond, TimeUnit.MICROSECONDS);
                beside.run();
                ticking.cancel(false);
            }
            var answers = new ArrayList<Answer>();
            for (var answer : sent) {
                answers.add(answer.get());
            }
            return answers;
        }
    }
}

package shop.inventory.application;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.TransactionException;
import shop.platform.tracing.CapturedContext;

/**
 * Lets commands that wait at the same time be done together, in the order of their arrival. It never waits for more to come: a command
 * that comes alone is done alone and at once. If a batch fails its commands are done one by one, so that a bad one fails alone; doing
 * one again must therefore be harmless.
 */
final class CommandBatcher<C, A> implements AutoCloseable {

    private final Batch<C, A> batch;
    private final ToIntFunction<C> weight;
    private final BatchPolicy policy;
    private final List<Thread> workers;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Waiting<C, A>> queue = new ArrayDeque<>();
    private boolean closed;

    CommandBatcher(String name, Batch<C, A> batch, ToIntFunction<C> weight, BatchPolicy policy) {
        this.batch = batch;
        this.weight = weight;
        this.policy = policy;
        this.workers = IntStream.range(0, policy.workers())
                .mapToObj(number ->
                        Thread.ofPlatform().daemon().name(name + "-" + number).start(this::work))
                .toList();
    }

    /** Does commands together, and answers each in its place. */
    @FunctionalInterface
    interface Batch<C, A> {
        List<A> decide(List<C> commands);
    }

    /** Waits for the result. Throws what the command itself failed with, or {@link TooBusyException}. */
    A submit(C command) {
        var waiting = new Waiting<C, A>(command, CapturedContext.capture(), new CompletableFuture<>());
        enqueue(waiting);
        try {
            return waiting.answer().get(policy.patience().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            // Nobody needs the answer any more: a worker that has not begun leaves it.
            waiting.answer().cancel(false);
            throw new TooBusyException("No answer within " + policy.patience());
        } catch (InterruptedException interrupted) {
            waiting.answer().cancel(false);
            Thread.currentThread().interrupt();
            throw new TooBusyException("Interrupted while waiting");
        } catch (ExecutionException failed) {
            throw unchecked(failed);
        }
    }

    private static RuntimeException unchecked(ExecutionException failed) {
        return switch (failed.getCause()) {
            case RuntimeException own -> own;
            case Error error -> throw error;
            case null, default -> new IllegalStateException(failed);
        };
    }

    private void enqueue(Waiting<C, A> waiting) {
        lock.lock();
        try {
            if (closed || queue.size() >= policy.queue()) {
                throw new TooBusyException(queue.size() + " wait already (at most: " + policy.queue() + ")");
            }
            queue.add(waiting);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** How many no worker has taken yet. */
    int waiting() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        for (var taken = take(); !taken.isEmpty(); taken = take()) {
            answer(taken.stream().filter(waiting -> !waiting.answer().isDone()).toList());
        }
    }

    /** What waits now, and only what fits into one transaction; empty once there will be no more. */
    private List<Waiting<C, A>> take() {
        lock.lock();
        try {
            while (queue.isEmpty() && !closed) {
                changed.awaitUninterruptibly();
            }
            var taken = new ArrayList<Waiting<C, A>>();
            var room = policy.weight();
            for (var next = queue.peek(); next != null && taken.size() < policy.batch(); next = queue.peek()) {
                room -= weight.applyAsInt(next.command());
                if (room < 0 && !taken.isEmpty()) {
                    break;
                }
                taken.add(queue.remove());
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private void answer(List<Waiting<C, A>> together) {
        if (together.isEmpty()) {
            return;
        }
        try {
            var answers = decide(together);
            for (var number = 0; number < together.size(); number++) {
                together.get(number).answer().complete(answers.get(number));
            }
        } catch (RuntimeException | Error failed) {
            if (together.size() == 1 || storeIsAway(failed)) {
                together.forEach(waiting -> waiting.answer().completeExceptionally(failed));
            } else {
                together.forEach(waiting -> answer(List.of(waiting)));
            }
        }
    }

    private List<A> decide(List<Waiting<C, A>> together) {
        // Of those who caused a change together only one trace can go on with it: the one that came first.
        return together.getFirst()
                .context()
                .call(() -> batch.decide(together.stream().map(Waiting::command).toList()));
    }

    /** Then each of them would wait as long as all did, and fail in the same way. */
    private static boolean storeIsAway(Throwable failure) {
        return failure instanceof TransactionException || failure instanceof DataAccessResourceFailureException;
    }

    /** Takes no more commands and waits until those that wait are done. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        for (var worker : workers) {
            try {
                worker.join();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private record Waiting<C, A>(C command, CapturedContext context, CompletableFuture<A> answer) {}
}

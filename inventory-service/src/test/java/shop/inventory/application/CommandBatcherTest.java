package shop.inventory.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.dao.DataAccessResourceFailureException;

class CommandBatcherTest {

    static final Duration LONG = Duration.ofSeconds(30);

    final List<List<String>> batches = new CopyOnWriteArrayList<>();
    final CountDownLatch firstBegan = new CountDownLatch(1);
    final CountDownLatch firstMayEnd = new CountDownLatch(1);
    final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    CommandBatcher<String, String> batcher = batcher(new BatchPolicy(1, 10, 100, 10, LONG));

    @AfterEach
    void close() {
        firstMayEnd.countDown();
        callers.close();
        batcher.close();
    }

    @Test
    void doesWhatComesAloneAtOnce() {
        assertThat(batcher.submit("a")).isEqualTo("A");
        assertThat(batcher.submit("b")).isEqualTo("B");

        assertThat(batches).containsExactly(List.of("a"), List.of("b"));
    }

    @Test
    void doesWhatWaitedTogetherInTheOrderOfItsArrival() {
        busy();
        var waiting = askInOrder("b", "c", "d");

        firstMayEnd.countDown();

        assertThat(waiting).extracting(CompletableFuture::join).containsExactly("B", "C", "D");
        assertThat(batches).containsExactly(List.of("busy"), List.of("b", "c", "d"));
    }

    @Test
    void takesNoMoreThanABatchHolds() {
        replace(new BatchPolicy(1, 2, 100, 10, LONG));
        busy();
        var waiting = askInOrder("b", "c", "d");

        firstMayEnd.countDown();

        assertThat(waiting).extracting(CompletableFuture::join).containsExactly("B", "C", "D");
        assertThat(batches).containsExactly(List.of("busy"), List.of("b", "c"), List.of("d"));
    }

    @Test
    void takesNoMoreWeightThanABatchMayHaveButOneThatIsHeavierAlone() {
        replace(new BatchPolicy(1, 10, 4, 10, LONG));
        busy();
        var waiting = askInOrder("bb", "cc", "d", "eeeeeee", "f");

        firstMayEnd.countDown();

        assertThat(waiting).extracting(CompletableFuture::join).containsExactly("BB", "CC", "D", "EEEEEEE", "F");
        assertThat(batches)
                .containsExactly(List.of("busy"), List.of("bb", "cc"), List.of("d"), List.of("eeeeeee"), List.of("f"));
    }

    @Test
    void aBadOneFailsAlone() {
        busy();
        var waiting = askInOrder("b", "bad", "d");

        firstMayEnd.countDown();

        assertThat(waiting.get(0).join()).isEqualTo("B");
        assertThat(waiting.get(1))
                .failsWithin(LONG)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(waiting.get(2).join()).isEqualTo("D");
        assertThat(batches)
                .containsExactly(List.of("busy"), List.of("b", "bad", "d"), List.of("b"), List.of("bad"), List.of("d"));
    }

    @Test
    void withoutAStoreAllFailTogether() {
        busy();
        var waiting = askInOrder("b", "away", "d");

        firstMayEnd.countDown();

        assertThat(waiting)
                .allSatisfy(one -> assertThat(one)
                        .failsWithin(LONG)
                        .withThrowableThat()
                        .havingCause()
                        .isInstanceOf(DataAccessResourceFailureException.class));
        assertThat(batches).containsExactly(List.of("busy"), List.of("b", "away", "d"));
    }

    @Test
    void refusesWhatDoesNotFitIntoTheQueue() {
        replace(new BatchPolicy(1, 10, 100, 2, LONG));
        busy();
        askInOrder("b", "c");

        assertThatExceptionOfType(TooBusyException.class).isThrownBy(() -> batcher.submit("d"));
    }

    @Test
    void whoIsOutOfPatienceIsToldSoAndNotDoneLater() {
        replace(new BatchPolicy(1, 10, 100, 10, Duration.ofMillis(20)));
        busy();
        assertThatExceptionOfType(TooBusyException.class).isThrownBy(() -> batcher.submit("late"));

        firstMayEnd.countDown();

        batcher.close();
        assertThat(batches).containsExactly(List.of("busy"));
    }

    @Test
    void finishesWhatWaitsBeforeItCloses() {
        busy();
        var waiting = askInOrder("b", "c");
        firstMayEnd.countDown();

        batcher.close();

        assertThat(waiting).allSatisfy(one -> assertThat(one).succeedsWithin(LONG));
        assertThatExceptionOfType(TooBusyException.class).isThrownBy(() -> batcher.submit("d"));
    }

    @Test
    void aCommandKeepsTheTraceOfItsCaller() {
        var seen = new CopyOnWriteArrayList<String>();
        try (var traced = new CommandBatcher<String, String>(
                "traced",
                commands -> {
                    seen.add(MDC.get("traceId"));
                    return commands;
                },
                String::length,
                new BatchPolicy(1, 10, 100, 10, LONG))) {
            MDC.put("traceId", "mine");
            traced.submit("a");
        } finally {
            MDC.clear();
        }
        assertThat(seen).containsExactly("mine");
    }

    /** Keeps the worker busy, so that what follows has to wait. */
    void busy() {
        // Not by execute: Awaitility would take the caller's end of patience for a failure of the test.
        var _ = ask("busy");
        Awaitility.await().until(() -> firstBegan.getCount() == 0);
    }

    List<CompletableFuture<String>> askInOrder(String... commands) {
        return IntStream.range(0, commands.length)
                .mapToObj(number -> {
                    var asked = ask(commands[number]);
                    Awaitility.await().until(() -> batcher.waiting() == number + 1);
                    return asked;
                })
                .toList();
    }

    CompletableFuture<String> ask(String command) {
        return CompletableFuture.supplyAsync(() -> batcher.submit(command), callers);
    }

    void replace(BatchPolicy policy) {
        batcher.close();
        batcher = batcher(policy);
    }

    CommandBatcher<String, String> batcher(BatchPolicy policy) {
        return new CommandBatcher<>("test", this::decide, String::length, policy);
    }

    List<String> decide(List<String> commands) {
        batches.add(commands);
        if (commands.contains("busy")) {
            firstBegan.countDown();
            Awaitility.await().until(() -> firstMayEnd.getCount() == 0);
        }
        if (commands.contains("bad")) {
            throw new IllegalArgumentException("bad");
        }
        if (commands.contains("away")) {
            throw new DataAccessResourceFailureException("away");
        }
        return commands.stream().map(String::toUpperCase).toList();
    }
}

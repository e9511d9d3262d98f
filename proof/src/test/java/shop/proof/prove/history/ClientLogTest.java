package shop.proof.prove.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientLogTest {

    private static final Facts ORDER =
            new Facts("o-1", "p-1", "r-1", "x-1", "u-1", "ab", "CONFIRMED", "PAID", 3, 1250, "EUR");

    @TempDir
    private Path folder;

    @Test
    void readsBackWhatWasWritten() throws Exception {
        var file = folder.resolve("calls.jsonl");
        var calls = List.of(
                CallSamples.answered(1, Intent.ORDER, "k-1", 201, "", ORDER),
                CallSamples.lost(2, Intent.PAY, "k-2", Outcome.TIMEOUT),
                CallSamples.answered(3, Intent.PAY, "k-2", 402, "declined", Facts.NONE));
        try (var log = ClientLog.create(file)) {
            calls.forEach(log::add);
        }

        var read = ClientLog.read(file);

        assertThat(read.calls()).isEqualTo(calls);
        assertThat(read.nextNumber()).isEqualTo(4);
    }

    @Test
    void leavesOutALineThatACrashHasCut() throws Exception {
        var file = folder.resolve("calls.jsonl");
        try (var log = ClientLog.create(file)) {
            log.add(CallSamples.read(1, 1));
        }
        Files.writeString(file, "{\"number\":2,\"sen", StandardCharsets.UTF_8, StandardOpenOption.APPEND);

        assertThat(ClientLog.read(file).calls()).containsExactly(CallSamples.read(1, 1));
    }

    @Test
    void losesNothingThatManyThreadsAdd() throws Exception {
        var file = folder.resolve("calls.jsonl");
        try (var log = ClientLog.create(file);
                var threads = Executors.newFixedThreadPool(8)) {
            var adding = IntStream.range(0, 400)
                    .mapToObj(_ -> threads.submit(() -> log.add(CallSamples.read(log.nextNumber(), 1))))
                    .toList();
            for (var one : adding) {
                one.get();
            }
        }

        assertThat(ClientLog.read(file).calls())
                .extracting(Call::number)
                .doesNotHaveDuplicates()
                .hasSize(400);
    }

    @ParameterizedTest
    @CsvSource({
        "201, '', true, false, false",
        "200, '', true, false, false",
        "303, '', false, false, false",
        "409, insufficient_stock, false, false, true",
        "409, idempotency_in_progress, false, true, false",
        "401, invalid_token, false, false, false",
        "402, declined, false, false, true",
        "429, too_many_requests, false, false, false",
        "500, internal_error, false, true, false",
        "503, dependency_unavailable, false, true, false",
        "504, timeout, false, true, false"
    })
    void knowsWhatAnAnswerPromises(int status, String code, boolean acknowledged, boolean unknown, boolean refused) {
        var call = CallSamples.answered(1, Intent.ORDER, "k", status, code, Facts.NONE);

        assertThat(call.isAcknowledged()).isEqualTo(acknowledged);
        assertThat(call.isUnknown()).isEqualTo(unknown);
        assertThat(call.isRefused()).isEqualTo(refused);
    }

    @ParameterizedTest
    @CsvSource({"TIMEOUT", "CONNECTION_LOST"})
    void noAnswerPromisesNothing(Outcome outcome) {
        var call = CallSamples.lost(1, Intent.ORDER, "k", outcome);

        assertThat(call.isUnknown()).isTrue();
        assertThat(call.isAcknowledged()).isFalse();
        assertThat(call.isRefused()).isFalse();
    }
}

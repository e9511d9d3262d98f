package shop.proof.prove.history;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every call of every client of a run, in memory and as lines of JSON in a file. It is only ever added to; any number of threads may
 * add.
 */
public final class ClientLog implements AutoCloseable {

    private final AtomicLong numbers = new AtomicLong();
    private final List<Call> calls = new ArrayList<>();
    private final @Nullable BufferedWriter lines;

    private ClientLog(@Nullable BufferedWriter lines) {
        this.lines = lines;
    }

    /** One that is written to a new file. */
    public static ClientLog create(Path file) throws IOException {
        return new ClientLog(Files.newBufferedWriter(file, StandardCharsets.UTF_8));
    }

    /** One of known calls, without a file. */
    public static ClientLog of(List<Call> calls) {
        var log = new ClientLog(null);
        calls.forEach(log::add);
        return log;
    }

    /** Reads what another run has written; a last line that a crash has cut is left out. */
    public static ClientLog read(Path file) throws IOException {
        var text = Files.readString(file, StandardCharsets.UTF_8);
        var whole = text.substring(0, text.lastIndexOf('\n') + 1);
        return of(whole.lines()
                .map(line -> JsonMapper.shared().readValue(line, Call.class))
                .toList());
    }

    /** The number of the next call: drawn before it is sent. */
    public long nextNumber() {
        return numbers.incrementAndGet();
    }

    public synchronized void add(Call call) {
        calls.add(call);
        numbers.accumulateAndGet(call.number(), Math::max);
        if (lines == null) {
            return;
        }
        try {
            lines.write(JsonMapper.shared().writeValueAsString(call));
            lines.write('\n');
            lines.flush();
        } catch (IOException failed) {
            throw new UncheckedIOException("a call could not be logged", failed);
        }
    }

    /** What there is now, in the order in which the calls ended. */
    public synchronized List<Call> calls() {
        return List.copyOf(calls);
    }

    public Stream<Call> of(Intent intent) {
        return calls().stream().filter(call -> call.intent() == intent);
    }

    public Stream<Call> where(Predicate<Call> condition) {
        return calls().stream().filter(condition);
    }

    @Override
    public synchronized void close() {
        if (lines != null) {
            try {
                lines.close();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }
}

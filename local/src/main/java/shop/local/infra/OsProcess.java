package shop.local.infra;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A process of the operating system, known by its pid and the instant it started: a pid alone is given to somebody else
 * after a while, and nobody else may be stopped.
 */
public record OsProcess(long pid, Instant startedAt) {

    /** The start instant is read back with the resolution of the kernel's clock tick, which differs between reads. */
    private static final Duration SAME_START = Duration.ofSeconds(2);

    private static final Path PROC = Path.of("/proc");

    public static Optional<OsProcess> of(long pid) {
        return ProcessHandle.of(pid)
                .filter(handle -> !isZombie(pid))
                .flatMap(handle -> handle.info().startInstant())
                .map(start -> new OsProcess(pid, start));
    }

    public static OsProcess of(Process process) throws IOException {
        return of(process.pid())
                .orElseThrow(() -> new IOException("Process " + process.pid() + " ended as soon as it started"));
    }

    /** False also for a zombie: it holds nothing any more, and waits only for a parent that may never ask. */
    public boolean isAlive() {
        return of(pid).filter(this::isSame).isPresent();
    }

    /** Asks the process to end. */
    public void terminate() {
        handle().ifPresent(ProcessHandle::destroy);
    }

    /** Ends the process and all below it at once (SIGKILL), as a crash would. */
    public void kill() {
        handle().ifPresent(handle -> {
            var below = handle.descendants().toList();
            handle.destroyForcibly();
            below.forEach(ProcessHandle::destroyForcibly);
        });
    }

    /** Sends the named POSIX signal. */
    void signal(String name) throws IOException, InterruptedException {
        if (isAlive()) {
            new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        }
    }

    public List<OsProcess> descendants() {
        var found = new ArrayList<OsProcess>();
        handle().ifPresent(handle ->
                handle.descendants().forEach(below -> of(below.pid()).ifPresent(found::add)));
        return found;
    }

    public boolean awaitEnd(Duration limit) throws InterruptedException {
        return await(limit, () -> !isAlive());
    }

    /** Asks again every 20 ms: the end of a process that is not our child cannot be waited for in any other way. */
    public static boolean await(Duration limit, BooleanSupplier condition) throws InterruptedException {
        var deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline >= 0) {
                return false;
            }
            Thread.sleep(20);
        }
        return true;
    }

    private Optional<ProcessHandle> handle() {
        return isAlive() ? ProcessHandle.of(pid) : Optional.empty();
    }

    private boolean isSame(OsProcess other) {
        return Duration.between(startedAt, other.startedAt).abs().compareTo(SAME_START) < 0;
    }

    private static boolean isZombie(long pid) {
        try {
            var stat = Files.readString(PROC.resolve(pid + "/stat"));
            // The name of the program stands in brackets and may itself hold brackets and blanks.
            return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
        } catch (IOException _) {
            return false;
        }
    }
}

package shop.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** A part that stands still (SIGSTOP), with all its connections open, until this is closed. It has a process of its own. */
public final class Paused implements AutoCloseable {

    private final long process;

    public Paused(String part) {
        this.process = Fleet.running().processes().entrySet().stream()
                .filter(one -> one.getValue().equals(part))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new AssertionError(part + " has no process of its own"));
        signal("STOP");
    }

    @Override
    public void close() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            var exit = new ProcessBuilder("kill", "-" + name, Long.toString(process))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new AssertionError("kill -" + name + " " + process + " ended with " + exit);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}

package shop.proof.measure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;
import shop.proof.measure.Counter.Kind;

/** The exceptions that are made in some JVMs while this is open, by their own flight recorders. */
public final class ThrownExceptions implements AutoCloseable {

    private static final String NAME = "shop-exceptions";
    private static final String EVENT = "jdk.JavaExceptionThrow";

    private final List<Long> pids;
    private final Path folder;

    private ThrownExceptions(List<Long> pids, Path folder) {
        this.pids = pids;
        this.folder = folder;
    }

    public static ThrownExceptions record(List<Long> pids) throws IOException {
        var recording = new ThrownExceptions(pids, Files.createTempDirectory("exceptions"));
        for (var pid : pids) {
            jcmd(
                    pid,
                    "JFR.start",
                    "name=" + NAME,
                    "settings=none",
                    "+" + EVENT + "#enabled=true",
                    "+" + EVENT + "#stackTrace=true");
        }
        return recording;
    }

    /** Each class with the innermost line outside the JDK, since the recording began. */
    public Counts read() throws IOException {
        var found = new TreeMap<Counter, Double>();
        for (var pid : pids) {
            var file = folder.resolve(pid + ".jfr");
            jcmd(pid, "JFR.dump", "name=" + NAME, "filename=" + file);
            if (Files.exists(file)) {
                for (var event : RecordingFile.readAllEvents(file)) {
                    if (event.getEventType().getName().equals(EVENT)) {
                        found.merge(new Counter(Kind.EXCEPTIONS, words(event)), 1.0, Double::sum);
                    }
                }
            }
        }
        return new Counts(found);
    }

    private static String words(RecordedEvent event) {
        var type = simple(event.getClass("thrownClass").getName());
        var where = Optional.ofNullable(event.getStackTrace()).stream()
                .flatMap(trace -> trace.getFrames().stream())
                .filter(RecordedFrame::isJavaFrame)
                .map(RecordedFrame::getMethod)
                .filter(method -> !method.getType().getName().startsWith("java.")
                        && !method.getType().getName().startsWith("jdk.")
                        && !method.getName().equals("<init>"))
                .map(method -> simple(method.getType().getName()) + "." + method.getName())
                .findFirst();
        return type + where.map(method -> " at " + method).orElse("");
    }

    @Override
    public void close() throws IOException {
        for (var pid : pids) {
            jcmd(pid, "JFR.stop", "name=" + NAME);
        }
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private static void jcmd(long pid, String... arguments) throws IOException {
        var command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid)));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        // It has closed its output, so it is at its end.
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException(String.join(" ", command) + " failed:\n" + said);
        }
    }

    private static String simple(String type) {
        return type.substring(type.lastIndexOf('.') + 1);
    }
}

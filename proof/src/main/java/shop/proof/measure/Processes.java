package shop.proof.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import shop.proof.Fleet;
import shop.proof.measure.Counter.Kind;
import tools.jackson.databind.JsonNode;

/** What the operating system says of the fleet's processes and of those that they have started. Linux only. */
public final class Processes {

    /** Of the times in /proc; it is 100 wherever Linux runs Java. */
    private static final double TICKS_PER_SECOND = 100;

    private static final Path PROC = Path.of("/proc");
    /** Behind the name in brackets of /proc/pid/stat. */
    private static final int FIRST_TIME = 11;

    private final Map<Long, String> names;

    private Processes(Map<Long, String> parts) {
        this.names = new TreeMap<>();
        parts.forEach((pid, names) -> this.names.put(pid, label(names)));
    }

    private static String label(String parts) {
        var number = parts.split(", ", -1).length;
        return number == 1 ? parts : number + " parts in one process";
    }

    /** Those that run now. */
    public static Processes ofFleet() {
        return new Processes(Fleet.running().processes());
    }

    /** Those that {@code ./shop status --json} names. */
    public static Processes of(JsonNode status) {
        return new Processes(Fleet.processes(status));
    }

    /** The time that all children of this process have had a processor which have ended, with their own children. */
    public static Duration cpuOfEndedChildren() throws IOException {
        return Duration.ofMillis((long) (times("self").skip(2).sum() * 1000 / TICKS_PER_SECOND));
    }

    /** The pids of JVMs: all but the database server. */
    public List<Long> javaPids() {
        return names.entrySet().stream()
                .filter(entry -> !entry.getValue().equals("postgres"))
                .map(Map.Entry::getKey)
                .toList();
    }

    public int number() {
        return names.size();
    }

    /** The time that each process and its children have had a processor, in milliseconds. */
    public Counts cpu() throws IOException {
        var found = new TreeMap<Counter, Double>();
        for (var process : names.entrySet()) {
            var ticks = 0L;
            for (var pid : (Iterable<Long>) family(process.getKey())::iterator) {
                ticks += ticks(pid);
            }
            found.put(new Counter(Kind.CPU, process.getValue()), ticks * 1000 / TICKS_PER_SECOND);
        }
        return new Counts(found);
    }

    /** The memory of each process and its children, in bytes; what several share is split between them (PSS). */
    public Map<String, Long> memory() throws IOException {
        var found = new TreeMap<String, Long>();
        for (var process : names.entrySet()) {
            for (var pid : (Iterable<Long>) family(process.getKey())::iterator) {
                found.merge(process.getValue(), pss(pid), Long::sum);
            }
        }
        return found;
    }

    private static Stream<Long> family(long pid) {
        return Stream.concat(
                Stream.of(pid),
                ProcessHandle.of(pid).stream()
                        .flatMap(ProcessHandle::descendants)
                        .map(ProcessHandle::pid));
    }

    private static long ticks(long pid) throws IOException {
        return times(Long.toString(pid)).sum();
    }

    /** User and system time, and those of children that have ended; none of a process that is gone. */
    private static LongStream times(String pid) throws IOException {
        try {
            var stat = Files.readString(PROC.resolve(pid).resolve("stat"));
            return Stream.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1))
                    .skip(FIRST_TIME)
                    .limit(4)
                    .mapToLong(Long::parseLong);
        } catch (NoSuchFileException ended) {
            return LongStream.empty();
        }
    }

    private static long pss(long pid) throws IOException {
        try (var lines = Files.lines(PROC.resolve(pid + "/smaps_rollup"))) {
            return lines.filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .sum();
        } catch (NoSuchFileException ended) {
            return 0;
        }
    }
}

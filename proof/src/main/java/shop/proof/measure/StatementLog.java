package shop.proof.measure;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import shop.proof.Fleet;
import shop.proof.measure.Counter.Kind;

/**
 * Every statement that the services send, from the server's own log, which is set to hold them for as long as this is open. It is exact at
 * any moment, where the server's counters are late, and it says what was sent; but writing it costs time, so it is nothing to measure speed
 * beside.
 */
public final class StatementLog implements AutoCloseable {

    private static final Pattern LINE =
            Pattern.compile("(\\d+)\\|([^|]*)\\|LOG: +(?:execute [^:]+|statement): (.*)", Pattern.DOTALL);
    private static final Pattern START_OF_LINE = Pattern.compile("(?m)^(?!\\t)");
    private static final String MARKED = "%p|%d|";

    private final Database database;
    private final Path file;

    /** Only the file's part behind this was written since this is open. */
    private long readTo;

    private final Map<Counter, Double> totals = new TreeMap<>();
    private final Map<Statement, Long> statements = new TreeMap<>();
    private final HashSet<String> inTransaction = new HashSet<>();

    private StatementLog(Database database, Path file, long readTo) {
        this.database = database;
        this.file = file;
        this.readTo = readTo;
    }

    /**
     * Something that a service sent.
     *
     * @param text in one line
     */
    public record Statement(String database, String text) implements Comparable<Statement> {
        @Override
        public int compareTo(Statement other) {
            var order = database.compareTo(other.database);
            return order != 0 ? order : text.compareTo(other.text);
        }
    }

    public static StatementLog open(Database database) throws SQLException, IOException {
        var file = Fleet.running().log("postgres");
        var log = new StatementLog(database, file, Files.size(file));
        database.execute("ALTER SYSTEM SET log_statement = 'all'");
        database.execute("ALTER SYSTEM SET log_line_prefix = '" + MARKED + "'");
        database.execute("SELECT pg_reload_conf()");
        return log;
    }

    /** Statements, commits and rollbacks of each database since this is open. */
    public Counts read() throws IOException {
        START_OF_LINE
                .splitAsStream(appended())
                .map(entry -> LINE.matcher(entry.strip()))
                .filter(Matcher::matches)
                .filter(entry -> !entry.group(2).equals("postgres"))
                .forEach(entry ->
                        count(entry.group(1), entry.group(2), entry.group(3).replaceAll("\\s+", " ")));
        return new Counts(totals);
    }

    /** How often each statement was sent since this is open, as {@link #read()} found it last. */
    public Map<Statement, Long> statements() {
        return Map.copyOf(statements);
    }

    private void count(String session, String name, String text) {
        totals.merge(new Counter(Kind.STATEMENTS, name), 1.0, Double::sum);
        statements.merge(new Statement(name, text), 1L, Long::sum);
        var word = text.split("[ ;]", 2)[0].toUpperCase(Locale.ROOT);
        switch (word) {
            case "BEGIN", "START" -> inTransaction.add(session);
            case "COMMIT" -> ended(session, name, Kind.COMMITS);
            case "ROLLBACK" -> {
                if (!text.toUpperCase(Locale.ROOT).startsWith("ROLLBACK TO")) {
                    ended(session, name, Kind.ROLLBACKS);
                }
            }
            default -> {
                if (!inTransaction.contains(session)) {
                    ended(session, name, Kind.COMMITS);
                }
            }
        }
    }

    private void ended(String session, String name, Kind how) {
        inTransaction.remove(session);
        totals.merge(new Counter(how, name), 1.0, Double::sum);
    }

    /** What was written since the last call, up to the last line that is whole. */
    private String appended() throws IOException {
        try (var log = new RandomAccessFile(file.toFile(), "r")) {
            if (log.length() < readTo) {
                throw new IOException(file + " was replaced by a shorter one while it was read");
            }
            var bytes = new byte[Math.toIntExact(log.length() - readTo)];
            log.seek(readTo);
            log.readFully(bytes);
            var whole = bytes.length;
            while (whole > 0 && bytes[whole - 1] != '\n') {
                whole--;
            }
            readTo += whole;
            return new String(bytes, 0, whole, StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() throws SQLException {
        database.execute("ALTER SYSTEM RESET log_statement");
        database.execute("ALTER SYSTEM RESET log_line_prefix");
        database.execute("SELECT pg_reload_conf()");
    }
}

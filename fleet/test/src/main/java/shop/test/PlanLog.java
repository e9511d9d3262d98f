package shop.test;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * How PostgreSQL runs what a service asks of it: each prepared statement is explained, with its own values, just before it runs. So a test
 * can say which tables are never read as a whole, and a bench what a query costs, of the statements that the service sends and no copies
 * of them. What only reads is explained with {@code ANALYZE}, which runs it once more; what writes only where that is rolled back. As a bean of
 * a test's context it wraps each {@link DataSource}.
 */
public final class PlanLog implements BeanPostProcessor {

    private static final Pattern SEQUENTIAL = Pattern.compile("Seq Scan on (\\S+)");
    private static final Pattern SCAN = Pattern.compile("(\\S+ (?:Only )?Scan (?:Backward )?(?:using|on) \\S+)");
    private static final Pattern TIME = Pattern.compile("Execution Time: ([0-9.]+) ms");
    private static final Pattern PAGES = Pattern.compile("Buffers: shared(?: hit=(\\d+))?(?: read=(\\d+))?");
    private static final Pattern WRITES = Pattern.compile("(?i)\\b(insert into|update (?!of )|delete from)");

    private final boolean analyzesWrites;
    private final List<Plan> plans = new CopyOnWriteArrayList<>();
    private volatile @Nullable Thread recorded;

    private PlanLog(boolean analyzesWrites) {
        this.analyzesWrites = analyzesWrites;
    }

    /** What writes is planned and not run, so it has no time and no pages. */
    public static PlanLog ofReads() {
        return new PlanLog(false);
    }

    /** What writes is run twice, so its transaction has to be rolled back. */
    public static PlanLog ofWritesToo() {
        return new PlanLog(true);
    }

    /**
     * The plan of one statement.
     *
     * @param statement with its white space folded
     * @param lines as {@code EXPLAIN} prints them
     */
    public record Plan(String statement, List<String> lines) {

        public Plan {
            lines = List.copyOf(lines);
        }

        /** The tables that are read as a whole. */
        public List<String> readAsAWhole() {
            return find(SEQUENTIAL).distinct().toList();
        }

        /** The ways by which rows are found, from the outermost in. */
        public List<String> scans() {
            return find(SCAN).distinct().toList();
        }

        /** How long it ran, in milliseconds; 0 for what was not run. */
        public double millis() {
            return find(TIME).mapToDouble(Double::parseDouble).sum();
        }

        /** The pages of 8 KiB that were looked at, planning aside. */
        public long pages() {
            return lines.stream()
                    .map(PAGES::matcher)
                    .filter(Matcher::find)
                    .findFirst()
                    .map(found -> number(found.group(1)) + number(found.group(2)))
                    .orElse(0L);
        }

        private static long number(@Nullable String text) {
            return text == null ? 0 : Long.parseLong(text);
        }

        private Stream<String> find(Pattern pattern) {
            return lines.stream()
                    .flatMap(line -> pattern.matcher(line).results())
                    .map(found -> found.group(1));
        }

        @Override
        public String toString() {
            return statement + "\n    " + String.join("\n    ", lines);
        }
    }

    /** The plans of all statements that this thread sends meanwhile. */
    public List<Plan> of(Runnable calls) {
        plans.clear();
        recorded = Thread.currentThread();
        try {
            calls.run();
        } finally {
            recorded = null;
        }
        return List.copyOf(plans);
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof DataSource source ? explaining(source) : bean;
    }

    /** A source of connections whose statements are explained while {@link #of} runs. */
    public DataSource explaining(DataSource source) {
        return Proxies.of(DataSource.class, (_, method, arguments) -> {
            var result = Proxies.call(source, method, arguments);
            return result instanceof Connection connection
                    ? Proxies.of(Connection.class, new Statements(connection))
                    : result;
        });
    }

    private void explain(Connection connection, String statement, Iterable<Setter> setters) throws Throwable {
        var analyze = !analyzesWrites && WRITES.matcher(statement).find() ? "" : "(ANALYZE, BUFFERS) ";
        var lines = new ArrayList<String>();
        try (var explained = connection.prepareStatement("EXPLAIN " + analyze + statement)) {
            for (var setter : setters) {
                var _ = setter.set(explained);
            }
            var rows = explained.executeQuery();
            while (rows.next()) {
                lines.add(rows.getString(1));
            }
        }
        plans.add(new Plan(statement.strip().replaceAll("\\s+", " "), lines));
    }

    /** Gives a statement a value that another one was given. */
    private interface Setter {

        @Nullable Object set(PreparedStatement statement) throws Throwable;
    }

    private final class Statements implements InvocationHandler {

        private final Connection connection;

        Statements(Connection connection) {
            this.connection = connection;
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
            var result = Proxies.call(connection, method, arguments);
            return result instanceof PreparedStatement prepared
                            && !(result instanceof CallableStatement)
                            && arguments != null
                            && arguments[0] instanceof String text
                    ? Proxies.of(PreparedStatement.class, new Executions(connection, prepared, text))
                    : result;
        }
    }

    private final class Executions implements InvocationHandler {

        private final Connection connection;
        private final PreparedStatement statement;
        private final String text;
        private final Map<Object, Setter> setters = new LinkedHashMap<>();

        Executions(Connection connection, PreparedStatement statement, String text) {
            this.connection = connection;
            this.statement = statement;
            this.text = text;
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
            if (arguments != null && arguments.length >= 2 && method.getName().startsWith("set")) {
                setters.put(arguments[0], other -> Proxies.call(other, method, arguments));
            }
            if (Thread.currentThread().equals(recorded)
                    && method.getName().startsWith("execute")
                    && arguments == null) {
                explain(connection, text, setters.values());
            }
            return Proxies.call(statement, method, arguments);
        }
    }

    /** Counts and orders the rows of all tables anew, as autovacuum does when it finds the time, so that plans are made of what there is. */
    public static void analyze(DataSource source) throws SQLException {
        try (var connection = source.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("VACUUM (ANALYZE)");
        }
    }
}

package shop.test;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Writes down what a service asks of its database, so that a test can say how much one order may cost. Imported into a test's context it
 * wraps each {@link DataSource}; what the pool itself asks is not seen.
 */
public final class StatementLog implements BeanPostProcessor {

    private static final Set<String> ENDS = Set.of("COMMIT", "ROLLBACK");

    private final List<Entry> entries = new CopyOnWriteArrayList<>();

    /**
     * A statement.
     *
     * @param thread the name of the thread that ran it
     * @param text the statement with its white space folded; {@code COMMIT} or {@code ROLLBACK} for the end of a transaction
     * @param endsTransaction whether a transaction ended with it; a statement outside of any is a transaction of its own
     */
    public record Entry(String thread, String text, boolean endsTransaction) {

        @Override
        public String toString() {
            return (endsTransaction ? "* " : "  ") + thread + ": " + text;
        }
    }

    /** Forgets what was written down. */
    public void clear() {
        entries.clear();
    }

    /** What was asked so far, oldest first. */
    public List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** The statements among these entries, without the ends of transactions. */
    public static List<String> statements(List<Entry> entries) {
        return entries.stream()
                .map(Entry::text)
                .filter(text -> !ENDS.contains(text))
                .toList();
    }

    /** How many transactions ended, those of single statements included. */
    public static long transactions(List<Entry> entries) {
        return entries.stream().filter(Entry::endsTransaction).count();
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof DataSource source ? Proxies.of(DataSource.class, new Connections(source)) : bean;
    }

    private void write(Connection connection, String text) throws SQLException {
        var folded = text.strip().replaceAll("\\s+", " ");
        entries.add(new Entry(Thread.currentThread().getName(), folded, connection.getAutoCommit()));
    }

    private final class Connections implements InvocationHandler {

        private final DataSource source;

        Connections(DataSource source) {
            this.source = source;
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
            var result = Proxies.call(source, method, arguments);
            return result instanceof Connection connection
                    ? Proxies.of(Connection.class, new Statements(connection))
                    : result;
        }
    }

    private final class Statements implements InvocationHandler {

        private final Connection connection;

        Statements(Connection connection) {
            this.connection = connection;
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
            var end = method.getName().toUpperCase(Locale.ROOT);
            // A rollback to a savepoint has an argument, and ends nothing.
            if (ENDS.contains(end) && arguments == null) {
                entries.add(new Entry(Thread.currentThread().getName(), end, true));
            }
            var result = Proxies.call(connection, method, arguments);
            var text = arguments != null && arguments.length > 0 && arguments[0] instanceof String sql ? sql : "";
            return switch (result) {
                case CallableStatement call -> call;
                case PreparedStatement prepared ->
                    Proxies.of(PreparedStatement.class, new Executions(connection, prepared, text));
                case Statement plain -> Proxies.of(Statement.class, new Executions(connection, plain, text));
                case null, default -> result;
            };
        }
    }

    private final class Executions implements InvocationHandler {

        private final Connection connection;
        private final Statement statement;
        private final String prepared;

        Executions(Connection connection, Statement statement, String prepared) {
            this.connection = connection;
            this.statement = statement;
            this.prepared = prepared;
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
            if (method.getName().startsWith("execute")) {
                write(connection, arguments != null && arguments[0] instanceof String text ? text : prepared);
            }
            return Proxies.call(statement, method, arguments);
        }
    }
}

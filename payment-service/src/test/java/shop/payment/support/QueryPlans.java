package shop.payment.support;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Has PostgreSQL explain what the repositories really ask, with the values that they ask with: imported into a test's context, it wraps
 * each {@link DataSource}, and while it records, each prepared statement is first run under EXPLAIN ANALYZE. A statement that writes is run
 * twice by that, so it belongs into a transaction that is rolled back.
 */
public final class QueryPlans implements BeanPostProcessor {

    private static final Pattern PAGES = Pattern.compile("Buffers: shared((?: (?:hit|read|dirtied|written)=\\d+)+)");
    private static final Pattern TIME = Pattern.compile("Execution Time: ([0-9.]+) ms");

    private static final ThreadLocal<@Nullable List<Plan>> RECORDED = new ThreadLocal<>();

    /**
     * One statement's plan.
     *
     * @param sql with its white space folded
     * @param text as PostgreSQL shows it
     */
    public record Plan(String sql, String text) {

        /** Whether all of the table is read. */
        public boolean readsAllOf(String table) {
            return text.contains("Seq Scan on " + table + " ") || text.contains("Seq Scan on " + table + "\n");
        }

        /** Pages of 8 kB that were looked at, in memory or on disk. */
        public long pages() {
            var first = PAGES.matcher(text);
            if (!first.find()) {
                return 0;
            }
            return Pattern.compile("(?:hit|read)=(\\d+)")
                    .matcher(first.group(1))
                    .results()
                    .mapToLong(found -> Long.parseLong(found.group(1)))
                    .sum();
        }

        public double millis() {
            var found = TIME.matcher(text);
            return found.find() ? Double.parseDouble(found.group(1)) : 0;
        }
    }

    /** The plans of what this thread asks while it does that. */
    public List<Plan> of(Runnable work) {
        var plans = new ArrayList<Plan>();
        RECORDED.set(plans);
        try {
            work.run();
        } finally {
            RECORDED.remove();
        }
        return plans;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof DataSource source
                ? proxy(DataSource.class, (_, method, arguments) -> {
                    var result = call(source, method, arguments);
                    return result instanceof Connection connection
                            ? proxy(Connection.class, connections(connection))
                            : result;
                })
                : bean;
    }

    private InvocationHandler connections(Connection connection) {
        return (_, method, arguments) -> {
            var result = call(connection, method, arguments);
            var plans = RECORDED.get();
            return plans != null
                            && result instanceof PreparedStatement real
                            && !(result instanceof CallableStatement)
                            && arguments != null
                            && arguments[0] instanceof String sql
                    ? proxy(
                            PreparedStatement.class,
                            new Explained(
                                    real, connection.prepareStatement("EXPLAIN (ANALYZE, BUFFERS) " + sql), sql, plans))
                    : result;
        };
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static @Nullable Object call(Object target, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException failed) {
            throw failed.getCause() == null ? failed : failed.getCause();
        }
    }

    /** A statement and its twin that explains it; both get the same values. */
    private record Explained(PreparedStatement real, PreparedStatement twin, String sql, List<Plan> plans)
            implements InvocationHandler {

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
            var name = method.getName();
            if (name.startsWith("execute")) {
                plans.add(new Plan(sql.strip().replaceAll("\\s+", " "), explain()));
            } else if ((name.startsWith("set") && arguments != null && arguments.length > 1) || name.equals("close")) {
                call(twin, method, arguments);
            }
            return call(real, method, arguments);
        }

        private String explain() throws SQLException {
            var lines = new ArrayList<String>();
            try (var rows = twin.executeQuery()) {
                while (rows.next()) {
                    lines.add(rows.getString(1));
                }
            }
            return lines.stream().collect(Collectors.joining("\n"));
        }
    }
}

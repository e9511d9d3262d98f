package shop.payment.support;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Puts itself between the service and its database and writes down every statement and every end of a transaction, with the thread that
 * made it. Imported by a test, it counts what a use case costs.
 */
public final class StatementLog implements BeanPostProcessor {

    private final List<Entry> entries = new CopyOnWriteArrayList<>();

    /**
     * One thing that was asked of the database.
     *
     * @param sql the statement in one line; {@code COMMIT} or {@code ROLLBACK} for the end of a transaction
     * @param alone whether the statement was a transaction of its own
     */
    public record Entry(String thread, String sql, boolean alone) {

        public boolean endsTransaction() {
            return sql.equals("COMMIT") || sql.equals("ROLLBACK");
        }

        @Override
        public String toString() {
            return thread + (alone ? " * " : "   ") + sql;
        }
    }

    /** What was asked since the last {@link #clear}, in order. */
    public List<Entry> entries(Predicate<Entry> wanted) {
        return entries.stream().filter(wanted).toList();
    }

    public void clear() {
        entries.clear();
    }

    /** How many statements, without the ends of transactions. */
    public static long statements(List<Entry> of) {
        return of.stream().filter(entry -> !entry.endsTransaction()).count();
    }

    /** How many transactions, those of single statements included. */
    public static long transactions(List<Entry> of) {
        return of.stream()
                .filter(entry -> entry.alone() || entry.endsTransaction())
                .count();
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof DataSource dataSource ? new Watched(dataSource) : bean;
    }

    private void add(Connection connection, String sql) throws SQLException {
        entries.add(new Entry(
                Thread.currentThread().getName(), sql.strip().replaceAll("\\s+", " "), connection.getAutoCommit()));
    }

    private final class Watched extends DelegatingDataSource {

        Watched(DataSource target) {
            super(target);
        }

        @Override
        public Connection getConnection() throws SQLException {
            return watched(super.getConnection());
        }
    }

    private Connection watched(Connection connection) {
        return proxy(Connection.class, (_, method, arguments) -> switch (method.getName()) {
            case "prepareStatement" -> {
                var sql = (String) arguments[0];
                yield watched(connection, (PreparedStatement) call(method, connection, arguments), sql);
            }
            case "commit", "rollback" -> {
                entries.add(new Entry(
                        Thread.currentThread().getName(), method.getName().toUpperCase(java.util.Locale.ROOT), false));
                yield call(method, connection, arguments);
            }
            default -> call(method, connection, arguments);
        });
    }

    private PreparedStatement watched(Connection connection, PreparedStatement statement, String sql) {
        return proxy(PreparedStatement.class, (_, method, arguments) -> {
            if (method.getName().startsWith("execute")) {
                add(connection, sql);
            }
            return call(method, statement, arguments);
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(StatementLog.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @SuppressWarnings("NullAway") // what the driver answers is handed on as it is
    private static Object call(Method method, Object target, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException failed) {
            throw failed.getCause();
        }
    }
}

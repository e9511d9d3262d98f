package shop.events;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Counts what a program asks of its database. */
final class CountingDataSource extends DelegatingDataSource {

    private static final String COMMIT = "commit";
    private static final String ISOLATION = "show transaction isolation level";

    private final List<String> asked = new CopyOnWriteArrayList<>();

    CountingDataSource(DataSource target) {
        super(target);
    }

    @Override
    public Connection getConnection() throws SQLException {
        return counting(Connection.class, super.getConnection(), "");
    }

    List<String> statements() {
        return asked.stream().filter(one -> !one.equals(COMMIT)).toList();
    }

    long commits() {
        return asked.stream().filter(COMMIT::equals).count();
    }

    void reset() {
        asked.clear();
    }

    @SuppressWarnings("unchecked") // a proxy of the type it was asked for
    private <T> T counting(Class<T> type, T target, String sql) {
        return (T) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {type}, (_, method, arguments) -> {
                    note(method, sql);
                    var result = call(target, method, arguments);
                    return result instanceof PreparedStatement statement
                            ? counting(PreparedStatement.class, statement, (String) arguments[0])
                            : result;
                });
    }

    private void note(Method method, String sql) {
        switch (method.getName()) {
            case "execute", "executeQuery", "executeUpdate", "executeBatch" -> asked.add(sql.strip());
            case "commit" -> asked.add(COMMIT);
            case "getTransactionIsolation" -> asked.add(ISOLATION);
            default -> {}
        }
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }
}

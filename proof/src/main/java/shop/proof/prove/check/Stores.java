package shop.proof.prove.check;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import shop.proof.Fleet;

/** The databases of a running local fleet, as PostgreSQL's administrator sees them. */
public final class Stores implements AutoCloseable {

    private static final String ADMIN = "postgres";
    private static final String ADMIN_PASSWORD = "local-only-postgres";

    /** One service's database. */
    public enum Store {
        USERS,
        INVENTORY,
        ORDERS,
        PAYMENTS
    }

    private final int port;
    private final Map<Store, Connection> connections = new EnumMap<>(Store.class);

    public Stores(Fleet fleet) {
        this.port = fleet.port("postgres");
    }

    List<Row> rows(Store store, String sql, Object... parameters) throws SQLException {
        try (var statement = statement(store, sql, parameters);
                var found = statement.executeQuery()) {
            var about = found.getMetaData();
            var rows = new ArrayList<Row>();
            while (found.next()) {
                var columns = new HashMap<String, @Nullable Object>();
                for (var column = 1; column <= about.getColumnCount(); column++) {
                    columns.put(about.getColumnLabel(column), found.getObject(column));
                }
                rows.add(new Row(columns));
            }
            return rows;
        }
    }

    /** The first column of the only row. */
    long count(Store store, String sql, Object... parameters) throws SQLException {
        try (var statement = statement(store, sql, parameters);
                var found = statement.executeQuery()) {
            return found.next() ? found.getLong(1) : 0;
        }
    }

    /** Changes a store behind the back of its service: for trials of the checker. */
    public int update(Store store, String sql, Object... parameters) throws SQLException {
        try (var statement = statement(store, sql, parameters)) {
            return statement.executeUpdate();
        }
    }

    /** The first column of the first row as text; empty without one. */
    public String text(Store store, String sql, Object... parameters) throws SQLException {
        try (var statement = statement(store, sql, parameters);
                var found = statement.executeQuery()) {
            return found.next() ? Objects.toString(found.getString(1), "") : "";
        }
    }

    /** What is changed from now on is seen by these stores alone, triggers and foreign keys do not look at it, until {@link #rollback}. */
    public void begin() throws SQLException {
        for (var store : Store.values()) {
            var connection = connection(store);
            connection.setAutoCommit(false);
            try (var statement = connection.createStatement()) {
                statement.execute("SET LOCAL session_replication_role = replica");
            }
        }
    }

    public void rollback() throws SQLException {
        for (var store : Store.values()) {
            var connection = connections.get(store);
            if (connection != null && !connection.getAutoCommit()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    private PreparedStatement statement(Store store, String sql, Object... parameters) throws SQLException {
        var statement = connection(store).prepareStatement(sql);
        for (var index = 0; index < parameters.length; index++) {
            statement.setObject(index + 1, parameters[index]);
        }
        return statement;
    }

    /** Faults end connections, so each use looks whether there still is one. */
    private Connection connection(Store store) throws SQLException {
        var known = connections.get(store);
        if (known != null && (!known.getAutoCommit() || known.isValid(1))) {
            return known;
        }
        var opened = DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/" + store.name().toLowerCase(Locale.ROOT),
                ADMIN,
                ADMIN_PASSWORD);
        connections.put(store, opened);
        return opened;
    }

    @Override
    public void close() throws SQLException {
        for (var connection : connections.values()) {
            connection.close();
        }
        connections.clear();
    }
}

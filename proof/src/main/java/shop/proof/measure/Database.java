package shop.proof.measure;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import shop.proof.Fleet;
import shop.proof.measure.Counter.Kind;

/** The local fleet's PostgreSQL, seen by its administrator. */
public final class Database implements AutoCloseable {

    private static final String ADMIN = "postgres";
    private static final String ADMIN_PASSWORD = "local-only-postgres";
    /**
     * A session publishes its counters when it has been idle for ten seconds, at the latest, and nothing shows that it has.
     * That is PGSTAT_IDLE_INTERVAL of the server.
     */
    private static final long COUNTERS_PUBLISHED_MILLIS = 10_500;

    private final Connection connection;
    private final boolean createdWalinspect;
    private String walReadTo;
    private double walBytes;
    private double imageBytes;

    private Database(Connection connection) throws SQLException {
        this.connection = connection;
        this.createdWalinspect = text("SELECT count(*) FROM pg_extension WHERE extname = 'pg_walinspect'")
                .equals("0");
        if (createdWalinspect) {
            execute("CREATE EXTENSION pg_walinspect");
        }
        this.walReadTo = text("SELECT pg_current_wal_flush_lsn()");
    }

    public static Database open() throws SQLException {
        var url = "jdbc:postgresql://127.0.0.1:" + Fleet.running().port("postgres") + "/postgres";
        return new Database(DriverManager.getConnection(url, ADMIN, ADMIN_PASSWORD));
    }

    /**
     * Commits and rollbacks of each of the fleet's databases, as the server counts them: queries without a transaction of their own
     * count as one.
     */
    public Counts transactions() throws SQLException {
        var found = new TreeMap<Counter, Double>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("""
                        SELECT datname, xact_commit, xact_rollback FROM pg_stat_database
                        WHERE datname NOT IN ('postgres', 'template0', 'template1')""")) {
            while (rows.next()) {
                found.put(new Counter(Kind.COMMITS, rows.getString(1)), rows.getDouble(2));
                found.put(new Counter(Kind.ROLLBACKS, rows.getString(1)), rows.getDouble(3));
            }
        }
        return new Counts(found);
    }

    /** Waits until all sessions have published what they did; only {@link #transactions()} needs it. */
    public void awaitPublishedCounters() throws InterruptedException {
        Thread.sleep(COUNTERS_PUBLISHED_MILLIS);
    }

    /** The log of writes; the images of whole pages, which come from checkpoints and not from what is written, stand apart. */
    public Counts wal() throws SQLException {
        var now = text("SELECT pg_current_wal_flush_lsn()");
        if (!now.equals(walReadTo)) {
            try (var statement = connection.prepareStatement("""
                    SELECT pg_wal_lsn_diff(?::pg_lsn, ?::pg_lsn), coalesce(sum(fpi_size), 0)
                    FROM pg_get_wal_stats(?::pg_lsn, ?::pg_lsn)""")) {
                statement.setString(1, now);
                statement.setString(2, walReadTo);
                statement.setString(3, walReadTo);
                statement.setString(4, now);
                try (var rows = statement.executeQuery()) {
                    rows.next();
                    walBytes += rows.getDouble(1) - rows.getDouble(2);
                    imageBytes += rows.getDouble(2);
                }
            }
            walReadTo = now;
        }
        return new Counts(Map.of(
                new Counter(Kind.WAL, "all databases"), walBytes,
                new Counter(Kind.PAGE_IMAGES, "all databases"), imageBytes));
    }

    void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    String text(String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    @Override
    public void close() throws SQLException {
        if (createdWalinspect) {
            execute("DROP EXTENSION pg_walinspect");
        }
        connection.close();
    }
}

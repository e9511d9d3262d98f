package shop.test;

import java.sql.SQLException;
import javax.sql.DataSource;

/** Cuts the connection of whoever inserts certain rows, as a database does that is stopped meanwhile, until it is closed. */
public final class CutConnection implements AutoCloseable {

    /** When the connection is cut. */
    public enum Moment {
        /** In the middle of the transaction, by the statement that inserts. */
        STATEMENT("create trigger cut_connection after insert on %s"),
        /** While it is committed. */
        COMMIT("create constraint trigger cut_connection after insert on %s deferrable initially deferred");

        private final String trigger;

        Moment(String trigger) {
            this.trigger = trigger;
        }
    }

    private final DataSource database;
    private final String table;

    /** @param rows of the table, as a condition on {@code new} */
    public CutConnection(DataSource database, Moment moment, String table, String rows) {
        this.database = database;
        this.table = table;
        execute(
                """
                create function cut_connection() returns trigger language plpgsql as
                'begin perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(60); return new; end'""",
                moment.trigger.formatted(table) + " for each row when (" + rows
                        + ") execute function cut_connection()");
    }

    @Override
    public void close() {
        execute("drop trigger cut_connection on " + table, "drop function cut_connection()");
    }

    private void execute(String... statements) {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }
}

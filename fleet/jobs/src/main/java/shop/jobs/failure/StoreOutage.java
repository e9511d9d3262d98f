package shop.jobs.failure;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.TransactionTimedOutException;

/** Tells a store that does not answer from a fault of ours; drivers do not agree on how they say it, so the whole chain is read. */
public final class StoreOutage {

    private static final List<Class<? extends Throwable>> TYPES = List.of(
            DataAccessResourceFailureException.class,
            RecoverableDataAccessException.class,
            TransientDataAccessException.class,
            CannotCreateTransactionException.class,
            TransactionTimedOutException.class,
            SQLTransientConnectionException.class,
            SQLNonTransientConnectionException.class,
            SQLRecoverableException.class);

    /** By name, because most services have no MongoDB driver. */
    private static final Set<String> MONGODB = Set.of(
            "com.mongodb.MongoTimeoutException",
            "com.mongodb.MongoSocketException",
            "com.mongodb.MongoServerUnavailableException",
            "com.mongodb.MongoNotPrimaryException",
            "com.mongodb.MongoNodeIsRecoveringException",
            "com.mongodb.MongoInterruptedException",
            "com.mongodb.MongoConnectionPoolClearedException",
            "com.mongodb.MongoExecutionTimeoutException");

    /** By name likewise. */
    private static final Set<String> HIBERNATE_TRANSACTIONS = Set.of("org.hibernate.TransactionException");

    /** Beginnings of SQLSTATE: connection lost, only to be read (a standby), too many resources in use, stopped by an operator, no disk. */
    private static final List<String> SQL_STATES = List.of("08", "25006", "53", "57", "58");

    /** What systems say when a file finds no room. */
    private static final List<String> DISK_FULL =
            List.of("No space left on device", "Disk quota exceeded", "There is not enough space on the disk");

    private StoreOutage() {}

    /** Whether a store was away, or slower than it may be. Who lost a race for a row is told so too: a repeat is as welcome. */
    public static boolean isIn(Throwable failure) {
        return Causes.any(failure, StoreOutage::isOne);
    }

    private static boolean isOne(Throwable link) {
        return TYPES.stream().anyMatch(type -> type.isInstance(link))
                || (link instanceof SQLException sql && hasState(sql))
                || (isCommitOrRollback(link)
                        && link.getCause() instanceof SQLException sql
                        && sql.getSQLState() == null)
                || (link instanceof IOException failed && isDiskFull(failed))
                || isNamed(MONGODB, link.getClass());
    }

    private static boolean isDiskFull(IOException failed) {
        var message = failed.getMessage();
        return message != null && DISK_FULL.stream().anyMatch(message::contains);
    }

    private static boolean hasState(SQLException sql) {
        var state = sql.getSQLState();
        return state != null && SQL_STATES.stream().anyMatch(state::startsWith);
    }

    /**
     * A transaction whose connection breaks is rolled back, and where Spring reports the rollback alone, that is all there is: the pool
     * has closed the connection already, and what it says is no error of the database's, so it has no SQLSTATE. Where the transaction
     * was rolled back for a known reason, that counts.
     */
    private static boolean isCommitOrRollback(Throwable link) {
        return link instanceof TransactionSystemException failed
                ? failed.getApplicationException() == null
                : isNamed(HIBERNATE_TRANSACTIONS, link.getClass());
    }

    private static boolean isNamed(Set<String> names, @Nullable Class<?> type) {
        @Nullable Class<?> ancestor = type;
        while (ancestor != null) {
            if (names.contains(ancestor.getName())) {
                return true;
            }
            ancestor = ancestor.getSuperclass();
        }
        return false;
    }
}

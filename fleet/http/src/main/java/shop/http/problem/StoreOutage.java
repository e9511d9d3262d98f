package shop.http.problem;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
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
final class StoreOutage {

    private static final List<Class<? extends Throwable>> TYPES = List.of(
            DataAccessResourceFailureException.class,
            RecoverableDataAccessException.class,
            TransientDataAccessException.class,
            CannotCreateTransactionException.class,
            TransactionTimedOutException.class,
            SQLTransientConnectionException.class,
            SQLNonTransientConnectionException.class);

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

    /** Classes of SQLSTATE: connection lost, too many resources in use, stopped by an operator. */
    private static final List<String> SQL_STATES = List.of("08", "53", "57");

    private static final int MAX_DEPTH = 20;

    private StoreOutage() {}

    static boolean isIn(Throwable failure) {
        return isIn(failure, MAX_DEPTH);
    }

    private static boolean isIn(@Nullable Throwable failure, int depth) {
        if (failure == null || depth == 0) {
            return false;
        }
        return isOne(failure) || isIn(failure.getCause(), depth - 1) || isIn(replacedBy(failure), depth - 1);
    }

    /** A rollback that fails too has taken the place of what it was rolled back for, which is not among its causes. */
    private static @Nullable Throwable replacedBy(Throwable failure) {
        return failure instanceof TransactionSystemException failed ? failed.getApplicationException() : null;
    }

    private static boolean isOne(Throwable link) {
        return TYPES.stream().anyMatch(type -> type.isInstance(link))
                || (link instanceof SQLException sql && hasState(sql))
                || isMongodb(link.getClass());
    }

    private static boolean hasState(SQLException sql) {
        var state = sql.getSQLState();
        return state != null && SQL_STATES.stream().anyMatch(state::startsWith);
    }

    private static boolean isMongodb(@Nullable Class<?> type) {
        @Nullable Class<?> ancestor = type;
        while (ancestor != null) {
            if (MONGODB.contains(ancestor.getName())) {
                return true;
            }
            ancestor = ancestor.getSuperclass();
        }
        return false;
    }
}

package shop.jobs.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.TransactionTimedOutException;

class StoreOutageTest {

    static Stream<Throwable> outages() {
        return Stream.of(
                new DataAccessResourceFailureException("connection lost"),
                new CannotCreateTransactionException("no connection"),
                new QueryTimeoutException("slow"),
                new TransactionTimedOutException("slow"),
                new CannotAcquireLockException("waited for too long"),
                new SQLTransientConnectionException("no connection within 2 s"),
                new SQLException("terminating connection", "57P01"),
                new SQLException("read timed out", "08006", new SocketTimeoutException()),
                new SQLException("disk full", "53100"),
                new SQLException("cannot execute INSERT in a read-only transaction", "25006"),
                new SQLException("could not read block 7", "58030"),
                new IOException("No space left on device"),
                new FileSystemException("/data/a.part", null, "No space left on device"),
                // The rollback of a commit that broke is reported without the commit.
                new TransactionSystemException("JDBC rollback failed", closed()),
                new TransactionSystemException("JDBC commit failed", new SQLException("reset", "08006")),
                rolledBack(new DataAccessResourceFailureException("connection lost"), closed()));
    }

    static Stream<Throwable> faults() {
        return Stream.of(
                new IllegalStateException("no such order"),
                new DataIntegrityViolationException("duplicate"),
                new SQLException("unique", "23505"),
                new SQLException("without a state"),
                new SQLException("no active transaction", "25P01"),
                new IOException("Connection reset by peer"),
                new IOException(),
                new NoSuchFileException("/data/a.import"),
                new TransactionSystemException("Could not commit JPA transaction", new SQLException("check", "23514")),
                new TransactionSystemException("without a cause"),
                new TransactionSystemException("JDBC rollback failed", new IllegalStateException()),
                rolledBack(new DataIntegrityViolationException("duplicate"), closed()));
    }

    /** As HikariCP says it, and only it: the database's own errors have an SQLSTATE. */
    private static SQLException closed() {
        return new SQLException("Connection is closed");
    }

    private static TransactionSystemException rolledBack(RuntimeException within, SQLException rollback) {
        var failed = new TransactionSystemException("JDBC rollback failed", rollback);
        failed.initApplicationException(within);
        return failed;
    }

    @ParameterizedTest
    @MethodSource("outages")
    void anOutageIsFoundHoweverItIsWrapped(Throwable cause) {
        assertThat(StoreOutage.isIn(cause)).isTrue();
        assertThat(StoreOutage.isIn(new RuntimeException(new IllegalStateException(cause))))
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aFaultIsNone(Throwable cause) {
        assertThat(StoreOutage.isIn(cause)).isFalse();
        assertThat(StoreOutage.isIn(new RuntimeException(new IllegalStateException(cause))))
                .isFalse();
    }

    @Test
    void aChainOfCausesThatBitesItsTailIsNoTrap() {
        var first = new IllegalStateException("first");
        var second = new IllegalStateException("second", first);
        first.initCause(second);

        assertThat(StoreOutage.isIn(first)).isFalse();
    }
}

package shop.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.kafka.listener.ListenerExecutionFailedException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.util.backoff.BackOffExecution;

class ListenerRetriesTest {

    static final class ProviderAway extends RuntimeException {}

    final ListenerRetries retries = new ListenerRetries(
            new EventsProperties.Retry(
                    Duration.ofMillis(200), 2, Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofHours(1)),
            List.of(ProviderAway.class::isInstance));

    static Stream<Throwable> outages() {
        return Stream.of(
                new DataAccessResourceFailureException("connection lost"),
                new CannotCreateTransactionException("no connection"),
                new QueryTimeoutException("slow"),
                new SQLException("terminating connection", "57P01"),
                new SQLException("broken pipe", "08006"),
                new SQLException("disk full", "53100"),
                rollbackFailed(new DataAccessResourceFailureException("connection lost")),
                new TransactionSystemException("JDBC rollback failed", new SQLException("Connection is closed")),
                new ConnectException("refused"),
                new SocketTimeoutException("read"),
                new ProviderAway());
    }

    static Stream<Throwable> faults() {
        return Stream.of(
                new IllegalStateException("no such order"),
                new DataIntegrityViolationException("duplicate"),
                new OptimisticLockingFailureException("lost the race"),
                new CannotAcquireLockException("deadlock", new SQLException("deadlock detected", "40P01")),
                new SQLException("unique", "23505"),
                rollbackFailed(new DataIntegrityViolationException("duplicate")),
                new NullPointerException());
    }

    /** As a connection that broke within a transaction shows itself, see TransactionTemplate. */
    private static TransactionSystemException rollbackFailed(RuntimeException within) {
        var failed = new TransactionSystemException("JDBC rollback failed", new SQLException("Connection is closed"));
        failed.initApplicationException(within);
        return failed;
    }

    @ParameterizedTest
    @MethodSource("outages")
    void anOutageIsWaitedOut(Throwable cause) {
        assertThat(retries.isOutage(wrapped(cause))).isTrue();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aFaultIsNoOutage(Throwable cause) {
        assertThat(retries.isOutage(wrapped(cause))).isFalse();
    }

    @Test
    void aFaultIsTriedForAboutHalfAMinuteWithGrowingPauses() {
        var pauses = pauses(new IllegalStateException("no such order"));

        assertThat(pauses).startsWith(200L, 400L, 800L, 1600L, 3200L, 5000L).hasSizeBetween(8, 12);
        assertThat(pauses.stream().mapToLong(Long::longValue).sum()).isBetween(20_000L, 35_000L);
    }

    @Test
    void anOutageIsTriedForAnHour() {
        var pauses = pauses(new ConnectException("refused"));

        assertThat(pauses.stream().mapToLong(Long::longValue).sum()).isBetween(3_500_000L, 3_700_000L);
    }

    private List<Long> pauses(Exception cause) {
        var backOff = retries.apply(new ConsumerRecord<>("t", 0, 0, "k", "v"), wrapped(cause));
        assertThat(backOff).isNotNull();
        var execution = backOff.start();
        return Stream.generate(execution::nextBackOff)
                .takeWhile(pause -> pause != BackOffExecution.STOP)
                .toList();
    }

    private static ListenerExecutionFailedException wrapped(Throwable cause) {
        return new ListenerExecutionFailedException("listener threw", new RuntimeException(cause));
    }
}

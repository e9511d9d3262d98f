package shop.events;

import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * How long a failed event is retried before it becomes a dead letter: half a minute if the event or the code is to blame, much longer if
 * a database or a network is away, because then every event would fail and none is at fault.
 */
final class ListenerRetries implements BiFunction<ConsumerRecord<?, ?>, Exception, @Nullable BackOff> {

    private static final Set<Class<? extends Throwable>> OUTAGES = Set.of(
            DataAccessResourceFailureException.class,
            RecoverableDataAccessException.class,
            CannotCreateTransactionException.class,
            SQLNonTransientConnectionException.class,
            SQLRecoverableException.class,
            SocketException.class,
            SocketTimeoutException.class,
            UnknownHostException.class,
            HttpTimeoutException.class);

    /** SQL states of a server that is not there, shuts down, or has no room: 08 connection, 53 resources, 57P operator. */
    private static final List<String> OUTAGE_STATES = List.of("08", "53", "57P");

    private final EventsProperties.Retry properties;
    private final List<OutageRule> rules;

    ListenerRetries(EventsProperties.Retry properties, List<OutageRule> rules) {
        this.properties = properties;
        this.rules = List.copyOf(rules);
    }

    @Override
    public BackOff apply(ConsumerRecord<?, ?> message, Exception failure) {
        return backOff(isOutage(failure) ? properties.outagePatience() : properties.maxElapsed());
    }

    boolean isOutage(Throwable failure) {
        return Causes.any(failure, OUTAGES)
                || Causes.any(failure, ListenerRetries::isTransient)
                || Causes.any(failure, cause -> rules.stream().anyMatch(rule -> rule.isOutage(cause)));
    }

    private static boolean isTransient(Throwable cause) {
        return switch (cause) {
            // Lost a race for a row: worth a retry, but if it goes on for half a minute, something else is wrong.
            case ConcurrencyFailureException _ -> false;
            case TransientDataAccessException _ -> true;
            case SQLTransientException _ -> true;
            case SQLException failure -> {
                var state = failure.getSQLState();
                yield state != null && OUTAGE_STATES.stream().anyMatch(state::startsWith);
            }
            default -> false;
        };
    }

    private BackOff backOff(Duration patience) {
        var backOff = new ExponentialBackOff(properties.initialInterval().toMillis(), properties.multiplier());
        backOff.setMaxInterval(properties.maxInterval().toMillis());
        backOff.setMaxElapsedTime(patience.toMillis());
        return backOff;
    }
}

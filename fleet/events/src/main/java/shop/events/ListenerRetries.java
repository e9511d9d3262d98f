package shop.events;

import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.ExponentialBackOff;
import shop.jobs.failure.Causes;
import shop.jobs.failure.StoreOutage;

/**
 * How long a failed event is retried before it becomes a dead letter: half a minute if the event or the code is to blame, much longer if
 * a database or a network is away, because then every event would fail and none is at fault.
 */
final class ListenerRetries implements BiFunction<ConsumerRecord<?, ?>, Exception, @Nullable BackOff> {

    private static final Set<Class<? extends Throwable>> NETWORK = Set.of(
            SocketException.class,
            SocketTimeoutException.class,
            UnknownHostException.class,
            HttpTimeoutException.class);

    /** Lost a race for a row: worth a retry, but if it goes on for half a minute, something else is wrong. */
    private static final Set<Class<? extends Throwable>> LOST_RACE = Set.of(ConcurrencyFailureException.class);

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
        return Causes.any(failure, NETWORK)
                || (StoreOutage.isIn(failure) && !Causes.any(failure, LOST_RACE))
                || Causes.any(failure, cause -> rules.stream().anyMatch(rule -> rule.isOutage(cause)));
    }

    private BackOff backOff(Duration patience) {
        var backOff = new ExponentialBackOff(properties.initialInterval().toMillis(), properties.multiplier());
        backOff.setMaxInterval(properties.maxInterval().toMillis());
        backOff.setMaxElapsedTime(patience.toMillis());
        return backOff;
    }
}

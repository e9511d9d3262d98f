package shop.events;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.listener.RetryListener;

/** One line for each failed attempt; the stack trace comes once, with the dead letter. */
final class RetryLog implements RetryListener {

    private static final Logger LOG = LoggerFactory.getLogger(RetryLog.class);

    private final Counter failures;

    RetryLog(MeterRegistry registry) {
        this.failures = Counter.builder("shop.listener.failures")
                .description("Failed attempts to handle a record")
                .register(registry);
    }

    @Override
    public void failedDelivery(ConsumerRecord<?, ?> message, @Nullable Exception failure, int attempt) {
        failures.increment();
        LOG.warn(
                "attempt {} to handle {}-{}@{} failed: {}",
                attempt,
                message.topic(),
                message.partition(),
                message.offset(),
                failure == null ? "no reason given" : ListenerErrors.describe(failure));
    }
}

package shop.events;

import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.AuthenticationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.kafka.support.ProducerListener;
import shop.jobs.failure.Causes;

/**
 * Has a new producer made when the broker did not let the old one in. An idempotent producer whose first request ends in a failed login or
 * TLS handshake never asks for its id again (KAFKA-20237): it would send nothing until the service is restarted, long after the password
 * or the certificate was put right.
 *
 * <p>Logs nothing else: relays and dead letters report failed sends themselves, and without the record's content.
 */
final class ProducerRenewal implements ProducerListener<Object, Object> {

    private static final Logger LOG = LoggerFactory.getLogger(ProducerRenewal.class);

    private final ProducerFactory<?, ?> producers;
    private final AtomicBoolean renewing = new AtomicBoolean();

    ProducerRenewal(ProducerFactory<?, ?> producers) {
        this.producers = producers;
    }

    @Override
    public void onError(
            ProducerRecord<Object, Object> message, @Nullable RecordMetadata metadata, @Nullable Exception failure) {
        if (failure != null
                && Causes.any(failure, Set.of(AuthenticationException.class))
                && renewing.compareAndSet(false, true)) {
            LOG.warn("the broker does not let this service in: {}", Causes.innermost(failure));
            // Not here, which may be the producer's own thread: to close a producer is to wait for what it still has to
            // send.
            Thread.ofVirtual().name("producer-renewal").start(this::renew);
        }
    }

    private void renew() {
        // Before the factory lets go of the producer, so that a failure of the next one is not taken for one of this.
        renewing.set(false);
        try {
            producers.reset();
        } catch (RuntimeException failed) {
            LOG.warn("the producer that was not let in could not be closed: {}", Causes.innermost(failed));
        }
    }
}

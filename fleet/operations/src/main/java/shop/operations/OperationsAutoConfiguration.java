package shop.operations;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.ExponentialBackOff;
import shop.http.retention.Retention;
import shop.jobs.Worker;

/**
 * What administrators see and do when something is stuck between the services. The one service that has this module on its class path
 * reads all dead letters and asks all others; it has a MongoDB, and its access rules say who may reach {@code /api/admin}.
 */
@AutoConfiguration
@EnableConfigurationProperties(OperationsProperties.class)
@Import({
    AuditSearch.class,
    AuditSearchController.class,
    Broker.class,
    ConsumerLag.class,
    DeadLetterAdmin.class,
    DeadLetterListener.class,
    DeadLetterRepository.class,
    OperationsController.class,
    OperationsProblems.class,
    OutboxAdmin.class,
    ServiceRequests.class
})
class OperationsAutoConfiguration {

    static final String DEAD_LETTERS = "deadLetterListenerContainerFactory";

    @Bean
    Worker consumerLagReading(Broker broker, MeterRegistry registry, OperationsProperties properties) {
        var meter = new ConsumerLagMeter(broker, registry);
        return Worker.named("consumer-lag")
                .interval(properties.consumerLagInterval())
                .task(meter::read);
    }

    @Bean
    Retention deadLetterRetention(DeadLetterRepository repository, OperationsProperties properties) {
        return new Retention("dead letters", properties.deadLetterRetention(), repository::deleteBefore);
    }

    /** Reads dead letters as bytes, and each until it is kept, since there is no dead letter of a dead letter. */
    @Bean(DEAD_LETTERS)
    ConcurrentKafkaListenerContainerFactory<String, byte[]> deadLetterListenerContainerFactory(
            ConsumerFactory<Object, Object> consumers) {
        var settings = consumers.getConfigurationProperties();
        var bytes = new DefaultKafkaConsumerFactory<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
        // Each may have megabytes.
        bytes.updateConfigs(Map.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 20));
        var factory = new ConcurrentKafkaListenerContainerFactory<String, byte[]>();
        factory.setConsumerFactory(bytes);
        factory.getContainerProperties().setAckMode(ContainerProperties.AckMode.RECORD);
        var pauses = new ExponentialBackOff(1000, 2);
        pauses.setMaxInterval(10_000);
        var handler = new DefaultErrorHandler(pauses);
        // The listener says itself what failed, and without the letter's content.
        handler.setLogLevel(KafkaException.Level.DEBUG);
        factory.setCommonErrorHandler(handler);
        return factory;
    }
}

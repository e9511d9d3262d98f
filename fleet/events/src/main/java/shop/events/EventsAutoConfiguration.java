package shop.events;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SaslConfigs;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.ConcurrentKafkaListenerContainerFactoryConfigurer;
import org.springframework.boot.kafka.autoconfigure.DefaultKafkaConsumerFactoryCustomizer;
import org.springframework.boot.kafka.autoconfigure.DefaultKafkaProducerFactoryCustomizer;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.config.ContainerCustomizer;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.kafka.listener.CommonErrorHandler;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.support.KafkaUtils;
import org.springframework.kafka.support.ProducerListener;
import org.springframework.kafka.support.serializer.ErrorHandlingDeserializer;

/**
 * What consuming and publishing have in common. Spring Boot's own {@code kafkaListenerContainerFactory}, consumer and producer factories pick
 * these beans up; their settings come from {@link EventsDefaults}.
 */
@AutoConfiguration(before = KafkaAutoConfiguration.class)
@EnableConfigurationProperties({EventsProperties.class, OutboxProperties.class})
class EventsAutoConfiguration {

    private static final Duration AUTHENTICATION_RETRY = Duration.ofSeconds(10);

    @Bean
    DefaultKafkaConsumerFactoryCustomizer eventDeserializer(EventTracing tracing) {
        return factory -> readEvents(factory, tracing);
    }

    @Bean
    DefaultKafkaProducerFactoryCustomizer eventSerializer() {
        return EventsAutoConfiguration::writeEvents;
    }

    @Bean
    EventTracing eventTracing(ObjectProvider<Tracer> tracer, ObjectProvider<Propagator> propagator) {
        return new EventTracing(
                tracer.getIfAvailable(() -> Tracer.NOOP), propagator.getIfAvailable(() -> Propagator.NOOP));
    }

    @Bean
    ReplayTargetFilter replayTargetFilter() {
        return new ReplayTargetFilter();
    }

    @Bean
    @ConditionalOnMissingBean(ProducerListener.class)
    ProducerListener<Object, Object> producerRenewal(ProducerFactory<?, ?> producers) {
        return new ProducerRenewal(producers);
    }

    @Bean
    @ConditionalOnMissingBean(CommonErrorHandler.class)
    DefaultErrorHandler eventErrorHandler(
            KafkaTemplate<Object, Object> kafka,
            EventsProperties properties,
            ObjectProvider<OutageRule> outageRules,
            ObjectProvider<MeterRegistry> meterRegistry) {
        // Data may be personal: a record that could not be written is logged by where it belongs, not by what it says.
        KafkaUtils.setProducerRecordFormatter(letter -> letter.topic() + " key " + letter.key());
        var registry = meterRegistry.getIfAvailable(SimpleMeterRegistry::new);
        var handler = new DefaultErrorHandler(new DeadLetters(kafka, registry));
        handler.setBackOffFunction(new ListenerRetries(
                properties.retry(), outageRules.orderedStream().toList()));
        handler.setRetryListeners(new RetryLog(registry));
        handler.setLogLevel(KafkaException.Level.DEBUG);
        handler.addNotRetryableExceptions(UnreadableEventException.class);
        return handler;
    }

    /** What ends a container for good by default: an error of a listener, and a broker that does not know us for a while. */
    @Bean
    ContainerCustomizer<Object, Object, ConcurrentMessageListenerContainer<Object, Object>> lastingListeners() {
        return container -> {
            var properties = container.getContainerProperties();
            properties.setAdviceChain(new ListenerErrors());
            properties.setAuthExceptionRetryInterval(AUTHENTICATION_RETRY);
        };
    }

    /** For {@link EventBatches}: as Spring Boot's own, but a listener gets all records of a poll, and their offsets are committed together. */
    @Bean(EventBatches.FACTORY)
    ConcurrentKafkaListenerContainerFactory<Object, Object> eventBatchListenerContainerFactory(
            ConcurrentKafkaListenerContainerFactoryConfigurer configurer,
            ConsumerFactory<Object, Object> consumers,
            ContainerCustomizer<Object, Object, ConcurrentMessageListenerContainer<Object, Object>> lastingListeners) {
        var factory = new ConcurrentKafkaListenerContainerFactory<Object, Object>();
        configurer.configure(factory, consumers);
        factory.setContainerCustomizer(lastingListeners);
        factory.setBatchListener(true);
        factory.getContainerProperties().setAckMode(ContainerProperties.AckMode.BATCH);
        return factory;
    }

    @Bean
    @ConditionalOnMissingBean
    EventSender eventSender(KafkaTemplate<Object, Object> kafka, KafkaConnectionDetails connection) {
        var servers = connection.getBootstrapServers();
        if (servers.isEmpty() || servers.stream().anyMatch(server -> server.isBlank() || server.contains("${"))) {
            throw new IllegalStateException("KAFKA_BOOTSTRAP_SERVERS must be set, for example to broker-1:9092");
        }
        return new KafkaEventSender(kafka);
    }

    @Bean
    DeadLetterReplay deadLetterReplay(ProducerFactory<Object, Object> producers, Environment environment) {
        var login = KafkaSecurity.replayLogin(environment);
        var kafka = login == null
                ? new KafkaTemplate<>(producers)
                : new KafkaTemplate<>(
                        producers,
                        Map.of(
                                SaslConfigs.SASL_JAAS_CONFIG,
                                login,
                                CommonClientConfigs.CLIENT_ID_CONFIG,
                                "dead-letter-replay"));
        kafka.setProducerListener(new ProducerRenewal(kafka.getProducerFactory()));
        return new DeadLetterReplay(kafka);
    }

    @Bean
    Envelopes envelopes(Environment environment, ObjectProvider<Clock> clock, EventTracing tracing) {
        return new Envelopes(
                environment.getRequiredProperty("spring.application.name"),
                clock.getIfAvailable(Clock::systemUTC),
                tracing);
    }

    @Bean
    @ConditionalOnBooleanProperty("shop.messaging.create-topics")
    KafkaAdmin.NewTopics fleetTopics(EventsProperties properties) {
        return new KafkaAdmin.NewTopics(FleetTopics.all(properties.partitions(), properties.replicas()));
    }

    @SuppressWarnings("unchecked") // the factory makes whatever its deserializer makes
    private static void readEvents(DefaultKafkaConsumerFactory<?, ?> factory, EventTracing tracing) {
        ((DefaultKafkaConsumerFactory<Object, Object>) factory)
                .setValueDeserializerSupplier(() -> new ErrorHandlingDeserializer<>(new EventDeserializer(tracing)));
    }

    @SuppressWarnings("unchecked") // the serializer takes any value
    private static void writeEvents(DefaultKafkaProducerFactory<?, ?> factory) {
        ((DefaultKafkaProducerFactory<Object, Object>) factory).setValueSerializerSupplier(EventSerializer::new);
    }
}

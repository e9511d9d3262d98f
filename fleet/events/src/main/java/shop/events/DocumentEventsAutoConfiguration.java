package shop.events;

import com.fasterxml.uuid.Generators;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.data.mongodb.core.MongoTemplate;
import shop.jobs.Signal;
import shop.jobs.Worker;

/** Outbox of a service with a MongoDB database. */
@AutoConfiguration(
        after = EventsAutoConfiguration.class,
        afterName = "org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration")
@ConditionalOnClass(MongoTemplate.class)
@ConditionalOnBean(MongoTemplate.class)
class DocumentEventsAutoConfiguration {

    @Bean
    Signal documentOutboxSignal() {
        return new Signal();
    }

    @Bean
    ParkedDocuments parkedDocuments(MongoTemplate mongo, EventSender sender, ObjectProvider<Clock> clocks) {
        return new ParkedDocuments(mongo, sender, clocks.getIfAvailable(Clock::systemUTC));
    }

    @Bean
    DocumentRelay documentRelay(
            MongoTemplate mongo,
            ParkedDocuments parked,
            ObjectProvider<OutboxCollection> collections,
            EventSender sender,
            Signal documentOutboxSignal,
            OutboxProperties properties,
            ObjectProvider<MeterRegistry> meterRegistry,
            ObjectProvider<Clock> clocks) {
        var clock = clocks.getIfAvailable(Clock::systemUTC);
        var relayId = Generators.timeBasedEpochGenerator().generate().toString();
        return new DocumentRelay(
                new PendingDocuments(mongo, relayId),
                parked,
                collections.orderedStream().toList(),
                sender,
                documentOutboxSignal::raise,
                meterRegistry.getIfAvailable(SimpleMeterRegistry::new),
                clock,
                properties);
    }

    /** A service that only consumes has no outbox to report. */
    @Bean
    @ConditionalOnBean(OutboxCollection.class)
    OutboxBacklog documentOutboxBacklog(DocumentRelay relay) {
        return relay::backlog;
    }

    @Bean
    DocumentOutbox documentOutbox(Envelopes envelopes, DocumentRelay relay, Signal documentOutboxSignal) {
        return new MongoDocumentOutbox(envelopes, relay, documentOutboxSignal);
    }

    @Bean
    Worker documentOutboxRelay(DocumentRelay relay, Signal documentOutboxSignal, OutboxProperties properties) {
        return RelayWorkers.relay("document-outbox-relay", properties.documentPollInterval(), properties)
                .signal(documentOutboxSignal)
                .task(relay);
    }
}

package shop.events;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** The way to Kafka, so that a relay's order and failures can be tried without a broker. */
@FunctionalInterface
interface EventSender {

    /** Never throws: whatever goes wrong comes as the future's failure. It completes once all in-sync replicas have the record. */
    CompletableFuture<RecordPosition> send(String topic, UUID key, String envelope);
}

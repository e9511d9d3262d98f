package shop.events;

import java.time.Duration;
import java.util.UUID;
import shop.jobs.Signal;

final class MongoDocumentOutbox implements DocumentOutbox {

    private final Envelopes envelopes;
    private final DocumentRelay relay;
    private final Signal signal;

    MongoDocumentOutbox(Envelopes envelopes, DocumentRelay relay, Signal signal) {
        this.envelopes = envelopes;
        this.relay = relay;
        this.signal = signal;
    }

    @Override
    public PendingEvent pending(OutgoingEvent event) {
        return envelopes.seal(event);
    }

    @Override
    public void relay(String collection, UUID documentId) {
        relay.enqueue(new PendingDocuments.Ref(collection, documentId));
        signal.raise();
    }

    @Override
    public boolean awaitRelay(int mostWaiting, Duration patience) {
        return relay.awaitQueue(mostWaiting, patience);
    }
}

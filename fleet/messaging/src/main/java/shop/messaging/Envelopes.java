package shop.messaging;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import java.time.Clock;
import org.slf4j.MDC;

/** Puts facts into envelopes: gives them their id, this service as the source, the time, and the trace that the thread is in. */
final class Envelopes {

    private final NoArgGenerator ids = Generators.timeBasedEpochGenerator();
    private final String source;
    private final Clock clock;

    Envelopes(String application, Clock clock) {
        this.source = "/" + application;
        this.clock = clock;
    }

    PendingEvent seal(OutgoingEvent event) {
        var id = ids.generate();
        var traceparent = Traceparent.orNull(MDC.get(Traceparent.MDC_KEY));
        return new PendingEvent(
                id, event.topic(), event.subject(), event.envelope(id, source, clock.instant(), traceparent));
    }
}

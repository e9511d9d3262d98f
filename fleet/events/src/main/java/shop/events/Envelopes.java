package shop.events;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import java.time.Clock;

/** Puts facts into envelopes: gives them their id, this service as the source, the time, and the context of the span that publishes them. */
final class Envelopes {

    private final NoArgGenerator ids = Generators.timeBasedEpochGenerator();
    private final String source;
    private final Clock clock;
    private final EventTracing tracing;

    Envelopes(String application, Clock clock, EventTracing tracing) {
        this.source = "/" + application;
        this.clock = clock;
        this.tracing = tracing;
    }

    PendingEvent seal(OutgoingEvent event) {
        var id = ids.generate();
        return new PendingEvent(
                id,
                event.topic(),
                event.subject(),
                event.envelope(id, source, clock.instant(), tracing.publish(event)));
    }
}

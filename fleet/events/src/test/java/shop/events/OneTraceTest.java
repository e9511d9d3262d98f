package shop.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static shop.events.EventSamples.newId;
import static shop.events.EventSamples.paymentStatus;

import io.opentelemetry.api.trace.SpanKind;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.transaction.support.TransactionTemplate;
import shop.test.RecordedSpans;

/** A trace goes through either outbox and a real broker to whoever consumes the event. */
@EventsTest
class OneTraceTest {

    static final Duration PATIENCE = Duration.ofMinutes(1);

    record Paper(@Id UUID id, @Version @Nullable Long version, List<PendingEvent> pendingEvents) {}

    final RecordedSpans spans;
    final Outbox outbox;
    final DocumentOutbox documents;
    final TransactionTemplate transaction;
    final MongoTemplate mongo;

    @Autowired
    OneTraceTest(
            RecordedSpans spans,
            Outbox outbox,
            DocumentOutbox documents,
            TransactionTemplate transaction,
            MongoTemplate mongo) {
        this.spans = spans;
        this.outbox = outbox;
        this.documents = documents;
        this.transaction = transaction;
        this.mongo = mongo;
    }

    @Test
    void throughTheOutboxOnPostgresql() {
        assertOneTrace(() -> transaction.executeWithoutResult(_ -> outbox.append(event(newId()))));
    }

    @Test
    void throughTheOutboxOnMongodb() {
        assertOneTrace(() -> {
            var id = newId();
            mongo.insert(new Paper(id, null, List.of(documents.pending(event(id)))), EventsTestApplication.PAPERS);
            documents.relay(EventsTestApplication.PAPERS, id);
        });
    }

    private void assertOneTrace(Runnable publish) {
        var request = spans.tracer().spanBuilder().name("POST /api/payments").start();
        try (var _ = spans.tracer().withSpan(request)) {
            publish.run();
        } finally {
            request.end();
        }

        var trace = request.context().traceId();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(spans.ofTrace(trace)).hasSize(3));
        var published = spans.ofTrace(trace).stream()
                .filter(span -> span.getKind() == SpanKind.PRODUCER)
                .findFirst()
                .orElseThrow();
        assertThat(published.getParentSpanId()).isEqualTo(request.context().spanId());
        assertThat(spans.ofTrace(trace))
                .filteredOn(span -> span.getKind() == SpanKind.CONSUMER)
                .singleElement()
                .satisfies(span -> {
                    assertThat(span.getName()).isEqualTo("process payment_status");
                    assertThat(span.getParentSpanId()).isEqualTo(published.getSpanId());
                });
    }

    private static OutgoingEvent event(UUID subject) {
        return new OutgoingEvent(
                "payment_status",
                "payment.status.v1",
                subject,
                1,
                paymentStatus().get("data"));
    }
}

package shop.notification.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.SpanKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import shop.kernel.Money;
import shop.notification.customer.Customer;
import shop.notification.notice.Notice;
import shop.notification.notice.NoticeKind;
import shop.notification.preference.Preferences;
import shop.test.RecordedSpans;

class DeliverySpansTest {

    static final String CONSUMED = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    static final UUID ORDER = UUID.fromString("019aa5f0-7a00-7000-8000-000000000003");

    final RecordedSpans spans = new RecordedSpans();
    final DeliverySpans deliverySpans = new DeliverySpans(spans.tracer(), spans.propagator());

    @AfterEach
    void closesTheTracer() {
        spans.close();
    }

    @Test
    void aMailIsSentInTheTraceOfItsEventAndLoggedWithItsOrder() {
        var logged = new ArrayList<@Nullable String>();

        assertThat(deliverySpans.trace(dispatch(CONSUMED), () -> {
                    logged.add(MDC.get("traceId"));
                    logged.add(MDC.get("orderId"));
                    return null;
                }))
                .isNull();

        assertThat(spans.of(SpanKind.CLIENT)).singleElement().satisfies(span -> {
            assertThat(span.getName()).isEqualTo("send mail");
            assertThat(span.getTraceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
            assertThat(span.getParentSpanId()).isEqualTo("00f067aa0ba902b7");
        });
        assertThat(logged).containsExactly("4bf92f3577b34da6a3ce929d0e0e4736", ORDER.toString());
        assertThat(MDC.get("traceId")).isNull();
        assertThat(spans.tracer().currentSpan()).isNull();
    }

    @Test
    void aMailWithoutATraceBeginsOneAndSaysWhatBecameOfIt() {
        var problem = deliverySpans.trace(dispatch(null), () -> DeliveryProblem.REFUSED);

        assertThat(problem).isEqualTo(DeliveryProblem.REFUSED);
        assertThat(spans.of(SpanKind.CLIENT)).singleElement().satisfies(span -> {
            assertThat(span.getParentSpanContext().isValid()).isFalse();
            assertThat(String.valueOf(span.getAttributes().asMap())).contains("shop.outcome=REFUSED");
        });
    }

    private static Dispatch dispatch(@Nullable String trace) {
        var notice = Notice.ofOrder(
                        new UUID(0, 1),
                        new UUID(0, 2),
                        NoticeKind.ORDER_PLACED,
                        Instant.EPOCH,
                        ORDER,
                        Money.of(900, "GBP"),
                        List.of(),
                        Notice.OrderDetails.numbered("7K3M-9Q4T"))
                .within(trace);
        return new Dispatch(
                DeliveryDocument.of(notice, Channel.EMAIL, Instant.EPOCH),
                new Customer(notice.userId(), "ada@example.org", "Ada"),
                Preferences.DEFAULT,
                Locale.ENGLISH,
                Instant.MAX);
    }
}

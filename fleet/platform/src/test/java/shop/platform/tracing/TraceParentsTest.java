package shop.platform.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.tracing.Span;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentsTest {

    static final String SENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    static final String OWN = "00-4bf92f3577b34da6a3ce929d0e0e4736-1111111111111111-00";
    static final String OTHER = "00-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-1111111111111111-00";

    @Test
    void withoutASpanTheCallersTraceIsTakenOver() {
        assertThat(TraceParents.takeOver(SENT)).isEqualTo(SENT);
        assertThat(TraceParents.of(null, SENT)).isEqualTo(SENT);
        assertThat(TraceParents.of(Span.NOOP, SENT)).isEqualTo(SENT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
            })
    void whatIsNoTraceIsReplaced(String trace) {
        assertThat(TraceParents.takeOver(trace)).isNotEqualTo(trace).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00");
    }

    @Test
    void onlyATraceThatWasTakenOverIsEchoedAsItCame() {
        assertThat(TraceParents.echo(SENT, OWN)).isEqualTo(SENT);
        assertThat(TraceParents.echo(SENT, OTHER)).isEqualTo(OTHER);
        assertThat(TraceParents.echo(SENT + "-more", OWN)).isEqualTo(OWN);
        assertThat(TraceParents.echo(null, OWN)).isEqualTo(OWN);
    }

    @Test
    void theIdsAreRead() {
        assertThat(TraceParents.traceId(SENT)).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(TraceParents.spanId(SENT)).isEqualTo("00f067aa0ba902b7");
    }
}

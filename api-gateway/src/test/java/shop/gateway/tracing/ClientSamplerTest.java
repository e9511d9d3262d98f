package shop.gateway.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.micrometer.tracing.autoconfigure.TracingProperties;

class ClientSamplerTest {

    static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    @Test
    void clientsHaveSoManyTracesRecordedInASecondAndNoMore() {
        var sampler = sampler(5, 0);

        assertThat(recorded(sampler, TraceFlags.getSampled(), 1_000)).isBetween(5L, 7L);
    }

    @Test
    void beyondThatChanceDecidesAndNotTheIdThatTheClientChose() {
        var sampler = sampler(0, 0.5);

        assertThat(recorded(sampler, TraceFlags.getSampled(), 1_000)).isBetween(350L, 650L);
    }

    @Test
    void whoWantsNothingRecordedHasNothingRecorded() {
        var sampler = sampler(5, 1);

        assertThat(recorded(sampler, TraceFlags.getDefault(), 100)).isZero();
    }

    @Test
    void chanceDecidesOnARequestWithoutATrace() {
        var sampler = sampler(0, 1);

        assertThat(decide(sampler, Context.root())).isEqualTo(SamplingDecision.RECORD_AND_SAMPLE);
    }

    private static Sampler sampler(int perSecond, double probability) {
        var tracing = new TracingProperties();
        tracing.getSampling().setProbability((float) probability);
        return new TracingConfiguration().sampler(tracing, new ClientTracesProperties(perSecond));
    }

    private static long recorded(Sampler sampler, TraceFlags flags, int requests) {
        var parent = Context.root()
                .with(Span.wrap(
                        SpanContext.createFromRemoteParent(TRACE, "00f067aa0ba902b7", flags, TraceState.getDefault())));
        return IntStream.range(0, requests)
                .mapToObj(_ -> decide(sampler, parent))
                .filter(SamplingDecision.RECORD_AND_SAMPLE::equals)
                .count();
    }

    private static SamplingDecision decide(Sampler sampler, Context parent) {
        return sampler.shouldSample(parent, TRACE, "", SpanKind.SERVER, Attributes.empty(), List.of())
                .getDecision();
    }
}

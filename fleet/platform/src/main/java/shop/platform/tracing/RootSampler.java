package shop.platform.tracing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Chance decides on a trace that begins, and nothing about it that a caller could choose, such as its id. A trace begins with a request, a
 * call or an event; a span inside a service (a scheduled task that looks for work every second) is no reason for one.
 */
public final class RootSampler implements Sampler {

    private final double probability;

    public RootSampler(double probability) {
        this.probability = probability;
    }

    @Override
    public SamplingResult shouldSample(
            Context parentContext,
            String traceId,
            String name,
            SpanKind kind,
            Attributes attributes,
            List<LinkData> parentLinks) {
        return kind != SpanKind.INTERNAL && ThreadLocalRandom.current().nextDouble() < probability
                ? SamplingResult.recordAndSample()
                : SamplingResult.drop();
    }

    @Override
    public String getDescription() {
        return "RootSampler{" + probability + "}";
    }

    @Override
    public String toString() {
        return getDescription();
    }
}

package shop.gateway.tracing;

import io.github.bucket4j.Bucket;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records what a client wants recorded (the sampled flag of its traceparent), so many traces a second of all clients together. Beyond that
 * its wish counts for nothing: anybody can set the flag, and a recorded trace costs every service that it passes.
 */
final class ClientSampler implements Sampler {

    private final @Nullable Bucket limit;
    private final Sampler beyond;

    /**
     * @param perSecond 0 for none
     * @param beyond decides on the rest as if the client had said nothing
     */
    ClientSampler(int perSecond, Sampler beyond) {
        this.limit = perSecond == 0
                ? null
                : Bucket.builder()
                        .addLimit(bandwidth ->
                                bandwidth.capacity(perSecond).refillGreedy(perSecond, Duration.ofSeconds(1)))
                        .build();
        this.beyond = beyond;
    }

    @Override
    public SamplingResult shouldSample(
            Context parentContext,
            String traceId,
            String name,
            SpanKind kind,
            Attributes attributes,
            List<LinkData> parentLinks) {
        return limit != null && limit.tryConsume(1)
                ? SamplingResult.recordAndSample()
                : beyond.shouldSample(parentContext, traceId, name, kind, attributes, parentLinks);
    }

    @Override
    public String getDescription() {
        return "ClientSampler{beyond:" + beyond.getDescription() + "}";
    }
}

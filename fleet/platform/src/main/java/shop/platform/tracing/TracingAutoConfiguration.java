package shop.platform.tracing;

import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration;
import org.springframework.boot.micrometer.tracing.autoconfigure.NoopTracerAutoConfiguration;
import org.springframework.boot.micrometer.tracing.autoconfigure.TracingProperties;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingProperties;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.otlp.OtlpTracingAutoConfiguration;
import org.springframework.boot.opentelemetry.autoconfigure.ConditionalOnEnabledOpenTelemetry;
import org.springframework.context.annotation.Bean;

/**
 * Micrometer Tracing on OpenTelemetry, in the place of Boot's {@code OpenTelemetryTracingAutoConfiguration}: that starts a thread although
 * nothing is exported, and has every scope of a process announced to the context of every service in it, to write the logging context as
 * often. Boot's exporter ({@code management.opentelemetry.tracing.export.otlp}), resource and observation handlers stay.
 */
@AutoConfiguration(
        after = OtlpTracingAutoConfiguration.class,
        before = {MicrometerTracingAutoConfiguration.class, NoopTracerAutoConfiguration.class})
@EnableConfigurationProperties({TracingProperties.class, OpenTelemetryTracingProperties.class})
class TracingAutoConfiguration {

    private static final String INSTRUMENTATION = "shopfleet";

    /** Services are called by the gateway and by each other, and follow what the first of them has decided. */
    @Bean
    @ConditionalOnMissingBean
    Sampler sampler(TracingProperties properties) {
        return Sampler.parentBased(new RootSampler(properties.getSampling().getProbability()));
    }

    /** Without somebody who takes spans none is recorded; their ids go on all the same. The SDK's own bean closes it. */
    @Bean(destroyMethod = "")
    @ConditionalOnEnabledOpenTelemetry
    SdkTracerProvider tracerProvider(
            Resource resource,
            Sampler sampler,
            ObjectProvider<SpanProcessor> processors,
            ObjectProvider<SpanExporter> exporters,
            OpenTelemetryTracingProperties properties) {
        var taking = processors.orderedStream().toList();
        var sending = exporters.orderedStream().toList();
        var isRecording = !taking.isEmpty() || !sending.isEmpty();
        var provider = SdkTracerProvider.builder()
                .setResource(resource)
                .setSampler(isRecording ? sampler : Sampler.alwaysOff())
                .setSpanLimits(SpanLimits.builder()
                        .setMaxAttributeValueLength(properties.getLimits().getMaxAttributeValueLength())
                        .build());
        taking.forEach(provider::addSpanProcessor);
        if (!sending.isEmpty()) {
            provider.addSpanProcessor(batches(sending, properties.getExport()));
        }
        return provider.build();
    }

    private static SpanProcessor batches(List<SpanExporter> exporters, OpenTelemetryTracingProperties.Export settings) {
        return BatchSpanProcessor.builder(SpanExporter.composite(exporters))
                .setExporterTimeout(settings.getTimeout())
                .setMaxExportBatchSize(settings.getMaxBatchSize())
                .setMaxQueueSize(settings.getMaxQueueSize())
                .setScheduleDelay(settings.getScheduleDelay())
                .build();
    }

    /** No baggage: what a client of the gateway writes into it would travel through the whole fleet. */
    @Bean
    ContextPropagators contextPropagators() {
        return ContextPropagators.create(W3CTraceContextPropagator.getInstance());
    }

    @Bean
    Tracer openTelemetryTracer(OpenTelemetry openTelemetry) {
        return openTelemetry.getTracer(INSTRUMENTATION);
    }

    /** Scopes are announced to nobody: whoever opens the first one of a request or an event writes the logging context. */
    @Bean
    OtelTracer tracer(Tracer openTelemetryTracer) {
        return new OtelTracer(openTelemetryTracer, new OtelCurrentTraceContext(), _ -> {});
    }

    @Bean
    OtelPropagator propagator(ContextPropagators propagators, Tracer openTelemetryTracer) {
        return new OtelPropagator(propagators, openTelemetryTracer);
    }
}

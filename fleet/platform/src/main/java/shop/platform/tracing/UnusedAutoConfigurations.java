package shop.platform.tracing;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;

/**
 * Keeps out what {@link TracingAutoConfiguration} replaces, and what starts threads for what is not done here: logs are not sent by OTLP,
 * and metrics have no exemplars. A filter, because a test that sets {@code spring.autoconfigure.exclude} sets all of it.
 */
final class UnusedAutoConfigurations implements AutoConfigurationImportFilter {

    private static final Set<String> UNUSED = Set.of(
            "org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration",
            "org.springframework.boot.micrometer.tracing.autoconfigure.prometheus.PrometheusExemplarsAutoConfiguration",
            "org.springframework.boot.opentelemetry.autoconfigure.logging.OpenTelemetryLoggingAutoConfiguration",
            "org.springframework.boot.opentelemetry.autoconfigure.logging.otlp.OtlpLoggingAutoConfiguration");

    @Override
    public boolean[] match(@Nullable String[] names, AutoConfigurationMetadata metadata) {
        var matches = new boolean[names.length];
        for (var number = 0; number < names.length; number++) {
            var name = names[number];
            matches[number] = name == null || !UNUSED.contains(name);
        }
        return matches;
    }
}

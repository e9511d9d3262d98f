package shop.platform.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.otlp.OtlpTracingAutoConfiguration;
import org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.web.client.RestClient;

class TracingTest {

    static final String SAMPLED = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    static final String NOT_SAMPLED = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";
    static final Propagator.Getter<String> HEADER = new Propagator.Getter<>() {
        @Override
        public @Nullable String get(String carrier, String key) {
            return key.equals(TraceParents.HEADER) ? carrier : null;
        }
    };

    final InMemorySpanExporter spans = InMemorySpanExporter.create();

    final ApplicationContextRunner service = new ApplicationContextRunner()
            .withPropertyValues("spring.application.name=order-service")
            .withConfiguration(AutoConfigurations.of(
                    OpenTelemetrySdkAutoConfiguration.class,
                    OtlpTracingAutoConfiguration.class,
                    TracingAutoConfiguration.class,
                    ObservationAutoConfiguration.class,
                    MicrometerTracingAutoConfiguration.class));

    final ApplicationContextRunner recording =
            service.withBean(SimpleSpanProcessor.class, () -> (SimpleSpanProcessor) SimpleSpanProcessor.create(spans));

    @Test
    void byDefaultIdsGoOnAndNothingIsRecordedOrSent() {
        service.run(context -> {
            var parent = child(context.getBean(Propagator.class), SAMPLED);

            assertThat(parent.isNoop()).isTrue();
            assertThat(parent.context().traceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
            assertThat(parent.context().spanId()).isNotEqualTo("00f067aa0ba902b7");
            assertThat(parent.context().sampled()).isFalse();
            assertThat(exporterThreads()).isEmpty();
        });
    }

    @Test
    void whatTheFirstServiceHasDecidedIsFollowed() {
        recording
                .withPropertyValues("management.tracing.sampling.probability=0")
                .run(context -> {
                    child(context.getBean(Propagator.class), SAMPLED).end();
                    child(context.getBean(Propagator.class), NOT_SAMPLED).end();

                    assertThat(spans.getFinishedSpanItems()).singleElement().satisfies(span -> {
                        assertThat(span.getParentSpanId()).isEqualTo("00f067aa0ba902b7");
                        assertThat(span.getKind()).isEqualTo(SpanKind.SERVER);
                        assertThat(span.getResource().getAttributes().asMap().toString())
                                .contains("service.name=order-service");
                    });
                });
    }

    @Test
    void chanceDecidesOnATraceThatBeginsWithARequestACallOrAnEvent() {
        recording
                .withPropertyValues("management.tracing.sampling.probability=0.5")
                .run(context -> {
                    var tracer = context.getBean(Tracer.class);
                    IntStream.range(0, 400)
                            .forEach(_ -> tracer.spanBuilder()
                                    .kind(Span.Kind.SERVER)
                                    .start()
                                    .end());
                    var begun = spans.getFinishedSpanItems().size();
                    IntStream.range(0, 400)
                            .forEach(_ -> tracer.nextSpan().start().end());

                    assertThat(begun).isBetween(100, 300);
                    assertThat(spans.getFinishedSpanItems())
                            .as("spans inside a service begin no trace")
                            .hasSize(begun);
                });
    }

    @Test
    void aCallIsASpanAndCarriesItsContext() throws IOException {
        var received = new CopyOnWriteArrayList<String>();
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            received.add(exchange.getRequestHeaders().getFirst(TraceParents.HEADER));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        try {
            recording.run(context -> {
                var tracer = context.getBean(Tracer.class);
                var parent = child(context.getBean(Propagator.class), SAMPLED);
                try (var _ = tracer.withSpan(parent)) {
                    var _ = RestClient.builder()
                            .observationRegistry(context.getBean(ObservationRegistry.class))
                            .build()
                            .get()
                            .uri("http://127.0.0.1:{port}/", server.getAddress().getPort())
                            .retrieve()
                            .toBodilessEntity();
                }

                var call = spans.getFinishedSpanItems().getFirst();
                assertThat(call.getKind()).isEqualTo(SpanKind.CLIENT);
                assertThat(call.getParentSpanId()).isEqualTo(parent.context().spanId());
                assertThat(received).containsExactly("00-" + call.getTraceId() + "-" + call.getSpanId() + "-01");
            });
        } finally {
            server.stop(0);
        }
    }

    @Test
    void spansAreSentWhereTheEndpointSaysAndTheSenderEndsWithItsService() throws IOException {
        var received = new CopyOnWriteArrayList<String>();
        var collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/traces", exchange -> {
            received.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
        try {
            service.withPropertyValues("management.opentelemetry.tracing.export.otlp.endpoint=http://127.0.0.1:"
                            + collector.getAddress().getPort() + "/v1/traces")
                    .run(context -> {
                        child(context.getBean(Propagator.class), SAMPLED)
                                .name("POST /api/orders")
                                .end();
                        assertThat(exporterThreads()).isNotEmpty();
                    });

            // Closing the service sends what waits.
            assertThat(received).singleElement().asString().contains("POST /api/orders", "order-service");
            await().untilAsserted(() -> assertThat(exporterThreads()).isEmpty());
        } finally {
            collector.stop(0);
        }
    }

    @Test
    void anotherThreadGoesOnInTheSameSpanAndIsLeftAsItWas() {
        recording.run(context -> {
            var tracer = context.getBean(Tracer.class);
            var parent = child(context.getBean(Propagator.class), SAMPLED);
            MDC.put("requestId", "request-17");
            CapturedContext captured;
            try (var _ = tracer.withSpan(parent)) {
                captured = CapturedContext.capture();
            } finally {
                MDC.clear();
            }
            MDC.put("mine", "kept");
            try {
                var seen = captured.call(() -> List.of(
                        String.valueOf(MDC.get("requestId")),
                        String.valueOf(tracer.currentTraceContext().context())));

                assertThat(seen.getFirst()).isEqualTo("request-17");
                assertThat(seen.getLast()).contains(parent.context().spanId());
                assertThat(tracer.currentSpan()).isNull();
                assertThat(MDC.getCopyOfContextMap()).isEqualTo(Map.of("mine", "kept"));
            } finally {
                MDC.clear();
            }
        });
    }

    private static Span child(Propagator propagator, String parent) {
        return propagator.extract(parent, HEADER).kind(Span.Kind.SERVER).start();
    }

    private static List<String> exporterThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.contains("BatchSpanProcessor"))
                .toList();
    }
}

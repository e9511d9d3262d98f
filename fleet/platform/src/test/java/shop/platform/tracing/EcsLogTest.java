package shop.platform.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.json.JsonMapper;

/** What a container writes. */
class EcsLogTest {

    @Test
    void aLineHasTheIdsUnderTheNamesOfTheSchema() throws IOException {
        var environment = new StandardEnvironment();
        new YamlPropertySourceLoader()
                .load("defaults", new ClassPathResource("shop/fleet-defaults.yml"))
                .forEach(environment.getPropertySources()::addLast);
        var logging = new LoggerContext();
        logging.putObject(Environment.class.getName(), environment);
        var encoder = new StructuredLogEncoder();
        encoder.setContext(logging);
        encoder.setFormat(environment.getRequiredProperty("logging.structured.format.console"));
        encoder.start();
        var event = new LoggingEvent("caller", logging.getLogger("shop.order"), Level.INFO, "placed", null, null);
        event.setMDCPropertyMap(Map.of(
                "traceId",
                "4bf92f3577b34da6a3ce929d0e0e4736",
                "spanId",
                "00f067aa0ba902b7",
                "requestId",
                "request-17",
                "orderId",
                "order-17"));

        var line = JsonMapper.shared().readTree(new String(encoder.encode(event), StandardCharsets.UTF_8));

        assertThat(line.path("trace.id").asString("")).as("%s", line).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(line.path("span.id").asString("")).isEqualTo("00f067aa0ba902b7");
        assertThat(line.path("requestId").asString("")).isEqualTo("request-17");
        assertThat(line.path("orderId").asString("")).isEqualTo("order-17");
    }
}

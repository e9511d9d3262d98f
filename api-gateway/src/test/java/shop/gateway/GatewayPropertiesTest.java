package shop.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.unit.DataSize;

class GatewayPropertiesTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withUserConfiguration(Bound.class)
            .withPropertyValues("shop.gateway.swagger-ui=classpath:/ui/");

    @Test
    void bindsEverySetting() {
        runner.withPropertyValues(
                        "shop.gateway.public-url=https://shop.example",
                        "shop.gateway.max-body=2MB",
                        "shop.gateway.suspect-for=3s",
                        "shop.gateway.documented=a-service,b-service",
                        "shop.gateway.links.[Mail]=http://localhost:8025")
                .run(context -> {
                    var properties = context.getBean(GatewayProperties.class);
                    assertThat(properties)
                            .isEqualTo(new GatewayProperties(
                                    URI.create("https://shop.example"),
                                    DataSize.ofMegabytes(2),
                                    Duration.ofSeconds(3),
                                    List.of("a-service", "b-service"),
                                    "classpath:/ui/",
                                    Map.of("Mail", URI.create("http://localhost:8025"))));
                    assertThat(properties.servedOverTls()).isTrue();
                });
    }

    @Test
    void failsWithoutItsPublicAddressAndNamesIt() {
        runner.withPropertyValues("shop.gateway.public-url=")
                .run(context ->
                        assertThat(context).hasFailed().getFailure().hasStackTraceContaining("PUBLIC_URL must be set"));
    }

    @EnableConfigurationProperties(GatewayProperties.class)
    static class Bound {}
}

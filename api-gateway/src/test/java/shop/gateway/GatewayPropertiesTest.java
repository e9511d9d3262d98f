package shop.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
                        "shop.gateway.outlier-ejection-time=3s",
                        "shop.gateway.trusted-proxies=10.0.0.0/8,::1/128",
                        "shop.gateway.allowed-origins=https://admin.shop.example",
                        "shop.gateway.documented=a-service,b-service",
                        "shop.gateway.links.[Mail]=http://localhost:8025")
                .run(context -> {
                    var properties = context.getBean(GatewayProperties.class);
                    assertThat(properties)
                            .isEqualTo(new GatewayProperties(
                                    URI.create("https://shop.example"),
                                    DataSize.ofMegabytes(2),
                                    Duration.ofSeconds(3),
                                    List.of("10.0.0.0/8", "::1/128"),
                                    List.of("https://admin.shop.example"),
                                    false,
                                    List.of("a-service", "b-service"),
                                    "classpath:/ui/",
                                    Map.of("Mail", URI.create("http://localhost:8025"))));
                    assertThat(properties.servedOverTls()).isTrue();
                });
    }

    @ParameterizedTest
    @CsvSource({
        "trusted-proxies, 10.0.0.1, TRUSTED_PROXIES must be networks",
        "trusted-proxies, balancer, TRUSTED_PROXIES must be networks",
        "allowed-origins, *, ALLOWED_ORIGINS must be origins",
        "allowed-origins, https://shop.example/, ALLOWED_ORIGINS must be origins"
    })
    void refusesWhatWouldTrustTooMuch(String setting, String value, String said) {
        runner.withPropertyValues(
                        "shop.gateway.public-url=https://shop.example", "shop.gateway." + setting + "=" + value)
                .run(context -> assertThat(context).hasFailed().getFailure().hasStackTraceContaining(said));
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

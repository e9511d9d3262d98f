package shop.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class DiscoveryServerStartTest {

    @Test
    void failsToStartWithoutCredentialsAndNamesThem() {
        assertThatThrownBy(() -> new SpringApplicationBuilder(DiscoveryServerApplication.class).run("--server.port=0"))
                .hasStackTraceContaining("EUREKA_USER must be set")
                .hasStackTraceContaining("EUREKA_PASSWORD must be set");
    }

    @Test
    void startsOnALaptopWithoutAnySetting() {
        try (var context = new SpringApplicationBuilder(DiscoveryServerApplication.class)
                .run("--server.port=0", "--spring.profiles.active=local")) {
            assertThat(context.getBean(DiscoveryProperties.class))
                    .isEqualTo(new DiscoveryProperties("fleet", "local-only-eureka"));
            assertThat(context.getEnvironment().getProperty("server.address")).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void keepsThePasswordOutOfItsDescription() {
        new ApplicationContextRunner()
                .withUserConfiguration(Bound.class)
                .withPropertyValues("shop.discovery.user=fleet", "shop.discovery.password=secret")
                .run(context -> assertThat(context.getBean(DiscoveryProperties.class))
                        .asString()
                        .contains("fleet")
                        .doesNotContain("secret"));
    }

    @EnableConfigurationProperties(DiscoveryProperties.class)
    static class Bound {}
}

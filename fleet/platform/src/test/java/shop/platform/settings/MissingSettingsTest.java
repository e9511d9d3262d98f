package shop.platform.settings;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;

class MissingSettingsTest {

    /** The fleet's own defaults ask for two variables, and nobody has set them here. */
    @Test
    void aServiceWithoutItsEnvironmentNamesWhatItLacks() {
        var service = new SpringApplicationBuilder(SettingsAutoConfiguration.class)
                .web(WebApplicationType.NONE)
                .properties("spring.application.name=sample-service", "logging.structured.format.console=");

        assertThatExceptionOfType(MissingSettingsException.class)
                .isThrownBy(service::run)
                .withMessage("Missing settings: EUREKA_URL, SERVICE_TOKEN_SECRET");
    }

    @Test
    void theLocalProfileHasThemAll() {
        new SpringApplicationBuilder(SettingsAutoConfiguration.class)
                .web(WebApplicationType.NONE)
                .profiles("local")
                .properties("spring.application.name=sample-service", "server.port=0")
                .run()
                .close();
    }
}

package shop.platform.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class SettingsCheckTest {

    final StandardEnvironment environment = new StandardEnvironment();

    @Test
    void everyMissingVariableIsNamed() {
        add(
                "own",
                Map.of(
                        "spring.datasource.password", "${DB_PASSWORD}",
                        "spring.datasource.url", "jdbc:postgresql://${DB_HOST}:${DB_PORT:5432}/orders"));

        assertThatExceptionOfType(MissingSettingsException.class)
                .isThrownBy(this::check)
                .withMessage("Missing settings: DB_HOST, DB_PASSWORD");
    }

    @Test
    void aVariableThatIsSetOrHasADefaultIsNotMissing() {
        add("environment", Map.of("DB_PASSWORD", "secret"));
        add("own", Map.of("a", "${DB_PASSWORD}", "b", "${DB_POOL_SIZE:10}", "c", "${eureka.instance.id}"));

        check();
    }

    @Test
    void aSettingThatSomebodyElseHasSetAsksForNothing() {
        add("test", Map.of("spring.datasource.password", "known"));
        add("own", Map.of("spring.datasource.password", "${DB_PASSWORD}"));

        check();
    }

    @Test
    void thePersonWhoStartsIsToldWhatToDo() {
        var analysis = Objects.requireNonNull(new MissingSettingsFailureAnalyzer()
                .analyze(new MissingSettingsException(List.of("DB_PASSWORD", "EUREKA_URL"))));

        assertThat(analysis.getDescription()).contains("DB_PASSWORD, EUREKA_URL");
        assertThat(analysis.getAction()).contains("environment");
    }

    private void add(String name, Map<String, Object> values) {
        environment.getPropertySources().addLast(new MapPropertySource(name, values));
    }

    private void check() {
        new SettingsCheck(environment).postProcessBeanFactory(new DefaultListableBeanFactory());
    }
}

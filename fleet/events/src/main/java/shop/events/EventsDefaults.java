package shop.events;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.Profiles;
import org.springframework.core.io.ClassPathResource;

/**
 * Gives every service the fleet's settings for Kafka, {@code shop/events/defaults.yml} and in the local profile
 * {@code defaults-local.yml} too, below everything it sets itself; and what {@link KafkaSecurity} makes of its credentials.
 */
final class EventsDefaults implements EnvironmentPostProcessor {

    private static final String FOLDER = "shop/events/";

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (environment.acceptsProfiles(Profiles.of("local"))) {
            addLast(environment, "defaults-local.yml");
        }
        addLast(environment, "defaults.yml");
        MongoSecurity.check(environment);
        environment
                .getPropertySources()
                .addLast(new MapPropertySource("fleet-events security", KafkaSecurity.properties(environment)));
    }

    private static void addLast(ConfigurableEnvironment environment, String file) {
        var resource = new ClassPathResource(FOLDER + file);
        try {
            new YamlPropertySourceLoader()
                    .load("fleet-events " + file, resource)
                    .forEach(environment.getPropertySources()::addLast);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read " + resource, unreadable);
        }
    }
}

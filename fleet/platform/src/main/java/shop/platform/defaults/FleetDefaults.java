package shop.platform.defaults;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Profiles;
import org.springframework.core.io.ClassPathResource;

/** Puts the fleet's settings below all others: a service's own files and the environment win over each of them. */
final class FleetDefaults implements EnvironmentPostProcessor, Ordered {

    private static final String TRUSTED_MILLIS = "com.zaxxer.hikari.aliveBypassWindowMs";

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (environment.acceptsProfiles(Profiles.of("local"))) {
            add(environment, "shop/fleet-defaults-local.yml");
        }
        add(environment, "shop/fleet-defaults.yml");
        trustPooledConnections();
    }

    /**
     * Without this HikariCP asks the database with an empty query whether a connection lives that was not borrowed for half a second,
     * before most statements of a quiet shop. It reads this from nowhere but the system properties. A connection that broke meanwhile
     * fails once, as one that breaks under a statement does, and leaves the pool.
     */
    private static void trustPooledConnections() {
        if (System.getProperty(TRUSTED_MILLIS) == null) {
            System.setProperty(TRUSTED_MILLIS, "10000");
        }
    }

    /** After the service's own files are read, because they may choose the profile. */
    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }

    private static void add(ConfigurableEnvironment environment, String file) {
        try {
            new YamlPropertySourceLoader()
                    .load(file, new ClassPathResource(file, FleetDefaults.class.getClassLoader()))
                    .forEach(environment.getPropertySources()::addLast);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}

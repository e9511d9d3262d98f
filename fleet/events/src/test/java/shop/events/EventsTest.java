package shop.events;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Map;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextConfiguration;
import shop.test.Infrastructure;

/** Runs the small test service against real stores and a real broker, which is all of the infrastructure that events need. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.NONE)
@ContextConfiguration(initializers = EventsTest.Stores.class)
@interface EventsTest {

    /** Gives the test service the addresses of the stores. */
    final class Stores implements ApplicationContextInitializer<ConfigurableApplicationContext> {

        @Override
        public void initialize(ConfigurableApplicationContext context) {
            var infrastructure = Infrastructure.shared();
            var database = infrastructure.database();
            var settings = Map.<String, Object>of(
                    "DB_URL", database.url(),
                    "DB_USER", database.user(),
                    "DB_PASSWORD", database.password(),
                    "MONGODB_URI", infrastructure.mongodbUri(),
                    "MONGODB_DATABASE", database.name(),
                    "KAFKA_BOOTSTRAP_SERVERS", infrastructure.kafka());
            context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("stores", settings));
        }
    }
}

package shop.events;

import java.util.Set;
import org.springframework.boot.sql.init.dependency.AbstractBeansOfTypeDatabaseInitializerDetector;

/** Tells Spring Boot that {@link EventsSchema} makes tables: JPA and JDBC beans wait for it, and it waits for the service's Flyway. */
final class EventsSchemaDetector extends AbstractBeansOfTypeDatabaseInitializerDetector {

    private static final int AFTER_FLYWAY = 10;

    @Override
    protected Set<Class<?>> getDatabaseInitializerBeanTypes() {
        return Set.of(EventsSchema.class);
    }

    @Override
    public int getOrder() {
        return AFTER_FLYWAY;
    }
}
